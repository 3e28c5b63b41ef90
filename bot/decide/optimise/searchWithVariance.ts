import { bentBy, type Choice, type Offer } from "./choice.ts";
import { type Clearing, clear } from "./clearing.ts";
import { concaveMaximum } from "./concaveMaximum.ts";
import type { SearchProblem, SearchResult } from "./search.ts";
import { diagonalBelow, marginalPrice, priceOf, type VariancePrice } from "./variancePrice.ts";

export interface VarianceSearchProblem extends SearchProblem {
  readonly variancePrice: VariancePrice;
  readonly marginalTolerance: number;
  readonly maximumSteps: number;
}

/** Choices of one market, by index, that are decided on as one: together they are concave. */
type Group = readonly number[];

/** What is left to decide, and where the price of variance is taken as its tangent to bound it. */
interface Node {
  readonly groups: readonly (readonly Group[])[];
  readonly at: readonly number[];
}

interface Best {
  positions: readonly number[];
  value: number;
}

const BOUND_PRECISION = 1e-6;
/** So often a node's bound is taken again, at the best positions that its last one led to. */
const ROUNDS = 3;
const CANDIDATES = 2;

/**
 * `search` where variance has a price, which ties the markets to each other: exact branch and bound over which choice each market makes. With
 * one choice a market the problem is concave and solved to its Karush–Kuhn–Tucker conditions. A node's bound is that of `search`, with the price
 * of variance replaced by something separate that is never more: a part of its diagonal, kept, and the tangent of the rest, which is convex. At
 * the answer the tangent touches, so that bounds close in as answers get better. Null when nothing is admissible.
 */
export function searchWithVariance(problem: VarianceSearchProblem): SearchResult | null {
  const { offers, variancePrice, tolerance } = problem;
  const current = offers.map((one) => one.current);
  const held = priceOf(variancePrice, current);
  const best: Best = { positions: current, value: problem.mayHold ? problem.baseCost : Number.NEGATIVE_INFINITY };
  const boundAt = bounding(problem);
  const solved = new Map<string, readonly number[] | null>();

  const solve = (groups: readonly Group[]): readonly number[] | null => {
    const key = groups.join("|");
    const known = solved.get(key);
    if (known !== undefined) return known;
    const positions = concaveMaximum(problem, groups, best.positions);
    solved.set(key, positions);
    if (positions !== null) {
      const value = worthOf(offers, groups, positions) - priceOf(variancePrice, positions) + held;
      if (value > best.value) [best.positions, best.value] = [positions, value];
    }
    return positions;
  };

  let moneyValue = 0;
  let nodes = 0;
  let looks = 0;
  const stack: Node[] = [{ groups: offers.map(groupsOf), at: current }];
  while (stack.length > 0 && nodes < problem.maximumNodes && looks < problem.maximumLooks) {
    const node = stack.pop();
    if (node === undefined) break;
    nodes += 1;
    let { at } = node;
    let least = Number.POSITIVE_INFINITY;
    let candidates: readonly (readonly Group[])[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const found = boundAt(node.groups, at);
      if (found === null) break;
      looks += found.looks;
      least = Math.min(least, found.bound);
      candidates = found.candidates;
      if (nodes === 1) moneyValue = found.prices[0] ?? 0;
      const answers = candidates.slice(0, CANDIDATES).map(solve);
      if (least <= best.value + tolerance) break;
      const answer = answers.find((one) => one !== null);
      if (answer == null || answer === at) break;
      at = answer;
    }
    const market = undecided(node.groups, candidates);
    if (candidates.length === 0 || least <= best.value + tolerance || market < 0) continue;
    const first = candidates[0]?.[market];
    const children = [...(node.groups[market] ?? [])].sort((a, b) => Number(a === first) - Number(b === first));
    for (const group of children) stack.push({ groups: node.groups.map((one, i) => (i === market ? [group] : one)), at });
  }
  if (best.value === Number.NEGATIVE_INFINITY) return null;
  const proven = stack.length === 0 && looks < problem.maximumLooks;
  return { ...best, value: best.value - problem.baseCost, moneyValue, proven, nodes };
}

interface Bound extends Pick<Clearing, "bound" | "looks" | "prices"> {
  readonly candidates: readonly (readonly Group[])[];
}

/** Bounds of what a node is worth against holding, by the tangent at any positions. Null when nothing in it is admissible. */
function bounding({ offers, constraints, variancePrice, maximumLooks }: VarianceSearchProblem) {
  const kept = diagonalBelow(variancePrice);
  const rest = variancePrice.map((row, i) => row.map((one, j) => (i === j ? one - (kept[i] ?? 0) : one)));
  const current = offers.map((one) => one.current);
  return (groups: readonly (readonly Group[])[], at: readonly number[]): Bound | null => {
    const taken = marginalPrice(rest, at);
    const bent = offers.map((one, i) => bentBy(one, -(taken[i] ?? 0), kept[i] ?? 0));
    const flat = groups.map((ofMarket, i) => ofMarket.flatMap((group) => group.flatMap((index) => bent[i]?.choices[index] ?? [])));
    const clearing = clear(bent, flat, constraints, { precision: BOUND_PRECISION, maximumLooks });
    if (clearing === null) return null;
    // The tangent of the rest at `at`, in `current`, above the rest itself.
    const above = priceOf(
      rest,
      at.map((one, i) => one - (current[i] ?? 0)),
    );
    return {
      bound: clearing.bound + above,
      looks: clearing.looks,
      prices: clearing.prices,
      candidates: clearing.candidates.map((choices) => choices.map((choice, i) => groupWith(groups[i] ?? [], bent[i], choice))),
    };
  };
}

function groupWith(groups: readonly Group[], one: Offer | undefined, choice: Choice): Group {
  const index = one?.choices.indexOf(choice) ?? -1;
  return groups.find((group) => group.includes(index)) ?? [];
}

/** The first market that the candidates choose differently for, else the first with a choice; −1 if there is none. */
function undecided(groups: readonly (readonly Group[])[], [first, ...others]: readonly (readonly Group[])[]): number {
  const differs = first?.findIndex((group, i) => others.some((other) => other[i] !== group)) ?? -1;
  return differs >= 0 ? differs : groups.findIndex((ofMarket) => ofMarket.length > 1);
}

/** Choices that cost nothing and adjoin, the marginal falling from each to the next, are one: there is nothing to decide between them. */
function groupsOf({ choices }: Offer): readonly Group[] {
  const ascending = choices.map((_, i) => i).sort((a, b) => orderOf(choices[a], choices[b]));
  const groups: number[][] = [];
  for (const index of ascending) {
    const group = groups.at(-1);
    if (group !== undefined && continues(choices, group, index)) group.push(index);
    else groups.push([index]);
  }
  return groups;
}

function orderOf(a: Choice | undefined, b: Choice | undefined): number {
  return (a?.from ?? 0) - (b?.from ?? 0) || (a?.to ?? 0) - (b?.to ?? 0);
}

function continues(choices: readonly Choice[], group: Group, index: number): boolean {
  const [before, next] = [choices[group.at(-1) ?? -1], choices[index]];
  if (before === undefined || next === undefined || before.fixedCost !== 0 || next.fixedCost !== 0) return false;
  const last = group.flatMap((one) => choices[one]?.segments.at(-1) ?? []).at(-1);
  const first = next.segments[0];
  return before.to === next.from && (last === undefined || first === undefined || first.marginalFrom <= last.marginalTo + 1e-15);
}

function worthOf(offers: readonly Offer[], groups: readonly Group[], positions: readonly number[]): number {
  return offers.reduce((sum, one, i) => {
    // Choices decided on together cost nothing.
    const fixedCost = one.choices[groups[i]?.[0] ?? -1]?.fixedCost ?? 0;
    return sum + one.value(positions[i] ?? one.current) - fixedCost;
  }, 0);
}
