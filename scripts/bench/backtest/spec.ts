import type { BacktestSpec } from "../../../bot/backtest/backtest.ts";
import { DEFAULT_FROM_SECONDS } from "../../../bot/backtest/synthetic/syntheticMarkets.ts";

const DAY_SECONDS = 86_400;

/** A year and nothing else: the made-up past is longer by the days until gas has a price. */
export const MEASURED_DAYS = 365;
const DAYS_BEFORE = 2;

/** A million dollars among made-up markets, with a decision every hour and nothing out of the ordinary. */
export function benchSpec(markets: number, days = MEASURED_DAYS): BacktestSpec {
  const fromSeconds = DEFAULT_FROM_SECONDS + DAYS_BEFORE * DAY_SECONDS;
  return {
    source: { kind: "synthetic", markets, days: days + DAYS_BEFORE, seed: 1 },
    universe: "stablecoins",
    fromSeconds,
    toSeconds: fromSeconds + days * DAY_SECONDS,
    capitalUsd: 1_000_000,
    everySeconds: 3_600,
    feeModel: { kind: "gas" },
    gasMultiplier: 1,
    prices: "par",
    contenders: ["equal-weight", "best-apy", "highest-tvl", "hold-best"],
    policy: {},
    relativeCapBps: 4_000,
    leastSupplyUsd: 0,
    flows: [],
    members: [],
    riskFreeApr: 0,
    seed: 1,
  };
}
