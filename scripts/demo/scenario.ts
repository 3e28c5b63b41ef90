import type { Configuration } from "../../bot/config/schema.ts";
import type { DevelopmentVaultOptions } from "../deploy/developmentVault.ts";
import type { Scenarios, Undo } from "../local-mainnet/life/scenarios.ts";

/** The story that every strategy lives through: the same chain, users, seed and trouble. */
export interface Scenario {
  readonly ticks: number;
  readonly seed: string;
  readonly hoursPerTick: number;
  /** What each user deposits, whole USDC, and the tick before which. */
  readonly deposits: readonly { readonly user: number; readonly usdc: number; readonly beforeTick: number }[];
  readonly trouble: Trouble;
  /** How the vault is set up otherwise than development vaults are. */
  readonly vault: Pick<DevelopmentVaultOptions, "relativeCapBps" | "monitored">;
  /** What the operator of this vault sets otherwise than the defaults. */
  readonly settings: Pick<Partial<Configuration>, "forecaster" | "decision">;
  /** This user withdraws everything after the last tick. */
  readonly leavingUser: number;
}

/** What goes wrong on the chain, step by step, until all of it is undone. */
export interface Trouble {
  readonly steps: readonly (TroubleStep & { readonly beforeTick: number })[];
  readonly endsBeforeTick: number;
}

export interface TroubleStep {
  /** In a few words: "utilization 95 %". */
  readonly what: string;
  begin(scenarios: Scenarios): Promise<Undo>;
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

/** A large borrower takes Compound to 97 % utilization for a day. */
export function demoScenario(ticks: number, seed: string, mainnetSettings: boolean): Scenario {
  const middle = Math.floor(ticks / 2);
  const shock: TroubleStep = { what: "utilization 97 %", begin: (scenarios) => scenarios.rateShock("comet-usdc") };
  return {
    ticks,
    seed,
    hoursPerTick: 4,
    deposits: [
      { user: 0, usdc: 500_000, beforeTick: 0 },
      { user: 1, usdc: 300_000, beforeTick: 0 },
      { user: 2, usdc: 200_000, beforeTick: Math.min(6, ticks - 1) },
    ],
    trouble: { steps: [{ ...shock, beforeTick: middle }], endsBeforeTick: middle + 6 },
    vault: {},
    settings: mainnetSettings ? {} : DEMO_SETTINGS,
    leavingUser: 1,
  };
}
