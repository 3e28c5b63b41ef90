import { type Choice, respond } from "./choice.ts";

/** Sums that are equal as integers may differ by this much as floating-point numbers. */
const ROUNDING = 1e-12;
const ITERATIONS = 200;
const PRECISION = 1e-15;

/**
 * One fixed choice per market: the positions of greatest total value whose sum is at most `budget`. The value is concave, so at the
 * optimum every market's marginal equals one value of money or its position is at an end of its choice: water-filling, exact.
 * Null when even the least positions exceed the budget.
 */
export function waterFill(choices: readonly Choice[], budget: number): readonly number[] | null {
  const wanted = choices.map((choice) => respond(choice, 0));
  if (total(wanted) <= budget) return wanted;
  const least = choices.map((choice) => choice.from);
  if (total(least) > admissible(budget)) return null;
  let low = 0;
  let high = Math.max(...choices.map((choice) => choice.segments[0]?.marginalFrom ?? 0));
  let over = wanted;
  let under = least;
  for (let i = 0; i < ITERATIONS && high - low > PRECISION * high; i += 1) {
    const middle = (low + high) / 2;
    const positions = choices.map((choice) => respond(choice, middle));
    if (total(positions) > budget) {
      low = middle;
      over = positions;
    } else {
      high = middle;
      under = positions;
    }
  }
  // What separates both sides of the last interval is indifferent: fill it evenly up to the budget.
  const gap = total(over) - total(under);
  const share = gap > 0 ? Math.max(0, (budget - total(under)) / gap) : 0;
  return under.map((position, i) => position + share * ((over[i] ?? position) - position));
}

/** What a sum may come to and still be within the budget. */
export function admissible(budget: number): number {
  return budget * (1 + ROUNDING);
}

export function total(amounts: readonly number[]): number {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return sum;
}
