import { DAY, HOUR, MONDAY, type SeriesPoint, seriesOf } from "../series/seriesOf.ts";
import { expectFeatures, featuresAt } from "./featuresAt.ts";

const { log } = Math;
const unknown = Number.NaN;

describe("features of liquidity", () => {
  it("are utilization against its means, and the growth of deposits", () => {
    const series = seriesOf([
      { timeSeconds: MONDAY, utilization: 0.4, totalSupplyUsd: 1e6 },
      { timeSeconds: MONDAY + 18 * HOUR, utilization: 0.8, totalSupplyUsd: 2e6 },
    ]);
    expectFeatures(featuresAt([series], MONDAY + DAY), {
      utilization: 0.8,
      "utilization-over-mean-4h": 0,
      "utilization-over-mean-24h": 0.8 - 0.5,
      "utilization-over-mean-720h": 0.8 - 0.5,
      "ln-supply-usd": log(2e6),
      "supply-growth-1h": 0,
      "supply-growth-24h": log(2),
      "supply-growth-168h": unknown,
      "utilization-over-kink": unknown,
      "kink-steepness": unknown,
    });
  });

  it("say nothing of a market whose figures are not known, and of growth from or to nothing", () => {
    expectFeatures(featuresAt([seriesOf([{ timeSeconds: MONDAY }])], MONDAY + DAY), {
      utilization: unknown,
      "utilization-over-mean-24h": unknown,
      "ln-supply-usd": unknown,
      "supply-growth-1h": unknown,
    });
    const emptied = seriesOf([
      { timeSeconds: MONDAY, totalSupplyUsd: 0 },
      { timeSeconds: MONDAY + HOUR, totalSupplyUsd: 5 },
      { timeSeconds: MONDAY + 5 * HOUR, totalSupplyUsd: 0 },
    ]);
    expectFeatures(featuresAt([emptied], MONDAY + 4 * HOUR), { "supply-growth-1h": 0, "supply-growth-4h": unknown });
    expectFeatures(featuresAt([emptied], MONDAY + 5 * HOUR), { "ln-supply-usd": unknown, "supply-growth-1h": unknown });
  });

  it("find the kink of the last month's curve, and forget an older one", () => {
    const curve = (from: number, optimal: number): SeriesPoint[] =>
      Array.from({ length: 40 }, (_, i) => {
        const used = 0.6 + i / 100;
        const borrowApr = 0.05 * Math.min(used / optimal, 1) + Math.max(0, (used - optimal) / (1 - optimal)) * 0.6;
        return { timeSeconds: from + i * HOUR, utilization: used, quotedApr: used * borrowApr * 0.9 };
      });
    const series = seriesOf([...curve(MONDAY, 0.7), ...curve(MONDAY + 40 * DAY, 0.9)]);
    const steepness = (optimal: number) => log(0.6 / (1 - optimal) / (0.05 / optimal));
    expectFeatures(featuresAt([series], MONDAY + 39 * HOUR), { "utilization-over-kink": 0.99 - 0.7, "kink-steepness": steepness(0.7) });
    // Steeper than a hundred times counts as a hundred times.
    expectFeatures(featuresAt([series], MONDAY + 40 * DAY + 39 * HOUR), {
      "utilization-over-kink": 0.99 - 0.9,
      "kink-steepness": Math.min(steepness(0.9), log(100)),
    });
  });
});
