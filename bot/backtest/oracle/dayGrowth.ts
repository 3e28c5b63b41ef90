import { SECONDS_PER_YEAR } from "../../core/units.ts";
import { forecastCurve } from "../../decide/forecastCurve.ts";
import { rateAt } from "../../decide/yieldCurve.ts";
import { momentsOf, type World } from "../world/world.ts";
import type { Days } from "./days.ts";
import { observed, USD_DECIMALS } from "./observed.ts";

/** Between two positions that are worked out, growth is interpolated: they lie closer together where they are small. */
const POSITIONS = 16;

/** What a position becomes over a day with its own dilution at every moment, as the engine counts it. */
export class DayGrowth {
  readonly #growth: Float64Array;
  readonly #markets: number;
  readonly #positionsUsd: Float64Array;

  /** @param largestUsd Up to where growth is worked out; beyond, it goes on in a straight line. */
  constructor(world: World, days: Days, largestUsd: number) {
    this.#markets = days.markets;
    this.#positionsUsd = Float64Array.from({ length: POSITIONS }, (_, i) => largestUsd * (i / (POSITIONS - 1)) ** 2);
    const { moments, markets, price } = days;
    this.#growth = new Float64Array(Math.max(0, moments.length - 1) * markets * POSITIONS);
    for (let day = 0; day < moments.length - 1; day++) {
      for (let m = 0; m < markets; m++) {
        const at = day * markets + m;
        const repriced = (price[at + markets] as number) / (price[at] as number);
        const growth = this.#growth.subarray(at * POSITIONS, (at + 1) * POSITIONS).fill(repriced);
        for (let s = moments[day] as number; s < (moments[day + 1] as number); s++) this.#earn(growth, world, m, s);
      }
    }
  }

  /** What so many USD in a market become from one boundary to the next. */
  over(day: number, market: number, positionUsd: number): number {
    const first = (day * this.#markets + market) * POSITIONS;
    const largest = this.#positionsUsd[POSITIONS - 1] as number;
    const place = largest > 0 ? Math.sqrt(positionUsd / largest) * (POSITIONS - 1) : 0;
    const below = Math.min(POSITIONS - 2, Math.floor(place));
    const [low, high] = [this.#growth[first + below] as number, this.#growth[first + below + 1] as number];
    const lowUsd = this.#positionsUsd[below] as number;
    const widthUsd = (this.#positionsUsd[below + 1] as number) - lowUsd;
    const part = widthUsd > 0 ? (positionUsd - lowUsd) / widthUsd : 0;
    return positionUsd * (low + (high - low) * part);
  }

  #earn(growth: Float64Array, world: World, m: number, moment: number): void {
    const at = m * momentsOf(world) + moment;
    const apr = world.paidApr[at] as number;
    const market = world.markets[m];
    if (Number.isNaN(apr) || market === undefined) return;
    const years = world.stepSeconds / SECONDS_PER_YEAR;
    const supplyUsd = world.supplyUsd[at] as number;
    const borrowUsd = world.borrowUsd[at] as number;
    if (!(supplyUsd > 0) || Number.isNaN(world.quotedApr[at])) {
      for (let i = 0; i < POSITIONS; i++) growth[i] = (growth[i] as number) * (1 + apr * years);
      return;
    }
    const observation = observed(market, supplyUsd, borrowUsd > 0 ? borrowUsd : 0, apr);
    const curve = forecastCurve(apr, market.rateModel, observation, { position: 0, decimals: USD_DECIMALS });
    for (let i = 0; i < POSITIONS; i++) growth[i] = (growth[i] as number) * (1 + rateAt(curve, this.#positionsUsd[i] as number) * years);
  }
}
