import { RAY } from "../../core/units.ts";

/**
 * base^exponent in RAY by squaring, rounded half up at every multiplication like `_rpow` of Maker's Pot and
 * Sky's sUSDS.
 */
export function rpow(base: bigint, exponent: bigint): bigint {
  const half = RAY / 2n;
  let result = exponent % 2n === 1n ? base : RAY;
  let square = base;
  for (let rest = exponent / 2n; rest > 0n; rest /= 2n) {
    square = (square * square + half) / RAY;
    if (rest % 2n === 1n) result = (result * square + half) / RAY;
  }
  return result;
}
