import { expect } from "chai";
import type { JudgedForecasts } from "../../../bot/predict/evaluate/judged.ts";
import { replay } from "../../../bot/predict/evaluate/replay.ts";
import { runCalibration } from "../../../bot/predict/evaluate/runCalibration.ts";
import { runTrackRecord } from "../../../bot/predict/evaluate/runTrackRecord.ts";
import { scaleOf } from "../../../bot/predict/evaluate/scale.ts";
import type { PublishedForecast, TrackedForecast } from "../../../bot/predict/live/loadedForecaster.ts";
import { INITIAL_STATE, recordedTrack } from "../../../bot/predict/live/recordedTrack.ts";
import { expectNear } from "../../near.ts";

const HOUR = 3_600;
const LEVELS = [0.1, 0.25, 0.5, 0.75, 0.9];

/** Forecasts of three markets every six hours, by a model that is right in the first, misleading in the second and too narrow everywhere. */
function history(moments: number): JudgedForecasts {
  const count = moments * 3;
  const market = Int32Array.from({ length: count }, (_, row) => row % 3);
  const madeAtSeconds = Float64Array.from({ length: count }, (_, row) => 1_700_000_000 + Math.floor(row / 3) * 6 * HOUR);
  const persistenceApr = Float64Array.from({ length: count }, (_, row) => 0.03 + 0.01 * Math.sin(row / 17));
  const signal = (row: number) => 0.01 * Math.sin(row * 1.7) + 0.004 * Math.cos(row * 0.31);
  const realisedApr = persistenceApr.map((apr, row) => apr + ([1, -1, 0][row % 3] as number) * signal(row) + 0.002 * Math.sin(row * 12.9));
  const pointApr = persistenceApr.map((apr, row) => apr + signal(row));
  const quantilesApr = Float64Array.from({ length: count * LEVELS.length }, (_, i) => {
    const row = Math.floor(i / LEVELS.length);
    return (pointApr[row] as number) + ((LEVELS[i % LEVELS.length] as number) - 0.5) * 0.001;
  });
  return {
    model: "m",
    horizonSeconds: 24 * HOUR,
    marketIds: ["good", "bad", "idle"],
    protocols: ["p", "p", "p"],
    market,
    madeAtSeconds,
    realisedApr,
    persistenceApr,
    levels: LEVELS,
    quantilesApr,
    pointApr,
  };
}

describe("gate and calibration, forecast by forecast", () => {
  it("publish what the scoreboard's runs make of the same forecasts, through states that were stored as JSON", () => {
    const forecasts = history(200);
    const gated = runTrackRecord(forecasts);
    const expected = runCalibration(gated.forecasts);
    const track = recordedTrack();
    let state: unknown = INITIAL_STATE;
    const published = new Map<number, PublishedForecast>();
    const tracked = (row: number): TrackedForecast => ({
      marketId: forecasts.marketIds[forecasts.market[row] as number] as string,
      horizonSeconds: forecasts.horizonSeconds,
      madeAtSeconds: forecasts.madeAtSeconds[row] as number,
      persistenceApr: forecasts.persistenceApr[row] as number,
      scaleApr: scaleOf(forecasts.persistenceApr[row] as number),
      levels: LEVELS,
      rawApr: [...forecasts.quantilesApr.subarray(row * LEVELS.length, (row + 1) * LEVELS.length)],
    });
    replay(forecasts, {
      learn: (row) => {
        state = JSON.parse(
          JSON.stringify(track.learn(state, published.get(row) as PublishedForecast, forecasts.realisedApr[row] as number)),
        );
      },
      speak: (row) => {
        const publishedApr = track.publish(state, tracked(row));
        published.set(row, { ...tracked(row), publishedApr, pointApr: publishedApr[2] as number });
        for (const [k, apr] of publishedApr.entries()) {
          expectNear(apr, expected.forecasts.quantilesApr[row * LEVELS.length + k] as number, 1e-9);
        }
      },
    });
    // Something was learned at all.
    expect(gated.trust.at(-3)).above(0.5);
    expect(gated.trust.at(-2)).equal(0);
  });
});
