import { RAY } from "../../core/units.ts";

/** Digits carried beside the 27 of the result: squaring ten times and more doubles the error each time. */
const GUARD = 10n ** 18n;
const ONE = RAY * GUARD;

/** Below one part in a thousand the series gains three digits a term and more. */
const SMALL = ONE / 1_000n;

/**
 * e^(x / RAY) · RAY, exact to the last digit or two for |x| up to some tens of RAY: e^x = (e^(x / 2^k))^(2^k), with the power series for the
 * small exponent.
 */
export function expRay(xRay: bigint): bigint {
  if (xRay < 0n) return (RAY * RAY) / expRay(-xRay);
  let x = xRay * GUARD;
  let halvings = 0;
  while (x > SMALL) {
    x >>= 1n;
    halvings++;
  }
  let sum = ONE;
  let term = ONE;
  for (let n = 1n; term > 0n; n++) {
    term = (term * x) / (ONE * n);
    sum += term;
  }
  for (; halvings > 0; halvings--) sum = (sum * sum) / ONE;
  return sum / GUARD;
}
