import type { RiskMoment } from "../features/riskMoment.ts";
import { type RowValues, withDepositsGrowth, withPegDistance, withRateOverMean, withUtilization } from "./whatIf.ts";

/** What a person can follow and may see change: where it is now, values it may come to, and what a row is like there. */
export interface Lever {
  /** The topics of drivers it is about. */
  readonly topics: readonly string[];
  /** In the unit of the grid; NaN where it is not known. */
  now(values: RowValues): number;
  /** Round values that it may have, ascending. */
  readonly grid: readonly number[];
  /** How far from now it may come within a horizon; what lies beyond is nothing to watch for. */
  readonly reach: number;
  /** Null where it cannot come to that. */
  set(values: RowValues, value: number, moment: RiskMoment): RowValues | null;
  /** "utilization fell to 91 %". */
  words(value: number, isRise: boolean): string;
}

export const LEVERS: readonly Lever[] = [
  {
    topics: ["utilization"],
    now: (values) => 100 * known(values, "utilization"),
    // Percent.
    grid: steps(0, 100, 0.5),
    reach: 30,
    set: (values, percent) => withUtilization(values, percent / 100),
    words: (percent, isRise) => `utilization ${isRise ? "rose" : "fell"} to ${percent} %`,
  },
  {
    topics: ["deposits", "exit liquidity"],
    now: (values) => 100 * (Math.exp(known(values, "deposits-growth-24h")) - 1),
    // Percent in 24 h.
    grid: steps(-90, 100, 1),
    reach: 60,
    set: (values, percent) => {
      const there = withDepositsGrowth(values, Math.log1p(percent / 100));
      // Nobody can take out what is lent out.
      return known(there, "utilization") > 1 ? null : there;
    },
    words: (percent) => (percent === 0 ? "deposits were where they were 24 h ago" : `deposits were ${signed(percent)} % in 24 h`),
  },
  {
    topics: ["peg"],
    now: (values) => 1 + known(values, "peg-distance"),
    // USD.
    grid: steps(800, 1050, 1).map((thousandths) => thousandths / 1000),
    reach: 0.2,
    set: (values, priceUsd) => withPegDistance(values, priceUsd - 1),
    words: (priceUsd, isRise) => `its dollar token ${isRise ? "rose" : "fell"} to ${priceUsd.toFixed(3)} USD`,
  },
  {
    topics: ["rate"],
    now: (values) => Math.exp(known(values, "rate-over-mean-720h")),
    // Times its mean.
    grid: steps(1, 100, 1).map((twentieths) => twentieths / 20),
    reach: 5,
    set: (values, ratio, moment) => withRateOverMean(values, Math.log(ratio), moment),
    words: (ratio, isRise) => `the rate ${isRise ? "rose" : "fell"} to ${ratio} times its mean of 30 days`,
  },
];

function known(values: RowValues, name: string): number {
  return values.get(name) ?? Number.NaN;
}

function steps(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}

function signed(percent: number): string {
  return `${percent < 0 ? "down" : "up"} ${Math.abs(percent)}`;
}
