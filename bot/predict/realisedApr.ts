import type { Observation } from "../core/observation.ts";
import { type Apr, SECONDS_PER_YEAR, toFloat } from "../core/units.ts";

const RAY_DECIMALS = 27;

/** What realised rates are computed from. */
export type GrowthSample = Pick<Observation, "marketId" | "blockTimeSeconds" | "growthIndexRay" | "rewardApr">;

/**
 * The mean APR a depositor really earned between two observations of one market, without rewards: ln(index growth) per year, which is
 * the simple rate that, compounded every instant, gives that growth. Never a quoted rate: quotes miss what happened between them.
 *
 * @throws RangeError unless `to` is later than `from`, of the same market, with positive indices.
 */
export function realisedSupplyApr(from: GrowthSample, to: GrowthSample): Apr {
  const elapsedSeconds = to.blockTimeSeconds - from.blockTimeSeconds;
  if (from.marketId !== to.marketId) throw new RangeError(`${from.marketId} and ${to.marketId} are different markets`);
  if (elapsedSeconds <= 0) throw new RangeError(`${to.marketId}: the later observation is not later`);
  return (logGrowth(from, to) * SECONDS_PER_YEAR) / elapsedSeconds;
}

/**
 * The same between any two observations of one history in constant time, with rewards. Rewards have no index; their mean is that of
 * the quoted reward APR, weighted by time, straight between observations.
 */
export class RealisedPath {
  readonly #history: readonly GrowthSample[];
  readonly #logIndex: Float64Array;
  readonly #rewardSeconds: Float64Array;

  /** @param history One market's observations, ascending in time. */
  constructor(history: readonly GrowthSample[]) {
    this.#history = history;
    this.#logIndex = new Float64Array(history.length);
    this.#rewardSeconds = new Float64Array(history.length);
    let previous: GrowthSample | undefined;
    history.forEach((observation, i) => {
      if (previous !== undefined) {
        const seconds = observation.blockTimeSeconds - previous.blockTimeSeconds;
        this.#logIndex[i] = (this.#logIndex[i - 1] ?? 0) + logGrowth(previous, observation);
        this.#rewardSeconds[i] = (this.#rewardSeconds[i - 1] ?? 0) + ((previous.rewardApr + observation.rewardApr) / 2) * seconds;
      }
      previous = observation;
    });
  }

  /** The mean total APR from observation number `from` to number `to`; NaN when no time passes between them. */
  meanApr(from: number, to: number): Apr {
    const seconds = (this.#history[to]?.blockTimeSeconds ?? Number.NaN) - (this.#history[from]?.blockTimeSeconds ?? Number.NaN);
    const growth = (this.#logIndex[to] ?? Number.NaN) - (this.#logIndex[from] ?? Number.NaN);
    const reward = (this.#rewardSeconds[to] ?? Number.NaN) - (this.#rewardSeconds[from] ?? Number.NaN);
    return (growth * SECONDS_PER_YEAR + reward) / seconds;
  }
}

function logGrowth(from: GrowthSample, to: GrowthSample): number {
  if (from.growthIndexRay <= 0n || to.growthIndexRay <= 0n) throw new RangeError(`${from.marketId}: a growth index must be positive`);
  return Math.log1p(toFloat(to.growthIndexRay - from.growthIndexRay, RAY_DECIMALS) / toFloat(from.growthIndexRay, RAY_DECIMALS));
}
