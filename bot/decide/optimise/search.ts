import type { Choice, Offer } from "./choice.ts";
import { type Constraint, clear } from "./clearing.ts";

export interface SearchProblem {
  readonly offers: readonly Offer[];
  /** The first is the budget: the most all positions together may hold. */
  readonly constraints: readonly [Constraint, ...Constraint[]];
  /** Paid once if any market moves. */
  readonly baseCost: number;
  /** Whether holding everything is an admissible answer. */
  readonly mayHold: boolean;
  /** Values closer than this are equal. */
  readonly tolerance: number;
  /** After so many nodes, or looks at what markets do at given prices, the best answer so far is taken. */
  readonly maximumNodes: number;
  readonly maximumLooks: number;
}

export interface SearchResult {
  readonly positions: readonly number[];
  /** Against holding, after all costs, in tokens. */
  readonly value: number;
  /** The value of one more token: the budget's price in the dual of the whole problem. */
  readonly moneyValue: number;
  /** Whether the answer is proven to be within `tolerance` of the best. */
  readonly proven: boolean;
  readonly nodes: number;
}

/** A node's bound need not be sharp: nearly equal nodes are decided one by one. */
const BOUND_PRECISION = 1e-6;
const EXACT_PRECISION = 1e-12;
/** The first is within the constraints, the second its neighbour on the other side. */
const CANDIDATES = 2;

interface Best {
  positions: readonly number[];
  value: number;
}

/**
 * The best choice for every market and the best positions within them: exact branch and bound. Each node's bound is its Lagrangian dual,
 * in which every constraint has one price and markets answer the prices separately; the bound leaves a gap of at most about one market's
 * fixed cost for each constraint that binds (Shapley and Folkman), and few nodes need branching. Null when nothing is admissible.
 */
export function search(problem: SearchProblem): SearchResult | null {
  const { offers, constraints, maximumLooks } = problem;
  const best: Best = {
    positions: offers.map((one) => one.current),
    value: problem.mayHold ? problem.baseCost : Number.NEGATIVE_INFINITY,
  };
  let moneyValue = 0;
  let nodes = 0;
  let looks = 0;
  const look = (choices: readonly (readonly Choice[])[], precision: number) => {
    const clearing = clear(offers, choices, constraints, { precision, maximumLooks: maximumLooks - looks });
    looks += clearing?.looks ?? 0;
    return clearing;
  };
  const stack: (readonly (readonly Choice[])[])[] = [offers.map((one) => one.choices)];
  while (stack.length > 0 && nodes < problem.maximumNodes && looks < maximumLooks) {
    const node = stack.pop() ?? [];
    nodes += 1;
    const relaxed = look(node, BOUND_PRECISION);
    if (relaxed === null) continue;
    if (nodes === 1) moneyValue = relaxed.prices[0] ?? 0;
    for (const choices of relaxed.candidates.slice(0, CANDIDATES)) {
      const filled = look(onlyThese(choices), EXACT_PRECISION);
      if (filled !== null) improve(best, offers, choices, filled.positions);
    }
    const market = undecided(relaxed.candidates);
    if (relaxed.bound <= best.value + problem.tolerance || market < 0) continue;
    const first = relaxed.candidates[0]?.[market];
    // Last in, first out: the choice the relaxation prefers is looked at first, for a good answer early.
    const children = [...(node[market] ?? [])].sort((a, b) => Number(a === first) - Number(b === first));
    for (const choice of children) stack.push(node.map((choices, i) => (i === market ? [choice] : choices)));
  }
  if (best.value === Number.NEGATIVE_INFINITY) return null;
  const proven = stack.length === 0 && looks < maximumLooks;
  return { ...best, value: best.value - problem.baseCost, moneyValue, proven, nodes };
}

/** What one more token is worth: `SearchResult.moneyValue`, for a single relaxation and no search. Zero when nothing is admissible. */
export function moneyValueOf({ offers, constraints, maximumLooks }: SearchProblem): number {
  const everything = offers.map((one) => one.choices);
  return clear(offers, everything, constraints, { precision: BOUND_PRECISION, maximumLooks })?.prices[0] ?? 0;
}

/** The first market that the candidates choose differently for; −1 if they agree. */
function undecided(candidates: readonly (readonly Choice[])[]): number {
  const [first, ...others] = candidates;
  return first?.findIndex((choice, i) => others.some((other) => other[i] !== choice)) ?? -1;
}

function improve(best: Best, offers: readonly Offer[], choices: readonly Choice[], positions: readonly number[]): void {
  let value = 0;
  offers.forEach((one, i) => {
    const choice = choices[i];
    if (choice !== undefined) value += one.value(positions[i] ?? one.current) - choice.fixedCost;
  });
  if (value <= best.value) return;
  best.positions = positions;
  best.value = value;
}

/**
 * One fixed choice per market: the positions of greatest total value within the constraints. The value is concave, so at the optimum every
 * market's marginal equals the prices it pays or its position is at an end of its choice: water-filling, exact. Null when even the least
 * positions are too much.
 */
export function fill(offers: readonly Offer[], choices: readonly Choice[], constraints: readonly Constraint[]): readonly number[] | null {
  const options = { precision: EXACT_PRECISION, maximumLooks: Number.POSITIVE_INFINITY };
  return clear(offers, onlyThese(choices), constraints, options)?.positions ?? null;
}

function onlyThese(choices: readonly Choice[]): readonly (readonly Choice[])[] {
  return choices.map((choice) => [choice]);
}
