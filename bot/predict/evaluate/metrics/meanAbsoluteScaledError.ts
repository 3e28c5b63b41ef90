import type { JudgedForecasts } from "../judged.ts";
import { rowsByMarket } from "../rows.ts";

const DAY_SECONDS = 86_400;
/** A mean of fewer daily changes says too little about a market to divide by. */
const MINIMUM_CHANGES = 30;

/**
 * MASE (Hyndman and Koehler 2006, "Another look at measures of forecast accuracy", section 3): a market's MAE, divided by the MAE that
 * the seasonal naive method (a rate is what it was 24 hours before) made in the sample known at the time of forecasting. It compares
 * markets of all levels; what is below 1 is better than that method one day ahead.
 *
 * In-sample at a moment are the rates quoted at the market's earlier judged moments; as that sample grows with every forecast, the
 * divisor is its mean over them (for one fixed sample this is the published definition). Pooled over markets by their number of
 * forecasts. Forecasts of a market with fewer than 30 known daily changes do not count, neither do markets that never moved; NaN when
 * none counts.
 */
export function meanAbsoluteScaledError(forecasts: JudgedForecasts): number {
  let scaled = 0;
  let counted = 0;
  for (const rows of rowsByMarket(forecasts).values()) {
    const scales = seasonalNaiveErrors(forecasts, rows);
    let error = 0;
    let scale = 0;
    let count = 0;
    rows.forEach((row, i) => {
      const known = scales[i] as number;
      if (Number.isNaN(known)) return;
      error += Math.abs((forecasts.realisedApr[row] as number) - (forecasts.pointApr[row] as number));
      scale += known;
      count += 1;
    });
    if (count === 0 || scale === 0) continue;
    scaled += (count * error) / scale;
    counted += count;
  }
  return counted === 0 ? Number.NaN : scaled / counted;
}

/** For each of one market's rows, the mean |rate − rate 24 hours before| up to it; NaN while too few are known. */
function seasonalNaiveErrors(forecasts: JudgedForecasts, rows: readonly number[]): Float64Array {
  const quoted = new Map(rows.map((row) => [forecasts.madeAtSeconds[row] as number, forecasts.persistenceApr[row] as number]));
  let sum = 0;
  let count = 0;
  return Float64Array.from(rows, (row) => {
    const dayBefore = quoted.get((forecasts.madeAtSeconds[row] as number) - DAY_SECONDS);
    if (dayBefore !== undefined) {
      sum += Math.abs((forecasts.persistenceApr[row] as number) - dayBefore);
      count += 1;
    }
    return count < MINIMUM_CHANGES ? Number.NaN : sum / count;
  });
}
