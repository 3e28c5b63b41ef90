import { priorInterval } from "../interval.ts";
import { GrowingSample } from "./growingSample.ts";
import type { JudgedForecasts } from "./judged.ts";
import { JUDGED_LEVELS } from "./metrics/pinballRatio.ts";
import { replay } from "./replay.ts";
import { rowsByMarket } from "./rows.ts";
import { scaleOf } from "./scale.ts";

const MINIMUM_KNOWN = 30;

/** Forecasts that say one rate and nothing about how far off it may be. */
export type PointForecasts = Omit<JudgedForecasts, "levels" | "quantilesApr">;

/** The yardstick of intervals: persistence with quantiles from its own past errors, for the same rows in the same order. */
export function persistenceYardstick(forecasts: PointForecasts): JudgedForecasts {
  return withOwnErrors({ ...forecasts, model: "persistence", pointApr: forecasts.persistenceApr }, JUDGED_LEVELS);
}

/**
 * Point forecasts with quantiles: the point, plus the empirical quantiles of the same forecaster's past errors (truth − point) in the same
 * market at the same horizon. An error counts from when it is known (made at + horizon ≤ moment) until the end.
 *
 * While a market has fewer than 30 known errors, its quantiles are those of all markets' known errors relative to the rate (`scaleOf`);
 * while these are fewer than 30, too, the field's usual ones (`priorInterval`). The point forecast stays as it was given.
 */
export function withOwnErrors(forecasts: PointForecasts, levels: readonly number[]): JudgedForecasts {
  const { realisedApr, pointApr, persistenceApr, market, horizonSeconds } = forecasts;
  const judged = { ...forecasts, levels, quantilesApr: new Float64Array(market.length * levels.length) };
  // An error that never becomes known is never added; it needs a rank all the same, and takes the last.
  const errors = realisedApr.map((realised, row) =>
    Number.isNaN(realised) ? Number.POSITIVE_INFINITY : realised - (pointApr[row] as number),
  );
  const everywhere = new GrowingSample(errors.map((error, row) => error / scaleOf(persistenceApr[row] as number)));
  const own = new Map<number, GrowingSample>();
  const numberInMarket = new Int32Array(market.length);
  for (const [id, rows] of rowsByMarket(judged)) {
    own.set(id, new GrowingSample(Float64Array.from(rows, (row) => errors[row] as number)));
    rows.forEach((row, i) => {
      numberInMarket[row] = i;
    });
  }
  replay(judged, {
    learn: (row) => {
      everywhere.add(row);
      own.get(market[row] as number)?.add(numberInMarket[row] as number);
    },
    speak: (row) => {
      const point = pointApr[row] as number;
      const ofMarket = own.get(market[row] as number);
      const unit = scaleOf(persistenceApr[row] as number);
      const quantileAt = (level: number): number => {
        if (ofMarket !== undefined && ofMarket.size >= MINIMUM_KNOWN) return point + ofMarket.quantile(level);
        if (everywhere.size >= MINIMUM_KNOWN) return point + unit * everywhere.quantile(level);
        return priorQuantile(point, horizonSeconds, level);
      };
      judged.quantilesApr.set(levels.map(quantileAt), row * levels.length);
    },
  });
  return judged;
}

/** Straight through p10, p50 and p90. */
function priorQuantile(pointApr: number, horizonSeconds: number, level: number): number {
  const { p10Apr, p50Apr, p90Apr } = priorInterval(pointApr, horizonSeconds);
  const side = level < 0.5 ? p50Apr - p10Apr : p90Apr - p50Apr;
  return p50Apr + ((level - 0.5) / 0.4) * side;
}
