import type { DecidedMove, Decision } from "../../core/decision.ts";
import type { MarketId } from "../../core/market.ts";
import type { RebalanceExpectation } from "../../core/moveResult.ts";
import type { Plan } from "../../core/plan.ts";
import { BPS, maxBigint } from "../../core/units.ts";
import type { ConversionCost } from "../../decide/input.ts";
import { PlanRefusedError } from "../plan.ts";
import type { Measured } from "./measure.ts";

export interface SlippagePolicy {
  /** Most that a single move may lose, in basis points of it. */
  readonly maxMoveSlippageBps: number;
  /**
   * In basis points of a move: by how much more than what the decision reckoned with it may lose, and by how much more than what it was
   * measured to lose before the vault refuses the plan.
   */
  readonly slippageToleranceBps: number;
}

/** By market, what entering and leaving it was taken to cost; one that is not listed was taken to be at par. */
export type ReckonedCosts = Readonly<Record<MarketId, ConversionCost>>;

/** What one move loses on its way, by the chain's own answer. */
export interface MoveSlippage extends DecidedMove {
  /** What is missing from the position beside what went in, or went with what came out; negative when the market pays for it. */
  readonly cost: bigint;
  readonly slippageBps: number;
}

/** Markets at par round by a unit or two on the way in, out, and when they are valued. */
const ROUNDING_UNITS = 10n;

/** Decisions that wait for no gain: what a move costs beyond the reckoning does not make them wrong. */
const URGENT = new Set<Decision["reason"]>(["risk-exit", "idle-floor", "over-cap"]);

export function slippageOf({ moves }: Plan, { positions }: Measured): readonly MoveSlippage[] {
  return moves.map((move, i) => {
    const { before, after } = positions[i] as Measured["positions"][number];
    const cost = before + move.change - after;
    return { ...move, cost, slippageBps: partBps(cost, move.change) };
  });
}

/** What the plan would leave, to be compared with what it left. */
export function expectationOf({ moves }: Plan, { positions, grossAfter }: Measured, gasUsed: bigint): RebalanceExpectation {
  return {
    moves: moves.map(({ marketId, adapter, change }, i) => ({
      marketId,
      adapter,
      plannedChange: change,
      expectedPosition: (positions[i] as Measured["positions"][number]).after,
    })),
    totalAssets: grossAfter,
    gasUsed,
  };
}

/** @throws {PlanRefusedError} naming the first move that loses more than it may. */
export function requireSlippage(
  slippages: readonly MoveSlippage[],
  reason: Decision["reason"],
  reckoned: ReckonedCosts,
  { maxMoveSlippageBps, slippageToleranceBps }: SlippagePolicy,
): void {
  for (const { marketId, change, cost, slippageBps } of slippages) {
    if (cost <= ROUNDING_UNITS) continue;
    const cause = `moving ${change} of ${marketId} would lose ${cost} (${slippageBps.toFixed(2)} bps)`;
    if (slippageBps > maxMoveSlippageBps) throw new PlanRefusedError("slippage", `${cause}, more than ${maxMoveSlippageBps} bps`);
    const { enterBps = 0, exitBps = 0 } = reckoned[marketId] ?? {};
    // Adapters take the way out off the mark as soon as money is in.
    const reckonedBps = change > 0n ? enterBps + exitBps : exitBps;
    if (!URGENT.has(reason) && slippageBps > reckonedBps + slippageToleranceBps) {
      throw new PlanRefusedError("slippage", `${cause}, and the decision reckoned with ${reckonedBps.toFixed(2)} bps`);
    }
  }
}

/**
 * The least that the vault may have afterwards: what it was measured to have, less the tolerance on all money that is converted. Never
 * less than `minTotalAssets`.
 *
 * Where everything moves at par nobody can take anything from the plan on its way, and a tighter bound would only let withdrawals of
 * others, which lower total assets as well, make it fail: then it is `minTotalAssets`.
 */
export function tightenedMinimum(
  minTotalAssets: bigint,
  grossAfter: bigint,
  slippages: readonly MoveSlippage[],
  slippageToleranceBps: number,
): bigint {
  const converted = slippages.filter(({ cost }) => magnitude(cost) > ROUNDING_UNITS);
  if (converted.length === 0) return minTotalAssets;
  const volume = converted.reduce((sum, { change }) => sum + magnitude(change), 0n);
  const toleranceMillionths = BigInt(Math.round(slippageToleranceBps * 100));
  return maxBigint(minTotalAssets, grossAfter - (volume * toleranceMillionths) / (100n * BPS) - ROUNDING_UNITS);
}

/** `part` in basis points of `whole`, whatever its sign. Amounts are exact far beyond what a basis point needs of 53 bits. */
export function partBps(part: bigint, whole: bigint): number {
  return (Number(part) / Number(magnitude(whole))) * Number(BPS);
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
