import { type Days, heldOrOpen } from "./days.ts";
import { Knapsack } from "./knapsack.ts";
import { type OracleSettings, sharesOf, usdPerUnitAt } from "./settings.ts";

/** More bring the bound no lower that anybody would notice. */
const ROUNDS = 1_000;
/** After so many the steps are half as long. */
const HALVING_ROUNDS = 50;

/**
 * What no plan can beat that moves at the boundaries only and is within its caps at all of them, conversions counted: the logarithm of what
 * a dollar becomes. Infinite where it cannot tell, as where some market loses.
 *
 * With x the weights after a change, R = Σ x · gain and κ = what a change costs of the vault, a dollar becomes Π (1 + R)(1 − κ), whose logarithm
 * is at most Σ R − κ', κ' = −ln(1 − κ) ≥ κ. A price for money on every day, whatever it is, makes that a question for each market by itself
 * (Lagrangian relaxation, Geoffrion 1974): Σ price · invested + Σ over markets of the most that the cap can earn above the price, less its costs,
 * by going in and out. Prices are brought down by subgradient steps. What makes it a bound:
 *
 * - Costs are counted in proportion to the amount moved: conversions are; a leg's gas is at least its part of the largest leg, and the base's at
 *   least half its part of all that goes in and half of all that goes out. Gas is counted as part of the most that the vault may become, for
 *   the reason that `ceiling` gives.
 * - Weights also change by what markets earn and by what other legs cost. That counts for no more than twice the day's best gain and the
 *   change's own cost, at the dearest rate, and is given back.
 * - Into a closed market no money goes, but what is there may outgrow the vault: its gain is counted as if it did by all it has earned since the
 *   market closed. It also does by what other legs cost; κ' is at most the logarithm of `mostGrowth` (else the plan ends with a loss), so that
 *   this gives back no more than `regained` of the costs.
 */
export function pricedCeiling(days: Days, growth: Float64Array, settings: OracleSettings, mostGrowth: number): number {
  const shares = sharesOf(settings);
  const gains = gainsOf(days, growth);
  if (gains === null) return Number.POSITIVE_INFINITY;
  const costs = costsOf(days, settings, shares.cap, mostGrowth);
  const most = Math.log(mostGrowth);
  const regained = most > 0 ? (Math.expm1(most) / most) * gains.closedSum : 0;
  if (!(regained < 1) || !(shares.cap > 0)) return Number.POSITIVE_INFINITY;
  const counted = (1 - regained) / (1 + 2 * costs.dearest);
  const scaled = { in: costs.in.map((one) => one * counted), out: costs.out.map((one) => one * counted) };
  const drift = 2 * costs.dearest * gains.bestSum * counted;
  return leastOverPrices(days, gains.gain, scaled, shares, drift);
}

interface Gains {
  /** By day and market; of nothing that could be held, minus infinity. */
  readonly gain: Float64Array;
  /** Sums over days of the best gain, of all markets and of the closed ones. */
  readonly bestSum: number;
  readonly closedSum: number;
}

/** Null where a market loses. */
function gainsOf(days: Days, growth: Float64Array): Gains | null {
  const { markets, moments, isOpen } = days;
  const usable = heldOrOpen(days);
  const gain = new Float64Array(Math.max(0, moments.length - 1) * markets).fill(Number.NEGATIVE_INFINITY);
  const atOpen = new Float64Array(markets);
  let bestSum = 0;
  let closedSum = 0;
  for (let at = 0; at < gain.length; ) {
    let best = 0;
    let closed = 0;
    for (let m = 0; m < markets; m++, at++) {
      if (usable[at] !== 1) continue;
      const now = growth[at] as number;
      const earned = (growth[at + markets] as number) / now - 1;
      if (!(earned >= 0)) return null;
      if (isOpen[at] === 1) atOpen[m] = now;
      const outgrown = (earned * now) / (atOpen[m] as number);
      gain[at] = outgrown;
      best = Math.max(best, earned);
      if (isOpen[at] !== 1) closed = Math.max(closed, outgrown);
    }
    bestSum += best;
    closedSum += closed;
  }
  return { gain, bestSum, closedSum };
}

/** By day and market, of the amount moved; the way into a closed market is infinitely dear. */
interface LinearCosts {
  readonly in: Float64Array;
  readonly out: Float64Array;
}

function costsOf(
  { markets, moments, isOpen }: Days,
  { capitalUsd, gas, conversion }: OracleSettings,
  cap: number,
  mostGrowth: number,
): LinearCosts & { readonly dearest: number } {
  const length = Math.max(0, moments.length - 1) * markets;
  const costs = { in: new Float64Array(length).fill(Number.POSITIVE_INFINITY), out: new Float64Array(length) };
  let dearest = 0;
  for (let at = 0; at < length; at++) {
    const m = at % markets;
    const enter = conversion.enterFraction[m] as number;
    const unit = usdPerUnitAt(gas, moments[(at - m) / markets] as number) / (capitalUsd * mostGrowth);
    const inside = enter + unit * (((gas.allocateUnits[m] as number) * (1 - enter)) / cap + gas.baseUnits / 2);
    const outside = (conversion.exitFraction[m] as number) + unit * ((gas.deallocateUnits[m] as number) + gas.baseUnits / 2);
    if (isOpen[at] === 1) costs.in[at] = inside;
    costs.out[at] = outside;
    dearest = Math.max(dearest, inside, outside);
  }
  return { ...costs, dearest };
}

function leastOverPrices(
  { markets, moments }: Days,
  gain: Float64Array,
  costs: LinearCosts,
  shares: { readonly cap: number; readonly invested: number },
  drift: number,
): number {
  const days = Math.max(0, moments.length - 1);
  const prices = firstPrices(gain, markets, shares);
  const stepLength = prices.reduce((sum, price) => sum + price, 0) / Math.max(1, days) / 3;
  const used = new Float64Array(days);
  const market = new MarketTimes(days, markets, gain, costs);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    used.fill(0);
    let value = drift + prices.reduce((sum, price) => sum + price * shares.invested, 0);
    for (let m = 0; m < markets; m++) value += shares.cap * market.best(m, prices, shares.cap, used);
    if (value < least) least = value;
    const norm = Math.sqrt(used.reduce((sum, one) => sum + (shares.invested - one) ** 2, 0) / Math.max(1, days));
    if (norm === 0) break;
    const step = stepLength / (1 + round / HALVING_ROUNDS) / norm;
    for (let day = 0; day < days; day++) {
      prices[day] = Math.max(0, (prices[day] as number) - step * (shares.invested - (used[day] as number)));
    }
  }
  return least;
}

/** What money earns on each day if moving is free. */
function firstPrices(gain: Float64Array, markets: number, shares: { readonly cap: number; readonly invested: number }): Float64Array {
  const knapsack = new Knapsack(shares, markets);
  return Float64Array.from({ length: markets > 0 ? gain.length / markets : 0 }, (_, day) => {
    knapsack.clear();
    for (let at = day * markets; at < (day + 1) * markets; at++) knapsack.offer(gain[at] as number);
    return shares.invested > 0 ? knapsack.gain() / shares.invested : 0;
  });
}

/** When to be in one market, all other uses of money being worth its price. */
class MarketTimes {
  readonly #days: number;
  readonly #markets: number;
  readonly #gain: Float64Array;
  readonly #costs: LinearCosts;
  /** By day: whether one who is in came in that day, and whether one who is out went out. */
  readonly #cameIn: Uint8Array;
  readonly #wentOut: Uint8Array;

  constructor(days: number, markets: number, gain: Float64Array, costs: LinearCosts) {
    this.#days = days;
    this.#markets = markets;
    this.#gain = gain;
    this.#costs = costs;
    this.#cameIn = new Uint8Array(days);
    this.#wentOut = new Uint8Array(days);
  }

  /** The most a dollar can earn by it; adds `weight` to `used` on the days it is in. Exact: what is linear is best whole or not at all. */
  best(m: number, prices: Float64Array, weight: number, used: Float64Array): number {
    let [out, inside] = [0, Number.NEGATIVE_INFINITY];
    for (let day = 0, at = m; day < this.#days; day++, at += this.#markets) {
      const entered = out - (this.#costs.in[at] as number);
      const left = inside - (this.#costs.out[at] as number);
      this.#cameIn[day] = entered > inside ? 1 : 0;
      this.#wentOut[day] = left > out ? 1 : 0;
      inside = Math.max(entered, inside) + (this.#gain[at] as number) - (prices[day] as number);
      out = Math.max(left, out);
    }
    let isIn = inside > out;
    for (let day = this.#days - 1; day >= 0; day--) {
      if (isIn) used[day] = (used[day] as number) + weight;
      isIn = isIn ? this.#cameIn[day] !== 1 : this.#wentOut[day] === 1;
    }
    return Math.max(inside, out);
  }
}
