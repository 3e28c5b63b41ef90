import type { JudgedForecasts } from "../judged.ts";
import { pinballLoss } from "./pinballLoss.ts";

/**
 * CRPS, approximated from quantiles: it is twice the integral of the pinball loss over all levels (Gneiting and Ranjan 2011, "Comparing
 * density forecasts using threshold- and quantile-weighted scoring rules"), here twice its mean over the levels at hand, each weighing the
 * same. The coarser the levels, the coarser the figure: compare it only between forecasts of the same levels. A fraction a year.
 */
export function continuousRankedProbabilityScore(forecasts: JudgedForecasts): number {
  return 2 * pinballLoss(forecasts);
}
