import type { MarketId } from "../core/market.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { DecisionPolicy } from "../decide/policy.ts";
import type { Run } from "./engine/run.ts";
import type { Performance } from "./metrics/performance.ts";

/** Where a backtest's past comes from. */
export type PastSource =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "synthetic"; readonly markets: number; readonly days: number; readonly seed: number }
  | { readonly kind: "database" };

/** Gas as it was, or a fraction of every amount moved and no gas. */
export type FeeModel = { readonly kind: "gas" } | { readonly kind: "flat"; readonly fraction: number };

/** "stablecoins": lending markets of dollar tokens; "all": every lending market, each token's yield counted in kind. */
export const UNIVERSES = ["stablecoins", "all"] as const;
export type Universe = (typeof UNIVERSES)[number];

/** Everything that decides what a backtest says: plain data, the same in another thread, on another machine or in a year. */
export interface BacktestSpec {
  readonly source: PastSource;
  readonly universe: Universe;
  /** Null for the begin and the end of the past. */
  readonly fromSeconds: UnixSeconds | null;
  readonly toSeconds: UnixSeconds | null;
  readonly capitalUsd: number;
  /** How often decisions are made; the world's step. */
  readonly everySeconds: number;
  readonly feeModel: FeeModel;
  /** Multiplies gas: what-if. */
  readonly gasMultiplier: number;
  /** "par": a dollar token is a dollar; "closing": at the day's closing price, where the past has it. */
  readonly prices: "par" | "closing";
  /** Names of contenders, see `contenders.ts`. */
  readonly contenders: readonly string[];
  /** Laid over the keeper's own policy. */
  readonly policy: Partial<DecisionPolicy>;
  /** The most of the vault in one market. */
  readonly relativeCapBps: number;
  /** Smaller markets take no money. */
  readonly leastSupplyUsd: number;
  /** Money that comes (or, negative, goes) at a time. */
  readonly flows: readonly { readonly atSeconds: UnixSeconds; readonly usd: number }[];
  /** What the forecaster "ml" is made of; those of the shipped ensemble unless a quick look will do. */
  readonly members: readonly string[];
  /** A simple yearly rate: of money without risk, for ratios. */
  readonly riskFreeApr: number;
  readonly seed: number;
}

/** One contender with its figures. */
export interface Contested {
  readonly run: Run;
  readonly performance: Performance;
}

/** What a backtest found. */
export interface Backtest {
  readonly spec: BacktestSpec;
  readonly isSynthetic: boolean;
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
  readonly marketIds: readonly MarketId[];
  /** In the order asked for. */
  readonly contested: readonly Contested[];
  /**
   * The most that any plan could have returned over the whole time with what came true known beforehand, moving at midnights (UTC) only; null where nobody
   * worked it out.
   */
  readonly ceilingReturn: number | null;
  /** What a reader has to know of how it was made: one sentence each. */
  readonly notes: readonly string[];
}
