import type { DecisionReason } from "../../../core/decision.ts";
import { GLANCED, MARGIN } from "./columns.ts";
import type { Glance } from "./glance.ts";
import type { GlancedVault } from "./glancedVault.ts";
import { whyHeld } from "./whyHeld.ts";

const MEMBERS = 3;
/** The budget is hardly ever handed out further down. */
const MOST_RANKS = 16;

/** What a market measures with so much of ours there: `topThreeApr` and `topThreeTvl` differ in nothing else. */
type Measure = (vault: GlancedVault, market: number, holding: number) => number;

export const topThreeApr: Glance = (vault) =>
  likeTopThree(vault, ({ columns, moment }, market, holding) =>
    holding === 0 ? (columns.quotedApr[market * columns.moments + moment] as number) : columns.heldApr(moment, market, holding),
  );

export const topThreeTvl: Glance = (vault) =>
  likeTopThree(vault, ({ columns, moment }, market, holding) => (columns.supply[market * columns.moments + moment] as number) + holding);

/** As `proposeTopThree` decides. */
function likeTopThree(vault: GlancedVault, measure: Measure): DecisionReason | null {
  const { budget, holdings, held, heldHighest, invested, rounding } = vault;
  if (vault.isClosed && budget > invested * (1 + MARGIN)) return allAtTheirHighest(vault);
  const ranks = ranking(vault, measure);
  if (ranks === null) return null;
  const share = budget / Math.min(MEMBERS, ranks.count);
  const given: number[] = [];
  let left = budget;
  for (let rank = 0; rank < ranks.count && left > rounding; rank++) {
    const market = ranks.markets[rank] as number;
    const place = held.indexOf(market);
    const highest = place >= 0 ? (heldHighest[place] as number) : newHighestOf(vault, market);
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

/** While nothing can be allocated and nothing is short, every market keeps what it may. */
function allAtTheirHighest(vault: GlancedVault): DecisionReason | null {
  return whyHeld(
    vault,
    vault.held.map((market, i) => (vault.heldHighest[i] as number) - (vault.holdings[market] as number)),
  );
}

function newHighestOf({ columns, moment, newHighest }: GlancedVault, market: number): number | null {
  const state = columns.states[market * columns.moments + moment];
  if (state === GLANCED.unsure) return null;
  return state === GLANCED.open ? newHighest : 0;
}

interface Ranks {
  /** How many are known, the best first, and one more if there are so many: who comes next. */
  readonly count: number;
  readonly markets: readonly number[];
  readonly values: readonly number[];
}

/** Null where what is known does not tell. */
function ranking(vault: GlancedVault, measure: Measure): Ranks | null {
  const { columns, moment, holdings, held, heldHighest, budget } = vault;
  const markets: number[] = [];
  const values: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let isAnySafe = vault.holdsSafely || vault.isClosed;
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
    if (state === GLANCED.open) isAnySafe = true;
    const value = measure(vault, market, 0);
    if (Number.isNaN(value)) return null;
    insert(market, value);
  }
  for (let i = 0; i < held.length; i++) {
    const market = held[i] as number;
    const holding = holdings[market] as number;
    const value = measure(vault, market, holding);
    const full = Math.min(budget / MEMBERS, heldHighest[i] as number);
    const part = full > 0 ? Math.min(1, holding / full) : 0;
    insert(market, value + Math.abs(value) * part * vault.loyalty);
  }
  return isAnySafe ? { count: Math.min(values.length, MOST_RANKS), markets, values } : null;
}

/** Whether neighbours in rank could not change places, or nothing would come of it: both get a full share. */
function isOrderClear({ values }: Ranks, given: readonly number[], share: number, rounding: number): boolean {
  const isFull = (rank: number) => rank < given.length && (given[rank] as number) >= share - rounding;
  return given.every((_, rank) => {
    if (rank + 1 >= values.length) return true;
    const value = values[rank] as number;
    const next = values[rank + 1] as number;
    return value - next > MARGIN * Math.abs(value) || (isFull(rank) && isFull(rank + 1));
  });
}
