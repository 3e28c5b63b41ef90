import type { Configuration } from "../../bot/config/schema.ts";

/** The story that every strategy lives through: the same chain, users, seed and shock. */
export interface Scenario {
  readonly ticks: number;
  readonly seed: string;
  readonly hoursPerTick: number;
  /** What each user deposits, whole USDC, and the tick before which. */
  readonly deposits: readonly { readonly user: number; readonly usdc: number; readonly beforeTick: number }[];
  /** A large borrower takes one market to 97 % utilization between these ticks. */
  readonly shock: { readonly market: "aave-usdc" | "comet-usdc"; readonly fromTick: number; readonly toTick: number };
  /** What the operator of this vault sets otherwise than the defaults. */
  readonly settings: Pick<Partial<Configuration>, "forecaster" | "decision">;
  /** This user withdraws everything after the last tick. */
  readonly leavingUser: number;
}

const DAY_SECONDS = 86_400;

/**
 * The actors' utilizations fall back by half in 14 to 18 hours, where mainnet's drift for weeks. So this vault looks a day ahead instead of a
 * week, takes a margin that shrank with the horizon (1 bp a week is 0.15 a day), and needs no long memory in its forecast.
 */
const DEMO_SETTINGS: Scenario["settings"] = {
  forecaster: "persistence",
  decision: { horizonSeconds: DAY_SECONDS, marginBps: 0.15 },
};

export function demoScenario(ticks: number, seed: string, mainnetSettings: boolean): Scenario {
  return {
    ticks,
    seed,
    hoursPerTick: 4,
    deposits: [
      { user: 0, usdc: 500_000, beforeTick: 0 },
      { user: 1, usdc: 300_000, beforeTick: 0 },
      { user: 2, usdc: 200_000, beforeTick: Math.min(6, ticks - 1) },
    ],
    shock: { market: "comet-usdc", fromTick: Math.floor(ticks / 2), toTick: Math.floor(ticks / 2) + 6 },
    settings: mainnetSettings ? {} : DEMO_SETTINGS,
    leavingUser: 1,
  };
}
