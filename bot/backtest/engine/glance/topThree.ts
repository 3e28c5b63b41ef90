import type { DecisionReason } from "../../../core/decision.ts";
import { GLANCED, MARGIN } from "./columns.ts";
import type { GlancedVault } from "./glancedVault.ts";
import { ASK, type Glance, type Glimpse } from "./glimpse.ts";
import { whyHeld } from "./whyHeld.ts";

const MEMBERS = 3;
/** The budget is hardly ever handed out further down. */
const MOST_RANKS = 16;

/** What markets measure: `topThreeApr` and `topThreeTvl` differ in nothing else. */
interface Measure {
  /** While nothing of ours is there. */
  readonly column: Float64Array;
  /** With so much of ours there, smallest units. */
  held(market: number, holding: number): number;
}

export const topThreeApr: Glance = (vault) => {
  const { columns, moment } = vault;
  return likeTopThree(vault, { column: columns.quotedApr, held: (market, holding) => columns.heldApr(moment, market, holding) });
};

export const topThreeTvl: Glance = (vault) => {
  const { columns, moment } = vault;
  return likeTopThree(vault, {
    column: columns.supply,
    held: (market, holding) => (columns.supply[market * columns.moments + moment] as number) + holding,
  });
};

/** As `proposeTopThree` decides. */
function likeTopThree(vault: GlancedVault, measure: Measure): Glimpse {
  // What is stuck may be a member's, or not be there to be shared.
  if (vault.stuck > 0) return ASK;
  if (vault.isClosed && vault.budget > vault.invested * (1 + MARGIN)) return { heldBecause: allAtTheirHighest(vault), among: null };
  const ranks = ranking(vault, measure);
  if (ranks === null) return ASK;
  const heldBecause = whyHeldBy(vault, ranks);
  return { heldBecause, among: heldBecause === null ? thatMatter(vault, ranks) : null };
}

function whyHeldBy(vault: GlancedVault, ranks: Ranks): DecisionReason | null {
  const { budget, holdings, held, rounding } = vault;
  const share = shareOf(vault, ranks);
  const given: number[] = [];
  let left = budget;
  for (let rank = 0; rank < ranks.count && left > rounding; rank++) {
    const highest = highestOf(vault, ranks.markets[rank] as number);
    if (highest === null) return null;
    given.push(Math.min(left, share, highest));
    left -= given[rank] as number;
  }
  if (left > rounding || !isOrderClear(ranks, given, share, rounding)) return null;
  const changes = given.map((amount, rank) => amount - (holdings[ranks.markets[rank] as number] as number));
  for (const market of held) {
    const rank = ranks.markets.indexOf(market);
    if (rank < 0 || rank >= given.length) changes.push(-(holdings[market] as number));
  }
  return whyHeld(vault, changes);
}

/**
 * The markets that hold money or come first in rank, if the first have room for the whole budget in whatever order and the next is clearly behind
 * them: no other is given anything, and while a day's turnover is used up none but those that hold money. In the order of the vault's positions; null if that is not so.
 */
function thatMatter(vault: GlancedVault, ranks: Ranks): readonly number[] | null {
  const { budget, held, rounding } = vault;
  const members = Math.min(MEMBERS, ranks.seen);
  if (vault.isClosed) return held.length >= members ? held : null;
  const share = shareOf(vault, ranks);
  const isEnough = (amount: number, needed: number) => amount > needed * (1 + MARGIN) + rounding;
  let room = 0;
  let full = 0;
  let isAnySafe = vault.holdsSafely;
  for (let rank = 0; rank < ranks.count; rank++) {
    const market = ranks.markets[rank] as number;
    const highest = highestOf(vault, market) ?? 0;
    room += Math.min(share, highest);
    // Shares are rounded up, so that as many full ones as there are members leave nothing.
    if (isEnough(highest, share)) full += 1;
    if (highest > 0) isAnySafe = true;
    if (!isAnySafe || !(full >= MEMBERS || isEnough(room, budget)) || !isBehind(ranks, rank)) continue;
    const among = new Set([...held, ...ranks.markets.slice(0, rank + 1)]);
    return among.size >= members ? [...among].sort((one, other) => one - other) : null;
  }
  return null;
}

function shareOf({ budget }: GlancedVault, { seen }: Ranks): number {
  return budget / Math.max(1, Math.min(MEMBERS, seen));
}

/** While nothing can be allocated and nothing is short, every market keeps what it may. */
function allAtTheirHighest(vault: GlancedVault): DecisionReason | null {
  return whyHeld(
    vault,
    vault.held.map((market, i) => (vault.heldHighest[i] as number) - (vault.holdings[market] as number)),
  );
}

/** What a market may hold; null where a glance does not tell. */
function highestOf({ columns, moment, held, heldHighest, newHighest }: GlancedVault, market: number): number | null {
  const place = held.indexOf(market);
  if (place >= 0) return heldHighest[place] as number;
  const state = columns.states[market * columns.moments + moment];
  if (state === GLANCED.unsure) return null;
  return state === GLANCED.open ? newHighest : 0;
}

/** The first markets in rank; those that could be given nothing are left out. */
interface Ranks {
  /** All that the vault could know of. */
  readonly seen: number;
  /** How many are known, the best first, and one more if there are so many: who comes next. */
  readonly count: number;
  readonly markets: readonly number[];
  readonly values: readonly number[];
}

/** Null where what is known does not tell. */
function ranking(vault: GlancedVault, measure: Measure): Ranks | null {
  const { columns, moment, holdings, held, heldHighest, newHighest, budget } = vault;
  const markets: number[] = [];
  const values: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let isAnySafe = vault.holdsSafely || vault.isClosed;
  let seen = held.length;
  const insert = (market: number, value: number) => {
    if (values.length > MOST_RANKS) {
      if (value <= last) return;
      markets.pop();
      values.pop();
    }
    let place = values.length;
    while (place > 0 && (values[place - 1] as number) < value) place -= 1;
    markets.splice(place, 0, market);
    values.splice(place, 0, value);
    last = values.length > MOST_RANKS ? (values[MOST_RANKS] as number) : Number.NEGATIVE_INFINITY;
  };
  for (let market = 0, at = moment; market < columns.markets; market++, at += columns.moments) {
    const state = columns.states[at];
    if (holdings[market] !== 0 || state === GLANCED.unseen) continue;
    seen += 1;
    if (state === GLANCED.open) isAnySafe = true;
    else if (state !== GLANCED.unsure) continue;
    if (state === GLANCED.unsure && vault.isClosed) return null;
    if (newHighest === 0) continue;
    const value = measure.column[at] as number;
    if (Number.isNaN(value)) return null;
    insert(market, value);
  }
  for (let i = 0; i < held.length; i++) {
    const market = held[i] as number;
    const holding = holdings[market] as number;
    const value = measure.held(market, holding);
    const full = Math.min(budget / MEMBERS, heldHighest[i] as number);
    const part = full > 0 ? Math.min(1, holding / full) : 0;
    insert(market, value + Math.abs(value) * part * vault.loyalty);
  }
  return isAnySafe ? { seen, count: Math.min(values.length, MOST_RANKS), markets, values } : null;
}

/** Whether neighbours in rank could not change places, or nothing would come of it: both get a full share. */
function isOrderClear(ranks: Ranks, given: readonly number[], share: number, rounding: number): boolean {
  const isFull = (rank: number) => rank < given.length && (given[rank] as number) >= share - rounding;
  return given.every((_, rank) => isBehind(ranks, rank) || (isFull(rank) && isFull(rank + 1)));
}

/** Whether the next in rank is clearly behind, or nobody is next. */
function isBehind({ values }: Ranks, rank: number): boolean {
  if (rank + 1 >= values.length) return true;
  const value = values[rank] as number;
  return value - (values[rank + 1] as number) > MARGIN * Math.abs(value);
}
