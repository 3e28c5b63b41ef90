import { HOUR, MONDAY, seriesOf } from "../series/seriesOf.ts";
import { expectFeatures, featuresAt } from "./featuresAt.ts";

const { log } = Math;
const unknown = Number.NaN;

describe("features of the level", () => {
  // 12 hours at 2 %, 24 at 4 %, 12 at 3 %.
  const series = seriesOf([
    { timeSeconds: MONDAY, quotedApr: 0.02 },
    { timeSeconds: MONDAY + 12 * HOUR, quotedApr: 0.04 },
    { timeSeconds: MONDAY + 36 * HOUR, quotedApr: 0.03, utilization: 0.5 },
  ]);

  it("are logarithms, 0.2 % above zero, of means and earlier rates over the rate now", () => {
    const now = log(0.032);
    expectFeatures(featuresAt([series], MONDAY + 48 * HOUR), {
      "ln-rate": now,
      "mean-2h": 0,
      "mean-8h": 0,
      "mean-24h": log(0.037) - now,
      // As much as is known of three days and of a month.
      "mean-72h": log(0.0325 + 0.002) - now,
      "mean-720h": log(0.0325 + 0.002) - now,
      "rate-1h-ago": 0,
      "rate-24h-ago": log(0.042) - now,
      "rate-168h-ago": unknown,
      "rate-over-utilization": now - log(0.5),
    });
  });

  it("know the rate at the very hour of the first point, and none an hour before it", () => {
    const at = MONDAY + 24 * HOUR;
    expectFeatures(featuresAt([series], at), { "rate-24h-ago": log(0.022) - log(0.042), "rate-168h-ago": unknown });
    expectFeatures(featuresAt([series], at - 1), { "rate-24h-ago": unknown });
  });

  it("do not know what a rate was in a gap", () => {
    const gap = seriesOf([{ timeSeconds: MONDAY }, { timeSeconds: MONDAY + 120 * HOUR, quotedApr: 0.08 }]);
    expectFeatures(featuresAt([gap], MONDAY + 121 * HOUR), {
      "rate-1h-ago": 0,
      "rate-24h-ago": unknown,
      // 72 hours at 4 % and one at 8 %.
      "mean-168h": log((72 * 0.04 + 0.08) / 73 + 0.002) - log(0.082),
      "rate-over-utilization": unknown,
    });
  });

  it("stay finite where nothing is paid or lent", () => {
    const dead = seriesOf([{ timeSeconds: MONDAY, quotedApr: 0, utilization: 0 }]);
    expectFeatures(featuresAt([dead], MONDAY + HOUR), { "ln-rate": log(0.002), "mean-4h": 0, "rate-over-utilization": unknown });
    const idle = seriesOf([{ timeSeconds: MONDAY, quotedApr: 0, utilization: 1e-9 }]);
    expectFeatures(featuresAt([idle], MONDAY + HOUR), { "rate-over-utilization": log(0.002) - log(0.001) });
  });
});
