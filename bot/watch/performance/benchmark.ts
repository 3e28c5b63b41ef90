import type { MarketId } from "../../core/market.ts";
import { type Apr, SECONDS_PER_YEAR } from "../../core/units.ts";
import { realisedSupplyApr } from "../../predict/realisedApr.ts";
import type { GrowthIndex, MeanGrowth } from "../../store/growthIndices.ts";
import { type Realised, realised } from "./realised.ts";

/** What one market's index says it paid over a time. */
export interface MarketRate {
  readonly marketId: MarketId;
  /** Log growth per year. */
  readonly realisedApr: Apr;
}

/** What the vault's markets paid over a time, without moving, gas and fees, and without rewards, which have no index. */
export interface Benchmark extends Realised {
  /** How many markets are in it: those whose growth is known. */
  readonly markets: number;
}

/** Nobody could know it before: a bound, no benchmark. */
export interface BestMarket extends Realised {
  readonly marketId: MarketId;
}

/** Observations of less than this part of a time do not speak for it. */
const LEAST_KNOWN = 0.5;

/**
 * The money spread evenly over the markets and kept so: growth is exp of the mean of the logs, so that two times one after the other multiply to
 * the whole. Money that is idle pays 0. Null where no market's growth is known.
 */
export function equalWeight(rates: readonly MarketRate[], elapsedSeconds: number): Benchmark | null {
  if (rates.length === 0) return null;
  const mean = rates.reduce((sum, { realisedApr }) => sum + realisedApr, 0) / rates.length;
  return { markets: rates.length, ...realised(growthOver(mean, elapsedSeconds), elapsedSeconds) };
}

/** The one that paid most, seen from the end. */
export function bestMarket(rates: readonly MarketRate[], elapsedSeconds: number): BestMarket | null {
  const [best] = rates.toSorted((a, b) => b.realisedApr - a.realisedApr);
  return best === undefined ? null : { marketId: best.marketId, ...realised(growthOver(best.realisedApr, elapsedSeconds), elapsedSeconds) };
}

/** The rate between two observations of one market; null where they are too close together to speak for the time. */
export function rateBetween(from: GrowthIndex | undefined, to: GrowthIndex | undefined, elapsedSeconds: number): Apr | null {
  if (from === undefined || to === undefined || from.growthIndexRay <= 0n || to.growthIndexRay <= 0n) return null;
  const seconds = to.blockTimeSeconds - from.blockTimeSeconds;
  if (seconds <= 0 || seconds < LEAST_KNOWN * elapsedSeconds) return null;
  return realisedSupplyApr({ ...from, rewardApr: 0 }, { ...to, rewardApr: 0 });
}

/** The same of whole days. */
export function rateOfDays(days: MeanGrowth | undefined, elapsedSeconds: number): Apr | null {
  return days === undefined || days.knownSeconds < LEAST_KNOWN * elapsedSeconds ? null : days.realisedApr;
}

function growthOver(realisedApr: Apr, seconds: number): number {
  return Math.exp((realisedApr * seconds) / SECONDS_PER_YEAR);
}
