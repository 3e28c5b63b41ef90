import { DAY, HOUR, MONDAY, seriesOf } from "../series/seriesOf.ts";
import { expectFeatures, featuresAt } from "./featuresAt.ts";

const unknown = Number.NaN;

describe("features of flows", () => {
  it("are sums of the points after the span's beginning up to the moment, as a share of deposits now", () => {
    const flows = (depositUsd: number) => ({ depositUsd, withdrawUsd: 2 * depositUsd, borrowUsd: 0, repayUsd: depositUsd / 2 });
    const series = seriesOf([
      { timeSeconds: MONDAY, totalSupplyUsd: 500, ...flows(100) },
      { timeSeconds: MONDAY + 20 * HOUR, totalSupplyUsd: 800, ...flows(40) },
      { timeSeconds: MONDAY + 23 * HOUR, totalSupplyUsd: 1_000, ...flows(10) },
    ]);
    // The span of 4 hours begins with the point at 20 hours, whose hour ends there.
    expectFeatures(featuresAt([series], MONDAY + DAY), {
      "deposit-4h": 0.01,
      "deposit-24h": 0.05,
      "deposit-168h": 0.15,
      "withdraw-24h": 0.1,
      "borrow-24h": 0,
      "repay-168h": 0.075,
      "hours-since-point": 1,
      "points-24h": 2,
      "ln-days-known": Math.log(2),
    });
    expectFeatures(featuresAt([series], MONDAY + DAY - 1), { "deposit-4h": 0.05, "deposit-24h": 0.15, "points-24h": 3 });
  });

  it("count a flow that is not known among others that are as none", () => {
    const series = seriesOf([
      { timeSeconds: MONDAY, totalSupplyUsd: 100, depositUsd: 5 },
      { timeSeconds: MONDAY + HOUR, totalSupplyUsd: 100 },
      { timeSeconds: MONDAY + 2 * HOUR, totalSupplyUsd: 100, depositUsd: 3 },
    ]);
    expectFeatures(featuresAt([series], MONDAY + 2 * HOUR), { "deposit-24h": 0.08 });
  });

  it("are not known, rather than none, of a market without flows or without deposits", () => {
    const without = seriesOf([{ timeSeconds: MONDAY, totalSupplyUsd: 100 }]);
    expectFeatures(featuresAt([without], MONDAY + HOUR), { "deposit-4h": unknown, "repay-168h": unknown, "points-24h": 1 });
    for (const totalSupplyUsd of [0, unknown]) {
      const empty = seriesOf([{ timeSeconds: MONDAY, totalSupplyUsd, depositUsd: 1 }]);
      expectFeatures(featuresAt([empty], MONDAY + HOUR), { "deposit-4h": unknown });
    }
  });
});
