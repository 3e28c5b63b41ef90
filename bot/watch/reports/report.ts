import type { Alert } from "../../core/alert.ts";
import type { CostBreakdown, Decision, DecisionReason } from "../../core/decision.ts";
import type { MarketId, Token } from "../../core/market.ts";
import type { OutboxStatus } from "../../core/outbox.ts";
import type { ReportPeriod } from "../../core/reportPeriod.ts";
import type { Address, UnixSeconds } from "../../core/units.ts";
import type { LiveScore } from "../../store/liveScoreboard.ts";
import type { PricedTick } from "../../store/pricedTicks.ts";
import type { StoredGap } from "../../store/samplingGaps.ts";
import type { TickFailures } from "../../store/tickTroubles.ts";
import type { DecisionExecution } from "../../store/transactionHistory.ts";
import type { VaultActivity } from "../../store/vaultActivity.ts";
import type { AllocationNow } from "../performance/allocationNow.ts";
import type { Performance } from "../performance/windows.ts";

/** How a vault and its keeper did within a day or a week: everything that is told, whatever it is told in. */
export interface Report {
  readonly vault: { readonly name: string | null; readonly chainId: number; readonly address: Address };
  readonly period: ReportPeriod;
  readonly fromSeconds: UnixSeconds;
  /** Not included. */
  readonly toSeconds: UnixSeconds;
  /** Before `toSeconds` it is not over yet. */
  readonly madeAtSeconds: UnixSeconds;
  /** What amounts are of; null before the first decision. */
  readonly asset: Token | null;
  /** As the last ticks until the beginning and until the end saw the vault; of one that began later, its first tick. Null where none did. */
  readonly begin: VaultMoment | null;
  readonly end: VaultMoment | null;
  /** Null where no two ticks saw a share price. */
  readonly performance: Performance | null;
  /** Every tick's, oldest first, the one it begins with included. */
  readonly sharePrices: readonly PricedTick[];
  readonly allocationBegin: AllocationNow | null;
  readonly allocationEnd: AllocationNow | null;
  /** Oldest first, at most `MOST_REBALANCES`. */
  readonly rebalances: readonly ReportedRebalance[];
  readonly activity: VaultActivity;
  /** Of forecasts whose horizon ended within the period. */
  readonly forecasts: readonly LiveScore[];
  readonly incidents: Incidents;
}

/** What a vault was worth at a tick. */
export interface VaultMoment {
  readonly atSeconds: UnixSeconds;
  readonly totalAssets: bigint;
  readonly navUsd: number | null;
  readonly sharePrice: number | null;
}

/** A decision that was signed for, what was expected of it and what came of it. Null is not known, or not yet. */
export interface ReportedRebalance {
  readonly decisionId: string;
  readonly atSeconds: UnixSeconds;
  readonly reason: DecisionReason;
  readonly explanation: string;
  readonly status: OutboxStatus;
  /** Of the transaction in a block, or else of the last attempt. */
  readonly hash: string;
  readonly moves: readonly { readonly marketId: MarketId; readonly change: bigint; readonly driftBps: number | null }[];
  readonly expected: CostBreakdown | null;
  readonly expectedTotalAssets: bigint | null;
  readonly actualTotalAssets: bigint | null;
  readonly expectedGasUsed: bigint | null;
  readonly gasUsed: bigint | null;
  readonly costWei: bigint;
  readonly costUsd: number;
}

/** What went wrong. */
export interface Incidents {
  /** Alerts that were open at some moment of it. */
  readonly alerts: readonly Alert[];
  readonly failures: readonly TickFailures[];
  /** Ticks that should have been and were not; null where nobody knows how often there should be one. */
  readonly missedTicks: number | null;
  readonly gaps: readonly MarketGaps[];
}

/** How many samples of a market were missed, and what became of them. */
export interface MarketGaps {
  readonly marketId: MarketId;
  readonly missed: number;
  readonly refilled: number;
  readonly irrecoverable: number;
  readonly reasons: readonly string[];
}

/** A report shows no more; a week has fewer. */
export const MOST_REBALANCES = 200;

/** What came of a decision. */
export function reportedRebalance(decision: Decision, { attempts, result }: DecisionExecution): ReportedRebalance | null {
  const settled = attempts.find(({ status }) => status === "mined" || status === "reverted") ?? attempts.at(-1);
  if (settled === undefined) return null;
  const paid = attempts.flatMap(({ inclusion, ethPriceUsd }) => (inclusion === null ? [] : [{ wei: inclusion.costWei, ethPriceUsd }]));
  return {
    decisionId: decision.id,
    atSeconds: decision.blockTimeSeconds,
    reason: decision.reason,
    explanation: decision.explanation,
    status: settled.purpose === "cancel" && settled.status === "mined" ? "dropped" : settled.status,
    hash: settled.hash,
    moves: decision.moves.map(({ marketId, adapter, change }) => ({
      marketId,
      change,
      driftBps: result?.moves.find((move) => move.adapter === adapter)?.driftBps ?? null,
    })),
    expected: decision.outcome,
    expectedTotalAssets: result?.expectedTotalAssets ?? null,
    actualTotalAssets: result?.actualTotalAssets ?? null,
    expectedGasUsed: result?.expectedGasUsed ?? null,
    gasUsed: settled.inclusion?.gasUsed ?? null,
    costWei: paid.reduce((sum, { wei }) => sum + wei, 0n),
    costUsd: paid.reduce((sum, { wei, ethPriceUsd }) => sum + (Number(wei) / 1e18) * ethPriceUsd, 0),
  };
}

/** Ticks at every boundary of `tickSeconds` from a time on and before another, less those that were; never below zero. */
export function missedTicks(fromSeconds: UnixSeconds, toSeconds: UnixSeconds, tickSeconds: number, ticked: number): number {
  const due = Math.ceil(toSeconds / tickSeconds) - Math.ceil(fromSeconds / tickSeconds);
  return Math.max(0, due - ticked);
}

/** Gaps by market, those that miss most first. */
export function gapsByMarket(gaps: readonly StoredGap[]): readonly MarketGaps[] {
  const ids = [...new Set(gaps.map(({ marketId }) => marketId))];
  return ids
    .map((marketId) => {
      const own = gaps.filter((gap) => gap.marketId === marketId);
      const sum = (of: (gap: StoredGap) => number) => own.reduce((total, gap) => total + of(gap), 0);
      return {
        marketId,
        missed: sum(({ buckets }) => buckets),
        refilled: sum(({ refilled }) => refilled),
        irrecoverable: sum(({ irrecoverable }) => irrecoverable),
        reasons: [...new Set(own.map(({ reason }) => reason))],
      };
    })
    .toSorted((a, b) => b.missed - a.missed || (a.marketId < b.marketId ? -1 : 1));
}
