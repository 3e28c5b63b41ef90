import { HOUR, MONDAY, seriesOf } from "../series/seriesOf.ts";
import { expectFeatures, featuresAt } from "./featuresAt.ts";

const { log, sqrt } = Math;
const unknown = Number.NaN;

describe("features of volatility", () => {
  it("are of the rates at full hours back from the moment", () => {
    const series = seriesOf([
      { timeSeconds: MONDAY, quotedApr: 0.02 },
      { timeSeconds: MONDAY + 12 * HOUR, quotedApr: 0.04 },
      { timeSeconds: MONDAY + 36 * HOUR, quotedApr: 0.03 },
    ]);
    const now = log(0.032);
    expectFeatures(featuresAt([series], MONDAY + 48 * HOUR), {
      // 13 hours of 3 %, both ends counted, and 12 of 4 %.
      "deviation-24h": (0.01 * sqrt(12 * 13)) / 25 / 0.03,
      "hourly-change-24h": 0.01 / 24 / 0.03,
      "rank-24h": 13 / 25,
      "p10-24h": 0,
      "p50-24h": 0,
      "p90-24h": log(0.042) - now,
      // All there is: 12 of 2 %, 24 of 4 %, 13 of 3 %.
      "hourly-change-168h": 0.03 / 48 / 0.03,
      "rank-720h": 25 / 49,
      "p10-720h": log(0.022) - now,
      "p50-720h": 0,
      "p90-720h": log(0.042) - now,
    });
  });

  it("are not known from a single hour", () => {
    const series = seriesOf([{ timeSeconds: MONDAY }]);
    const names = ["deviation", "hourly-change", "rank", "p10", "p50", "p90"].flatMap((name) => [`${name}-24h`, `${name}-720h`]);
    expectFeatures(featuresAt([series], MONDAY + HOUR - 1), Object.fromEntries(names.map((name) => [name, unknown])));
    expectFeatures(featuresAt([series], MONDAY + HOUR), { "deviation-24h": 0, "hourly-change-24h": 0, "rank-24h": 1, "p50-24h": 0 });
  });

  it("leave out the hours of a gap, and the jump over it", () => {
    const series = seriesOf([
      { timeSeconds: MONDAY, quotedApr: 0.02 },
      { timeSeconds: MONDAY + 100 * HOUR, quotedApr: 0.04 },
    ]);
    // 73 hours of 2 %, 27 unknown, 2 of 4 %.
    expectFeatures(featuresAt([series], MONDAY + 101 * HOUR), {
      "rank-168h": 1,
      "deviation-168h": (0.02 * sqrt(73 * 2)) / 75 / 0.04,
      "hourly-change-168h": 0,
    });
  });

  it("measure markets that pay next to nothing by a scale of 0.1 %", () => {
    const series = seriesOf([
      { timeSeconds: MONDAY, quotedApr: 0.0004 },
      { timeSeconds: MONDAY + HOUR, quotedApr: 0 },
    ]);
    expectFeatures(featuresAt([series], MONDAY + HOUR), { "deviation-24h": 0.0002 / 0.001, "hourly-change-24h": 0.4, "rank-24h": 0.5 });
  });
});
