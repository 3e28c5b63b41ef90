import { SECONDS_PER_YEAR } from "../../core/units.ts";
import { momentsOf, type World } from "../world/world.ts";

const DAY_SECONDS = 86_400;

/**
 * A world cut at midnights (UTC). Columns go by boundary first, since all markets of one span are looked at together: market m at boundary d
 * is at `d * markets + m`.
 */
export interface Days {
  readonly markets: number;
  /** The world's moments at which a day begins: its first, the first of every UTC day, and its last, which only ends. Ascending. */
  readonly moments: Int32Array;
  /** By boundary: what one dollar left in a market since the world's begin has become, by interest alone and by price alone. */
  readonly interest: Float64Array;
  readonly price: Float64Array;
  /** By boundary: 1 where the market takes money. */
  readonly isOpen: Uint8Array;
}

/** The boundaries of a world: [0, …, last moment]; none for a world of fewer than two moments. */
export function dayBoundaries({ timeSeconds }: Pick<World, "timeSeconds">): Int32Array {
  const last = timeSeconds.length - 1;
  if (last < 1) return new Int32Array(0);
  const dayOf = (moment: number): number => Math.floor((timeSeconds[moment] as number) / DAY_SECONDS);
  const moments = [0];
  for (let s = 1; s < last; s++) if (dayOf(s) !== dayOf(s - 1)) moments.push(s);
  return Int32Array.from([...moments, last]);
}

/** Every moment of a world a boundary. */
export function everyMoment(world: Pick<World, "timeSeconds">): Int32Array {
  const moments = momentsOf(world);
  return moments < 2 ? new Int32Array(0) : Int32Array.from({ length: moments }, (_, s) => s);
}

/**
 * What is paid from a moment to the next is 1 + APR × years of what is there, so that over moments it compounds. An unknown rate pays
 * nothing, an unknown price is the last known.
 */
export function cutAt(world: World, moments: Int32Array): Days {
  const markets = world.markets.length;
  const total = momentsOf(world);
  const interest = new Float64Array(moments.length * markets);
  const price = new Float64Array(moments.length * markets);
  const isOpen = new Uint8Array(moments.length * markets);
  const stepYears = world.stepSeconds / SECONDS_PER_YEAR;
  for (let m = 0; m < markets; m++) {
    let earned = 1;
    let firstPrice = Number.NaN;
    let relativePrice = 1;
    let next = 0;
    for (let s = 0; s < total && next < moments.length; s++) {
      const at = m * total + s;
      const now = world.price[at] as number;
      if (now > 0) {
        if (Number.isNaN(firstPrice)) firstPrice = now;
        relativePrice = now / firstPrice;
      }
      if (s === moments[next]) {
        interest[next * markets + m] = earned;
        price[next * markets + m] = relativePrice;
        isOpen[next * markets + m] = world.isOpen[at] as number;
        next += 1;
      }
      const apr = world.paidApr[at] as number;
      if (!Number.isNaN(apr)) earned *= 1 + apr * stepYears;
    }
  }
  return { markets, moments, interest, price, isOpen };
}

/** What one dollar of nobody's weight has become since the world's begin, by boundary and market. */
export function growthOf({ interest, price }: Pick<Days, "interest" | "price">): Float64Array {
  return interest.map((earned, at) => earned * (price[at] as number));
}

/** By boundary and market: 1 where it takes money there, or took money at an earlier boundary, so that a position in it may have been kept. */
export function heldOrOpen({ markets, isOpen }: Pick<Days, "markets" | "isOpen">): Uint8Array {
  const usable = isOpen.slice();
  for (let at = markets; at < usable.length; at++) if (usable[at - markets] === 1) usable[at] = 1;
  return usable;
}
