import type { Schema } from "../../../client/keeperClient.ts";
import { inUsd } from "./marketRows.ts";

type Observation = Schema<"Observation">;
type PeriodYield = Schema<"PeriodYield">;

/** A market at one time, or over one hour or day; null where it is not known. Rates are fractions a year. */
export interface MarketPoint {
  readonly timeSeconds: number;
  readonly supplyApr: number | null;
  readonly rewardApr: number | null;
  /** What the protocol's own index grew by, a year. */
  readonly realisedApr: number | null;
  readonly suppliedUsd: number | null;
  readonly borrowedUsd: number | null;
  readonly withdrawableUsd: number | null;
  readonly utilization: number | null;
}

export function pointOf(seen: Observation | PeriodYield, market: Schema<"Market">): MarketPoint {
  if ("periodStartSeconds" in seen) {
    return {
      timeSeconds: seen.periodStartSeconds,
      supplyApr: seen.supplyApr,
      rewardApr: seen.rewardApr,
      realisedApr: seen.realisedApr,
      suppliedUsd: seen.totalSupplyUsd,
      borrowedUsd: seen.totalBorrowUsd,
      withdrawableUsd: seen.liquidityUsd,
      utilization: seen.utilization,
    };
  }
  return {
    timeSeconds: seen.blockTimeSeconds,
    supplyApr: seen.supplyApr,
    rewardApr: seen.rewardApr,
    realisedApr: null,
    suppliedUsd: inUsd(seen.totalSupply, seen, market),
    borrowedUsd: inUsd(seen.totalBorrow, seen, market),
    withdrawableUsd: inUsd(seen.liquidity, seen, market),
    utilization: seen.utilization,
  };
}

/** What is longer than so many usual steps is a gap, which no line crosses. */
const GAP_STEPS = 3;

const NOTHING = {
  supplyApr: null,
  rewardApr: null,
  realisedApr: null,
  suppliedUsd: null,
  borrowedUsd: null,
  withdrawableUsd: null,
  utilization: null,
};

/** Ascending in time, each time once; where points are missing there is one that knows nothing, so that a line is broken there. */
export function withGaps(points: readonly MarketPoint[]): readonly MarketPoint[] {
  const ordered = [...new Map(points.map((point) => [point.timeSeconds, point])).values()].sort((a, b) => a.timeSeconds - b.timeSeconds);
  const steps = ordered.slice(1).map(({ timeSeconds }, index) => timeSeconds - (ordered[index]?.timeSeconds ?? timeSeconds));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? Number.POSITIVE_INFINITY;
  return ordered.flatMap((point, index) =>
    (steps[index - 1] ?? 0) > usual * GAP_STEPS ? [{ ...NOTHING, timeSeconds: point.timeSeconds - usual }, point] : [point],
  );
}

/** Supply and rewards together; null where neither is known. */
export function totalAprOf({ supplyApr, rewardApr }: MarketPoint): number | null {
  return supplyApr === null && rewardApr === null ? null : (supplyApr ?? 0) + (rewardApr ?? 0);
}

/** A shorter time is no history: the last hour and the last observation in it, say. */
const SHORTEST_SECONDS = 600;

/** Whether points are enough to draw them over time. */
export function isHistory(points: readonly MarketPoint[]): boolean {
  const [first] = points;
  const last = points.at(-1);
  return first !== undefined && last !== undefined && last.timeSeconds - first.timeSeconds >= SHORTEST_SECONDS;
}
