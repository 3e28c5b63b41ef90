import type { DecisionReason } from "../../core/decision.ts";
import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { Reweighting } from "../metrics/turnover.ts";

/** What one contender's vault went through. Amounts in USD (the vault's asset at par), for reading; the engine itself counts in whole units. */
export interface Run {
  readonly contender: string;
  readonly strategy: string;
  readonly marketIds: readonly MarketId[];
  /** By moment: worth after its flow and before its decision, all costs until then taken off; what came in or (negative) went out. */
  readonly timeSeconds: Float64Array;
  readonly navUsd: Float64Array;
  readonly flowUsd: Float64Array;
  /** Where the money was at the first moment of each UTC day and at the end: samples × markets, and what was idle. */
  readonly samples: {
    readonly timeSeconds: Float64Array;
    readonly positionsUsd: Float64Array;
    readonly idleUsd: Float64Array;
  };
  /** What each market paid. */
  readonly yieldUsd: Float64Array;
  /** What each market's token gained or lost in price. */
  readonly priceUsd: Float64Array;
  readonly costs: RunCosts;
  readonly rebalances: readonly Rebalance[];
  /** Decisions that moved nothing, by their reason. */
  readonly holds: Readonly<Partial<Record<DecisionReason, number>>>;
  readonly decisions: number;
  readonly reweightings: readonly Reweighting[];
  /** What could not have been withdrawn: the mean part of the vault over all moments, and at how many moments it was more than a hundredth. */
  readonly locked: { readonly meanShare: number; readonly moments: number };
  /** Withdrawals that came due and could not be paid at once, and the most that was owed. */
  readonly unpaid: { readonly times: number; readonly mostUsd: number };
}

export interface RunCosts {
  readonly gasUsd: number;
  /** Conversion fees and slippage, or the flat fee. */
  readonly conversionUsd: number;
}

/** A decision that moved money, with what it says of itself. */
export interface Rebalance {
  readonly atSeconds: UnixSeconds;
  readonly reason: DecisionReason;
  readonly explanation: string;
  /** Withdrawals first. */
  readonly moves: readonly { readonly marketId: MarketId; readonly changeUsd: number }[];
  readonly gasUsd: number;
  readonly conversionUsd: number;
  /** What the decision expected, net of all costs, over its horizon; null where it expected nothing. */
  readonly expectedUsd: number | null;
}
