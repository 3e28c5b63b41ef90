import type { Apr } from "../../core/units.ts";

/** No market that is observed pays more: samples above are not believed either. */
const HIGHEST_APR = 2;
/** Quantiles that cross by less do so by rounding. */
const ROUNDING = 1e-9;

/**
 * Why quantiles cannot be meant, in words that go after the model's name; null when they can. The least that is allowed is zero, or the rate
 * quoted now where that is a loss.
 *
 * @param quantilesApr Ascending, if they are right.
 */
export function implausibility(quantilesApr: readonly Apr[], persistenceApr: Apr): string | null {
  const lowest = Math.min(0, persistenceApr) - ROUNDING;
  for (const [i, apr] of quantilesApr.entries()) {
    if (!Number.isFinite(apr)) return "answers with what is no number";
    if (apr < lowest || apr > HIGHEST_APR) return `expects an APR of ${apr}, out of range`;
    if (i > 0 && apr < (quantilesApr[i - 1] as number) - ROUNDING) return "has quantiles that cross";
  }
  return null;
}
