import { expect } from "chai";
import { FEATURE_NAMES, featurise, marketPanel } from "../../../bot/predict/features/featurise.ts";
import { LOOK_BACK_SECONDS } from "../../../bot/predict/live/liveSeries.ts";
import { DAY, HOUR, MONDAY, type SeriesPoint, seriesOf } from "../series/seriesOf.ts";

/** Hours of a market whose rate and deposits wander; some hours have none. */
function wandering(market: number): readonly SeriesPoint[] {
  return Array.from({ length: 60 * 24 }, (_, hour) => {
    const utilization = 0.7 + 0.2 * Math.sin(hour / 40 + market) + 0.08 * Math.sin(hour / 3 + 2 * market);
    const totalSupplyUsd = 5e7 * (1 + 0.2 * Math.sin(hour / 90 + market));
    return {
      timeSeconds: MONDAY + hour * HOUR + 60 * market,
      quotedApr: 0.05 * utilization + Math.max(0, utilization - 0.85),
      totalSupplyUsd,
      totalBorrowUsd: utilization * totalSupplyUsd,
      utilization,
    };
  }).filter((_, hour) => (hour * 7 + market) % 11 > 2);
}

describe("the look-back of features", () => {
  it("is a month: a market's whole past says no more than what the keeper reads of it", () => {
    const atSeconds = MONDAY + 59 * DAY;
    const moments = [0, 1, 2].map((market) => ({ market, atSeconds }));
    const batchOf = (fromSeconds: number) =>
      featurise(
        marketPanel(
          [0, 1, 2].map((market) => seriesOf(wandering(market).filter(({ timeSeconds }) => timeSeconds >= fromSeconds))),
          new Map(),
        ),
        moments,
      );
    const whole = batchOf(0);
    const month = batchOf(atSeconds - LOOK_BACK_SECONDS);
    // Sums that begin elsewhere are rounded otherwise.
    whole.features.forEach((value, i) => {
      const name = FEATURE_NAMES[i % FEATURE_NAMES.length];
      if (Number.isNaN(value)) expect(month.features[i], name).NaN;
      else expect(month.features[i], name).closeTo(value, 1e-5);
    });
    whole.window.values.forEach((value, i) => {
      expect(month.window.values[i]).closeTo(value, 1e-5);
    });
  });
});
