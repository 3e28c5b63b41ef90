import type { MarketId } from "./market.ts";
import type { MarketRisk } from "./risk.ts";
import type { Address, Apr, UnixSeconds } from "./units.ts";

/** What one vault should do at one block, with everything needed to explain it to a person. */
export interface Decision {
  /** "<vault>@<block>/<strategy>". */
  readonly id: string;
  readonly chainId: number;
  readonly vault: Address;
  readonly blockNumber: number;
  readonly blockTimeSeconds: UnixSeconds;
  readonly strategy: string;
  readonly action: "rebalance" | "hold";
  /** One word for machines. */
  readonly reason: DecisionReason;
  /** One sentence for people. */
  readonly explanation: string;
  /** Withdrawals first; empty when holding. */
  readonly moves: readonly DecidedMove[];
  /** Every market of the vault: where it stands, where it should stand, and why it does not move if it does not. */
  readonly markets: readonly MarketDecision[];
  /** Costs and benefit of `moves` if rebalancing; of the best rejected proposal if holding; null if there was none. */
  readonly outcome: CostBreakdown | null;
  /** The ids of what was read to decide. */
  readonly observationIds: readonly string[];
  readonly forecastIds: readonly string[];
  readonly riskIds: readonly string[];
  /** How much risk the vault bore, from above 0 to 1: what the markets' penalties were divided by. */
  readonly riskTolerance: number;
}

/** Why a decision is as it is. */
export const DECISION_REASONS = [
  "net-benefit",
  "risk-exit",
  "idle-floor",
  "over-cap",
  "target-weights",
  "already-optimal",
  "below-margin",
  "cost-exceeds-gain",
  "cooldown",
  /** The plan beats its margin, and gas is expected to fall by more than it earns until then. */
  "waiting-for-gas",
  /** The plan would lose more than the vault's loss limits have left. */
  "loss-budget",
  /** The vault has allocated in a day what it may. */
  "turnover",
  /** The vault only reduces risk. */
  "reduce-only",
  "paused",
  /** A veto or high risk closes every market. */
  "no-safe-market",
  "no-assets",
  "no-data",
] as const;

export type DecisionReason = (typeof DECISION_REASONS)[number];

export interface DecidedMove {
  readonly marketId: MarketId;
  readonly adapter: Address;
  /** Signed change of the position: positive invests, negative withdraws. */
  readonly change: bigint;
}

export interface MarketDecision {
  readonly marketId: MarketId;
  readonly current: bigint;
  readonly target: bigint;
  /** The forecast APR decided on, at today's deposits: the mean, pulled toward p10 by the policy's pessimism; null without a forecast. */
  readonly forecastApr: Apr | null;
  /** Forecast APR with the target position in place, diluted by our own money: what is expected to be earned, no risk taken off. */
  readonly aprAtTarget: Apr | null;
  /**
   * What one more unit would be worth at the target, dilution of the whole position included, the risk penalty and the price of variance
   * taken off: what the optimiser makes equal.
   */
  readonly marginalAprAtTarget: Apr | null;
  /** The most the position may hold, by caps and market room. */
  readonly maximum: bigint;
  /** The least it can be brought to now, by exit liquidity. */
  readonly minimum: bigint;
  /** Null without a recent score. */
  readonly risk: MarketRisk | null;
  /** Null when the market moves; otherwise why not. */
  readonly skipped: SkippedMove | null;
}

/** Why a market does not move. */
export const SKIP_REASONS = [
  "at-target",
  "gas-exceeds-gain",
  "below-margin",
  "cooldown",
  "waiting-for-gas",
  "loss-budget",
  "turnover",
  "reduce-only",
  "paused",
  "unhealthy",
  /** A veto lets nothing be added. */
  "veto",
  /** Its risk is of class high. */
  "high-risk",
  "no-data",
  "no-room",
  /** The positions that share a risk with it are at the risk's cap. */
  "risk-cap",
  "no-liquidity",
  /** An urgent plan is kept to what is urgent, so that nothing else can make it fail. */
  "urgent-first",
  /** Alone it would pay, but the best whole plan leaves it out. */
  "not-in-best-plan",
] as const;

export interface SkippedMove {
  readonly reason: (typeof SKIP_REASONS)[number];
  /** The change that would have been made without this reason. */
  readonly change: bigint;
  /** What this change alone would gain, the money valued at what it earns in its best other use; null where a limit forbids it. */
  readonly cost: CostBreakdown | null;
}

/**
 * In USD over the horizon. net = gain + risk − gas − exit. A voluntary move happens only when net ≥ required; an urgent one (`risk-exit`,
 * `idle-floor`, `over-cap`) and the strategies that follow weights or quoted rates state the same figures and do not wait for them.
 */
export interface CostBreakdown {
  readonly horizonSeconds: number;
  /**
   * Expected yield, no risk taken off: over the horizon and, of money that was idle, over the time after it that the policy gives idle money to
   * pay for its way. Negative is yield given up.
   */
  readonly gainUsd: number;
  /** What the change of risk is worth, by the penalties of the markets and the price of variance: positive for less risk. */
  readonly riskUsd: number;
  readonly gasUnits: number;
  readonly gasUsd: number;
  /** Slippage, conversion fees and rounding of leaving and entering. */
  readonly exitCostUsd: number;
  readonly netBenefitUsd: number;
  /** The hysteresis margin the net benefit has to beat: the policy's own, and its part of what forecasts are unsure of. */
  readonly requiredUsd: number;
}

export function decisionId(vault: Address, blockNumber: number, strategy: string): string {
  return `${vault}@${blockNumber}/${strategy}`;
}
