import type { KinkedBorrowRate, MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { Conditions } from "../../predict/series/conditions.ts";
import type { MarketSeries } from "../../predict/series/marketSeries.ts";
import { conditionDays } from "./conditionDays.ts";
import { marketPast } from "./marketPast.ts";
import { randomStream, SEEDS } from "./randomStream.ts";
import { MOST_MARKETS, STREAMS } from "./streams.ts";
import { surroundings } from "./surroundings.ts";
import { drawMarket } from "./syntheticMarket.ts";
import { DAY_SECONDS } from "./timeGrid.ts";

/** What is to be made up. */
export interface SyntheticRequest {
  readonly markets: number;
  readonly days: number;
  /** A whole number, at least 0 and below 2^32: the same seed gives the same past, bit for bit. */
  readonly seed: number;
  /** A whole part of a day; an hour if not given. Another step is another past. */
  readonly stepSeconds?: number;
  /** The first moment, the start of a day in UTC; 2023-01-01 if not given. */
  readonly fromSeconds?: UnixSeconds;
}

/** A past that never was. Ids of its markets begin with "synthetic:", their protocols with "synthetic-". */
export interface SyntheticHistory {
  readonly markets: readonly MarketSeries[];
  readonly conditions: Conditions;
  /** How each market's rate answers to money, by id. */
  readonly rateModels: ReadonlyMap<MarketId, KinkedBorrowRate>;
}

export const DEFAULT_FROM_SECONDS: UnixSeconds = Date.UTC(2023, 0, 1) / 1000;
export const DEFAULT_STEP_SECONDS = 3600;

/**
 * Makes up lending markets for dollar tokens, and gas, ether and the tokens' prices around them, like those of Ethereum in distribution (see
 * `calibration.ts`) and like no real one in particular. A market is the same however many come after it, and its past the same however
 * long it goes on. For learning one's way around and for benchmarks: what earns here proves nothing about real markets.
 *
 * @throws RangeError for numbers that make no sense.
 */
export function syntheticMarkets(request: SyntheticRequest): SyntheticHistory {
  const { markets: count, days, seed, stepSeconds = DEFAULT_STEP_SECONDS, fromSeconds = DEFAULT_FROM_SECONDS } = request;
  demand(isWhole(count) && count >= 1 && count <= MOST_MARKETS, `markets ${count} is no number from 1 to ${MOST_MARKETS}`);
  demand(isWhole(days) && days >= 1, `days ${days} is no whole number from 1`);
  demand(isWhole(seed) && seed >= 0 && seed < SEEDS, `seed ${seed} is no whole number from 0 to ${SEEDS - 1}`);
  demand(isWhole(stepSeconds) && stepSeconds >= 1 && DAY_SECONDS % stepSeconds === 0, `steps of ${stepSeconds} s are no part of a day`);
  demand(isWhole(fromSeconds) && fromSeconds % DAY_SECONDS === 0, `${fromSeconds} is not the start of a day`);
  const grid = { fromSeconds, days, stepSeconds };
  const around = surroundings(grid, seed);
  const markets: MarketSeries[] = [];
  const rateModels = new Map<MarketId, KinkedBorrowRate>();
  for (let number = 0; number < count; number++) {
    const random = randomStream(seed, STREAMS.market + number);
    const market = drawMarket(number, random);
    markets.push(marketPast(market, around, grid, random));
    rateModels.set(market.id, market.rateModel);
  }
  return { markets, conditions: conditionDays(around, grid), rateModels };
}

const isWhole = Number.isSafeInteger;

function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new RangeError(otherwise);
}
