import { binFeatures } from "../../../bot/boosting/binning.ts";
import { binaryLogistic } from "../../../bot/boosting/objectives/logistic.ts";
import { seededRandom } from "../../../bot/boosting/random.ts";
import { train } from "../../../bot/boosting/train.ts";
import type { Conditions } from "../../../bot/predict/series/conditions.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { RiskModel, type RiskPart } from "../../../bot/risk/classifier/riskModel.ts";
import { RISK_FEATURE_NAMES, riskMoments } from "../../../bot/risk/features/riskFeatures.ts";
import type { RiskMoment } from "../../../bot/risk/features/riskMoment.ts";
import { riskPanel } from "../../../bot/risk/features/riskView.ts";

const HOUR = 3_600;
export const DAY = 24 * HOUR;
export const NOW = 1_700_000_400;
const HOURS = 20 * 24;

/** A market's last point, or what its points wander about. */
export interface Point {
  readonly utilization: number;
  readonly supplyUsd: number;
  readonly apr: number;
  readonly priceUsd: number;
}

export const QUIET: Point = { utilization: 0.8, supplyUsd: 5e7, apr: 0.04, priceUsd: 1 };

/** Twenty days of hours of a market that wanders a little, and how it is at the last of them, which is now. */
export function marketAt(last: Point): { readonly series: MarketSeries; readonly conditions: Conditions } {
  const points = Array.from({ length: HOURS }, (_, hour): Point => {
    if (hour === HOURS - 1) return last;
    const wave = Math.sin(hour / 7);
    return {
      utilization: QUIET.utilization + 0.05 * wave,
      supplyUsd: QUIET.supplyUsd * (1 + 0.02 * Math.cos(hour / 11)),
      apr: QUIET.apr * (1 + 0.2 * wave),
      priceUsd: QUIET.priceUsd + 0.001 * wave,
    };
  });
  const column = (of: (point: Point) => number) => Float64Array.from(points, of);
  const timeSeconds = Float64Array.from(points, (_, hour) => NOW - (HOURS - 1 - hour) * HOUR);
  const apr = column((point) => point.apr);
  const price = column((point) => point.priceUsd);
  const series: MarketSeries = {
    marketId: "1:aave-v3:usdc",
    protocol: "aave-v3",
    symbol: "USDC",
    category: "lending",
    timeSeconds,
    quotedApr: apr,
    paidApr: apr,
    totalSupplyUsd: column((point) => point.supplyUsd),
    totalBorrowUsd: column((point) => point.supplyUsd * point.utilization),
    utilization: column((point) => point.utilization),
    assetPriceUsd: price,
  };
  return { series, conditions: new Map([["price:USDC", { timeSeconds, value: price }]]) };
}

export function momentAt(last: Point): RiskMoment {
  const { series, conditions } = marketAt(last);
  const moment = riskMoments(riskPanel([series], conditions))({ market: 0, atSeconds: NOW });
  if (moment === null) throw new Error("the market is not known now");
  return moment;
}

const ROWS = 2_000;

/** Thousands of made-up rows, and a booster of whether a rule holds for them. */
function part(name: string, answers: "high" | "medium-or-high", features: readonly string[], rule: (row: readonly number[]) => boolean) {
  const random = seededRandom(7);
  const ranges: Readonly<Record<string, readonly [number, number]>> = {
    utilization: [0.3, 1],
    "utilization-over-mean-168h": [-0.2, 0.3],
    "deposits-growth-24h": [-0.6, 0.3],
    "peg-distance": [-0.1, 0.02],
    "rate-over-mean-720h": [-2, 2],
  };
  const rows = Array.from({ length: ROWS }, () =>
    features.map((feature) => {
      const [from, to] = ranges[feature] ?? [0, 1];
      return from + (to - from) * random();
    }),
  );
  const booster = train({
    rounds: 20,
    maxDepth: 3,
    seed: 1,
    bins: binFeatures(Float32Array.from(rows.flat()), ROWS, features.length),
    labels: rows.map((row) => Number(rule(row))),
    objective: binaryLogistic(),
    featureNames: features,
  });
  return { name, answers, features, booster } satisfies RiskPart;
}

/** A classifier with rules that a person can check: high above 95 % lent out or 4 cents off the peg, medium for less. */
export function plainModel(): RiskModel {
  const parts = [
    part("exit-blocked", "high", ["utilization", "utilization-over-mean-168h"], ([used = 0]) => used > 0.95),
    part("off-peg", "high", ["peg-distance"], ([distance = 0]) => distance < -0.04),
    part(
      "medium-or-high",
      "medium-or-high",
      ["utilization", "deposits-growth-24h", "rate-over-mean-720h"],
      ([used = 0, growth = 0, rate = 0]) => used > 0.9 || growth < -0.2 || rate > 1,
    ),
  ];
  return new RiskModel(parts, RISK_FEATURE_NAMES, null, { high: 0.4, mediumOrHigh: 0.5 });
}
