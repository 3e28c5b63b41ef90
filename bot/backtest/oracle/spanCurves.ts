import { SECONDS_PER_YEAR } from "../../core/units.ts";
import { forecastCurve } from "../../decide/forecastCurve.ts";
import { constantCurve, loweredBy, type YieldCurve } from "../../decide/yieldCurve.ts";
import { momentsOf, type World } from "../world/world.ts";
import type { Days } from "./days.ts";
import { observed, USD_DECIMALS } from "./observed.ts";

/**
 * What markets paid between two boundaries as it would have been with our own money in them: the mean rate that came true, in the shape of
 * the rate model at the mean deposits and debts of the time. Deposits that are not known are not diluted.
 */
export class SpanCurves {
  readonly #world: World;
  readonly #days: Days;
  /** By boundary and market: sums over the known moments before it. */
  readonly #supply: Sums;
  readonly #borrow: Sums;

  constructor(world: World, days: Days) {
    this.#world = world;
    this.#days = days;
    this.#supply = sumsOf(world.supplyUsd, momentsOf(world), days);
    this.#borrow = sumsOf(world.borrowUsd, momentsOf(world), days);
  }

  years(from: number, to: number): number {
    const { moments } = this.#days;
    const { timeSeconds } = this.#world;
    return ((timeSeconds[moments[to] as number] as number) - (timeSeconds[moments[from] as number] as number)) / SECONDS_PER_YEAR;
  }

  /** Interest and the change of price, as an APR that is not compounded within the span. */
  whole(market: number, from: number, to: number): YieldCurve {
    const priceApr = (this.#ratio(this.#days.price, market, from, to) - 1) / this.years(from, to);
    return loweredBy(-priceApr, this.#interest(market, from, to));
  }

  #interest(market: number, from: number, to: number): YieldCurve {
    const apr = (this.#ratio(this.#days.interest, market, from, to) - 1) / this.years(from, to);
    const { markets } = this.#days;
    const supplyUsd = meanOf(this.#supply, markets, market, from, to);
    const borrowUsd = meanOf(this.#borrow, markets, market, from, to);
    const one = this.#world.markets[market];
    if (one === undefined || !(supplyUsd > 0)) return constantCurve(apr);
    const observation = observed(one, supplyUsd, borrowUsd > 0 ? borrowUsd : 0, apr);
    return forecastCurve(apr, one.rateModel, observation, { position: 0, decimals: USD_DECIMALS });
  }

  #ratio(column: Float64Array, market: number, from: number, to: number): number {
    const { markets } = this.#days;
    return (column[to * markets + market] as number) / (column[from * markets + market] as number);
  }
}

interface Sums {
  readonly sum: Float64Array;
  readonly known: Float64Array;
}

function sumsOf(column: Float64Array, total: number, { markets, moments }: Days): Sums {
  const sum = new Float64Array(moments.length * markets);
  const known = new Float64Array(moments.length * markets);
  for (let m = 0; m < markets; m++) {
    for (let d = 1; d < moments.length; d++) {
      const before = (d - 1) * markets + m;
      let daySum = 0;
      let dayKnown = 0;
      for (let s = moments[d - 1] as number; s < (moments[d] as number); s++) {
        const value = column[m * total + s] as number;
        if (Number.isNaN(value)) continue;
        daySum += value;
        dayKnown += 1;
      }
      sum[before + markets] = (sum[before] as number) + daySum;
      known[before + markets] = (known[before] as number) + dayKnown;
    }
  }
  return { sum, known };
}

/** NaN where nothing is known. */
function meanOf({ sum, known }: Sums, markets: number, market: number, from: number, to: number): number {
  const begin = from * markets + market;
  const end = to * markets + market;
  return ((sum[end] as number) - (sum[begin] as number)) / ((known[end] as number) - (known[begin] as number));
}
