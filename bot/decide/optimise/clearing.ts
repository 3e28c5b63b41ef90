import { type Choice, type Offer, respond } from "./choice.ts";
import { crossing } from "./crossing.ts";

/** A limit that markets share: its members together take at most `most` of it, by their positions or by what is added to them. */
export interface Constraint {
  readonly most: number;
  readonly counts: "positions" | "allocations";
  /** By market. */
  readonly members: readonly boolean[];
}

/** What the markets do at the prices at which their separate answers just fit the constraints. */
export interface Clearing {
  /** Exact where every market has a single choice. */
  readonly positions: readonly number[];
  /** Of each constraint. */
  readonly taken: readonly number[];
  /** One choice per market, to try; the first within the constraints. More than one where markets are undecided at these prices. */
  readonly candidates: readonly (readonly Choice[])[];
  /** What one more token of each constraint is worth. */
  readonly prices: readonly number[];
  /** No answer is worth more: the least dual value met on the way. */
  readonly bound: number;
  readonly looks: number;
}

export interface ClearingOptions {
  /** Of prices and of what is left of a constraint, relative to them. */
  readonly precision: number;
  /** After so many looks every search ends where it is: within the constraints, but perhaps not at the best. */
  readonly maximumLooks: number;
}

type Answer = Omit<Clearing, "bound" | "looks">;

/** Sums that are equal as integers may differ by this much as floating-point numbers. */
const ROUNDING = 1e-12;
const FIRST_PRICE = 1e-3;

/**
 * Searches a price for each constraint, one search inside the other, the first innermost; those that do not bind are free and cost one look.
 * Every market answers the prices for itself, so each look is worth a bound (Lagrange). What separates both ends of a search is indifferent:
 * it is mixed up to the constraint, which is optimal since every value is concave within a choice. Null when even the least positions are
 * too much.
 *
 * The work is ten to forty looks to the power of the number of constraints that bind at once: one or two as a rule, since the budget binds
 * when much may move and the turnover when little may.
 */
export function clear(
  offers: readonly Offer[],
  choices: readonly (readonly Choice[])[],
  constraints: readonly Constraint[],
  { precision, maximumLooks }: ClearingOptions,
): Clearing | null {
  const bidders = biddersOf(offers, choices, constraints);
  const least = constraints.map((_, k) => leastTaken(bidders, k));
  if (constraints.some(({ most }, k) => (least[k] ?? 0) > most * (1 + ROUNDING))) return null;
  const most = constraints.map((constraint, k) => Math.max(constraint.most, least[k] ?? 0));
  let bound = Number.POSITIVE_INFINITY;
  let looks = 0;
  // Where a search begins that is made again inside another: little has changed since.
  const lastPrices: number[] = [];

  const settle = (level: number, prices: readonly number[]): Answer => {
    if (level === 0) {
      looks += 1;
      const answer = answers(bidders, prices);
      const paid = prices.reduce((sum, price, k) => sum + price * (most[k] ?? 0), 0);
      bound = Math.min(bound, answer.worth + paid);
      return { ...answer, candidates: [answer.choices], prices };
    }
    const k = level - 1;
    const limit = most[k] ?? 0;
    const free = settle(k, prices);
    if ((free.taken[k] ?? 0) <= limit * (1 + ROUNDING)) return free;
    const { over, under } = crossing(
      (price) => {
        const answer = settle(k, prices.with(k, price));
        return { answer, excess: (answer.taken[k] ?? 0) - limit };
      },
      { answer: free, excess: (free.taken[k] ?? 0) - limit },
      { start: lastPrices[k] ?? FIRST_PRICE, precision, enough: precision * limit, mayGoOn: () => looks < maximumLooks },
    );
    lastPrices[k] = under.answer.prices[k] ?? FIRST_PRICE;
    return mixed(under.answer, over.answer, under.excess / (under.excess - over.excess));
  };
  const clearing = settle(
    constraints.length,
    constraints.map(() => 0),
  );
  return { ...clearing, bound, looks };
}

/** A choice of one market, with the constraints that count it and from which position on. */
interface Option {
  readonly choice: Choice;
  readonly counted: readonly Counted[];
  /** Value net of the fixed cost at both ends, where most answers are. */
  readonly worthFrom: number;
  readonly worthTo: number;
}

interface Counted {
  readonly k: number;
  readonly from: number;
}

/** One market's side of the search. */
interface Bidder {
  readonly one: Offer;
  readonly options: readonly Option[];
}

function biddersOf(
  offers: readonly Offer[],
  choices: readonly (readonly Choice[])[],
  constraints: readonly Constraint[],
): readonly Bidder[] {
  return offers.map((one, i) => ({
    one,
    options: (choices[i] ?? []).map((choice) => ({
      choice,
      worthFrom: one.value(choice.from) - choice.fixedCost,
      worthTo: one.value(choice.to) - choice.fixedCost,
      counted: constraints.flatMap(({ counts, members }, k) => {
        if (members[i] !== true) return [];
        if (counts === "positions") return [{ k, from: 0 }];
        return choice.to > one.current ? [{ k, from: one.current }] : [];
      }),
    })),
  }));
}

/** A market's least position takes least of every constraint, so that they can be met together if each can. */
function leastTaken(bidders: readonly Bidder[], k: number): number {
  let sum = 0;
  for (const { options } of bidders) {
    sum += Math.min(...options.map(({ choice, counted }) => choice.from - (counted.find((one) => one.k === k)?.from ?? choice.from)));
  }
  return sum;
}

interface Answers {
  readonly choices: readonly Choice[];
  readonly positions: readonly number[];
  readonly taken: readonly number[];
  /** Value net of fixed costs and of what is paid for the constraints. */
  readonly worth: number;
}

/** What every market would do for itself at these prices; the smaller position among equals. */
function answers(bidders: readonly Bidder[], prices: readonly number[]): Answers {
  const choices: Choice[] = [];
  const positions: number[] = [];
  const taken = prices.map(() => 0);
  let worth = 0;
  for (const { one, options } of bidders) {
    let best: Option | undefined;
    let bestPosition = 0;
    let bestWorth = Number.NEGATIVE_INFINITY;
    for (const option of options) {
      const { choice, counted } = option;
      let price = 0;
      // Indices, not iterators: nothing in a decision runs as often.
      for (let j = 0; j < counted.length; j++) price += prices[(counted[j] as Counted).k] as number;
      const position = respond(choice, price);
      let net = worthOf(one, option, position);
      for (let j = 0; j < counted.length; j++) {
        const { k, from } = counted[j] as Counted;
        net -= (prices[k] as number) * (position - from);
      }
      if (net > bestWorth || (net === bestWorth && position < bestPosition)) {
        best = option;
        bestPosition = position;
        bestWorth = net;
      }
    }
    if (best === undefined) throw new RangeError("a market has at least one choice");
    choices.push(best.choice);
    positions.push(bestPosition);
    worth += bestWorth;
    for (const { k, from } of best.counted) taken[k] = (taken[k] ?? 0) + bestPosition - from;
  }
  return { choices, positions, taken, worth };
}

function worthOf(one: Offer, { choice, worthFrom, worthTo }: Option, position: number): number {
  if (position === choice.to) return worthTo;
  return position === choice.from ? worthFrom : one.value(position) - choice.fixedCost;
}

function mixed(under: Answer, over: Answer, share: number): Answer {
  const between = (from: readonly number[], to: readonly number[]) => from.map((one, i) => one + share * ((to[i] ?? one) - one));
  const known = (choices: readonly Choice[]) => under.candidates.some((other) => other.every((choice, i) => choice === choices[i]));
  return {
    positions: between(under.positions, over.positions),
    taken: between(under.taken, over.taken),
    candidates: [...under.candidates, ...over.candidates.filter((one) => !known(one))],
    prices: under.prices,
  };
}
