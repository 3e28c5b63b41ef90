import type { MarketId } from "../../bot/core/market.ts";
import { demoScenario, type Scenario, type TroubleStep } from "./scenario.ts";

export const TROUBLE_NAMES = ["depeg", "drained", "frozen"] as const;
export type TroubleName = (typeof TROUBLE_NAMES)[number];

/** Something that goes wrong with markets the vault is invested in. */
export interface TroubleKind {
  readonly title: string;
  /** The markets that money should leave. */
  readonly markets: readonly MarketId[];
  /** A tick apart; at the last one it is as bad as it gets. */
  readonly steps: readonly TroubleStep[];
  /** What the last step brings, as the end of "hours before …". */
  readonly worst: string;
  /** Why money may well stay. */
  readonly stays?: string;
}

const AAVE = "1:aave-v3:usdc";
const COMPOUND = "1:compound-v3:usdc";
const SKY = "1:sky-savings:usdc";

export const TROUBLES: Readonly<Record<TroubleName, TroubleKind>> = {
  depeg: {
    title: "USDC loses its peg: its price feed falls in steps, and it is sold into the 3pool",
    markets: [AAVE, COMPOUND, SKY],
    steps: [0.995, 0.985, 0.96].map((priceUsd) => ({
      what: `USDC at ${priceUsd} USD`,
      begin: (scenarios) => scenarios.depeg("usdc", priceUsd),
    })),
    worst: "USDC fell to 0.96 USD",
    stays: "idle money is USDC, too, so the veto lets nothing in and empties nothing",
  },
  drained: {
    title: "A large borrower takes Compound's cash in steps, until nobody can withdraw",
    markets: [COMPOUND],
    steps: [
      ...[0.9, 0.95, 0.98].map(
        (utilization): TroubleStep => ({
          what: `utilization ${Math.round(100 * utilization)} %`,
          begin: (scenarios) => scenarios.rateShock("comet-usdc", utilization),
        }),
      ),
      { what: "all cash taken", begin: (scenarios) => scenarios.drain("comet-usdc") },
    ],
    worst: "the market was dry",
  },
  frozen: {
    title: "Aave's governance freezes the USDC reserve",
    markets: [AAVE],
    steps: [{ what: "reserve frozen", begin: (scenarios) => scenarios.aaveFreeze("usdc") }],
    worst: "the reserve was frozen",
  },
};

/**
 * A keeper that looks every four hours, where a live one looks every five minutes, sees a door that is wide at one tick and shut at the next: it
 * leaves a market of class high while twelve times its position can still be withdrawn.
 */
const WATCHFUL = { highRiskExitCover: 12 } as const;

/** Chainlink's heartbeat is a day: nobody writes a feed that a trouble holds, and beyond that it would be stale besides. */
const LONGEST_TICKS = 6;

/**
 * The trouble in the middle of a run. Caps spread the vault over all markets, whatever they pay, so that there is something to rescue, and a
 * breaker monitor watches it, so that the keeper can be compared with it.
 */
export function troubleScenario(name: TroubleName, ticks: number, seed: string, mainnetSettings: boolean): Scenario {
  const calm = demoScenario(ticks, seed, mainnetSettings);
  const { steps } = TROUBLES[name];
  const last = Math.floor(ticks / 2);
  return {
    ...calm,
    settings: mainnetSettings ? calm.settings : { ...calm.settings, decision: { ...calm.settings.decision, ...WATCHFUL } },
    trouble: {
      steps: steps.map((step, i) => ({ ...step, beforeTick: last - (steps.length - 1) + i })),
      endsBeforeTick: last + Math.min(LONGEST_TICKS, Math.ceil((ticks - last) / 2)),
    },
    vault: { relativeCapBps: 4_000, monitored: true },
  };
}
