import { bentBy, type Choice, type Offer } from "./choice.ts";
import { type Constraint, clear } from "./clearing.ts";
import { diagonalAbove, marginalPrice, type VariancePrice } from "./variancePrice.ts";

export interface ConcaveProblem {
  readonly offers: readonly Offer[];
  readonly constraints: readonly Constraint[];
  readonly variancePrice: VariancePrice;
  /** The answer's marginal values are equal to within this, per token. */
  readonly marginalTolerance: number;
  readonly maximumSteps: number;
}

/** Relative, of the prices in each step. */
const PRECISION = 1e-13;

/**
 * The positions of greatest value less the price of their variance, within the constraints and these choices of each market, which together are
 * concave: accelerated proximal gradient (Beck and Teboulle 2009) with restarts (O'Donoghue and Candès 2015). Each step takes the price of
 * variance as its tangent less D/2 · (x − y)², D diagonal and D − Q positive semi-definite, so that markets are separate again and their
 * clearing is exact. A step from y to x satisfies the Karush–Kuhn–Tucker conditions of the whole problem but for (D − Q)(x − y) in the marginals:
 * the last is that small. Null when even the least positions are too much.
 */
export function concaveMaximum(
  { offers, constraints, variancePrice, marginalTolerance, maximumSteps }: ConcaveProblem,
  allowed: readonly (readonly number[])[],
  start: readonly number[],
): readonly number[] | null {
  const diagonal = diagonalAbove(variancePrice);
  let positions = start;
  let from = start;
  let momentum = 1;
  for (let step = 0; step < maximumSteps; step += 1) {
    const taken = marginalPrice(variancePrice, from);
    const bent = offers.map((one, i) => bentBy(one, (diagonal[i] ?? 0) * (from[i] ?? 0) - (taken[i] ?? 0), diagonal[i] ?? 0));
    const choices = allowed.map((indices, i) => chosen(bent[i], indices));
    const clearing = clear(bent, choices, constraints, { precision: PRECISION, maximumLooks: Number.POSITIVE_INFINITY });
    if (clearing === null) return null;
    const next = clearing.positions;
    const moved = minus(next, from);
    const unbalanced = marginalPrice(variancePrice, moved).map((one, i) => (diagonal[i] ?? 0) * (moved[i] ?? 0) - one);
    if (unbalanced.every((one) => Math.abs(one) <= marginalTolerance)) return next;
    const progress = minus(next, positions);
    const overshoots = moved.reduce((sum, one, i) => sum + one * (progress[i] ?? 0), 0) < 0;
    const [before, after] = overshoots ? [1, 1] : [momentum, (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2];
    from = next.map((position, i) => position + ((before - 1) / after) * (progress[i] ?? 0));
    positions = next;
    momentum = after;
  }
  return positions;
}

function chosen(one: Offer | undefined, indices: readonly number[]): readonly Choice[] {
  return indices.flatMap((index) => one?.choices[index] ?? []);
}

function minus(first: readonly number[], second: readonly number[]): readonly number[] {
  return first.map((one, i) => one - (second[i] ?? 0));
}
