import type { MarketId } from "./market.ts";
import type { Apr, UnixSeconds } from "./units.ts";

/** How bad the worst is that may happen to money in a market within the horizon, from nothing to a loss or a closed exit. */
export const RISK_CLASSES = ["low", "medium", "high"] as const;
export type RiskClass = (typeof RISK_CLASSES)[number];

/** How likely each class is to come true; together one. */
export type ClassProbabilities = Readonly<Record<RiskClass, number>>;

/**
 * Rules that no model can overrule. "close": nothing may be added; "exit": what is there leaves, too. Where a contract has a word for the
 * same thing, it is the contract's: what an adapter reports of its health, and what `BreakerMonitor` trips on.
 */
export const VETO_REASONS = [
  /** The protocol takes no action at all in the market. */
  "paused",
  /** The protocol takes no new deposits. */
  "frozen",
  /** The market is full. */
  "supply-cap-reached",
  /** Compound's two switches. */
  "supply-paused",
  "withdraw-paused",
  /** Sky's converter is switched off. */
  "psm-halted",
  /** A vault that pays nothing out. */
  "withdrawals-closed",
  /** What can be withdrawn is less than our position, or than the least a market must be able to pay. */
  "exit-liquidity",
  /** A token the market depends on is not worth what it should be. */
  "off-peg",
  "oracle-stale",
  "price-stale",
  "oracle-deviates",
  "price-deviates",
  "price-unreadable",
  /** In the middle of somebody else's call to the pool. */
  "locked",
  "reentered",
  /** The protocol has not opened the market, or has given it up. */
  "inactive",
  /** The pool's owner has killed it: it pays out in all its coins only. */
  "killed",
  /** The pool has too little of one of its coins. */
  "imbalanced",
  "adapter-unreadable",
  /** It says no more than that. */
  "adapter-unhealthy",
  /** Too young to be trusted. */
  "market-age",
  /** Not on the operator's list. */
  "not-allowed",
  /** The operator has ordered it to be left. */
  "operator",
] as const;
export type VetoReason = (typeof VETO_REASONS)[number];

export interface Veto {
  readonly reason: VetoReason;
  readonly effect: "close" | "exit";
  /** What was seen, for a person: "12.3 % of deposits can be withdrawn, the least is 20 %". */
  readonly detail: string;
}

/** What moved a score most, in words: "utilization 97 %, up 6 points in 24 h". */
export interface RiskDriver {
  /** "utilization", "deposits", "peg", …: what the words are about. */
  readonly topic: string;
  readonly words: string;
  /** What it adds to the log-odds of the worse class against "low"; negative where it speaks for the market. */
  readonly contribution: number;
}

/** What is expected to go wrong in one market over (madeAt, madeAt + horizon], and what forbids it now. */
export interface RiskScore {
  readonly marketId: MarketId;
  readonly blockNumber: number;
  readonly madeAtSeconds: UnixSeconds;
  readonly horizonSeconds: number;
  readonly model: string;
  readonly modelVersion: string;
  /** Null where the model could not say: too little is known of the market. Then only vetoes count. */
  readonly probabilities: ClassProbabilities | null;
  /** By the model's thresholds on the probabilities; null with them. */
  readonly riskClass: RiskClass | null;
  /** 0 (nothing to fear) to 100 (something is wrong already); null where neither model nor veto says anything. */
  readonly score: number | null;
  /** Greatest first; at most three. */
  readonly drivers: readonly RiskDriver[];
  /** What would have to be different for another class, in words. */
  readonly changes: readonly string[];
  readonly vetoes: readonly Veto[];
}

export function riskId(risk: Pick<RiskScore, "marketId" | "blockNumber" | "model" | "modelVersion">): string {
  return `${risk.marketId}@${risk.blockNumber}/${risk.model}-${risk.modelVersion}/risk`;
}

/** How much risk a vault bears now, against how much it would in quiet times: from above 0 to 1, and what lowers it. */
export interface RiskTolerance {
  /** The product of the factors, at least the least tolerance there is. */
  readonly tolerance: number;
  readonly factors: {
    /** By how much the vault's own share price has moved. */
    readonly volatility: number;
    /** By how far the share price is below its highest. */
    readonly drawdown: number;
    /** By how many markets are in trouble, and by tokens off their peg. */
    readonly stress: number;
    /** By the vault's breakers. */
    readonly breaker: number;
  };
}

export const FULL_TOLERANCE: RiskTolerance = { tolerance: 1, factors: { volatility: 1, drawdown: 1, stress: 1, breaker: 1 } };

/** What risk costs a market in a decision. */
export interface MarketRisk {
  readonly riskClass: RiskClass | null;
  readonly score: number | null;
  /** Taken off the forecast before it is compared with others. */
  readonly penaltyApr: Apr;
  readonly vetoes: readonly VetoReason[];
}
