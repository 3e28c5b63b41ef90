import { type Choice, type Offer, respond } from "./choice.ts";
import { admissible, total, waterFill } from "./waterFill.ts";

export interface SearchProblem {
  readonly offers: readonly Offer[];
  /** The most all positions together may hold. */
  readonly budget: number;
  /** Paid once if any market moves. */
  readonly baseCost: number;
  /** Whether holding everything is an admissible answer. */
  readonly mayHold: boolean;
  /** Values closer than this are equal. */
  readonly tolerance: number;
  /** After so many nodes the best answer so far is taken. */
  readonly maximumNodes: number;
}

export interface SearchResult {
  readonly positions: readonly number[];
  /** Against holding, after all costs, in tokens. */
  readonly value: number;
  /** The value of one more token: the multiplier of the budget in the dual of the whole problem. */
  readonly moneyValue: number;
  /** Whether the answer is proven to be within `tolerance` of the best. */
  readonly proven: boolean;
  readonly nodes: number;
}

interface Best {
  positions: readonly number[];
  value: number;
}

/**
 * The best choice for every market and the best positions within them: exact branch and bound. Each node's bound is its Lagrangian dual,
 * in which money has one value and markets answer it separately; since a single constraint couples them, the bound leaves a gap of at
 * most about one market's fixed cost (Shapley and Folkman), and few nodes need branching. Null when nothing is admissible.
 */
export function search(problem: SearchProblem): SearchResult | null {
  const { offers } = problem;
  const best: Best = {
    positions: offers.map((one) => one.current),
    value: problem.mayHold ? problem.baseCost : Number.NEGATIVE_INFINITY,
  };
  let moneyValue = 0;
  const stack: (readonly (readonly Choice[])[])[] = [offers.map((one) => one.choices)];
  let nodes = 0;
  while (stack.length > 0 && nodes < problem.maximumNodes) {
    const node = stack.pop() ?? [];
    nodes += 1;
    const relaxed = relax(offers, node, admissible(problem.budget));
    if (relaxed === null) continue;
    if (nodes === 1) moneyValue = relaxed.moneyValue;
    for (const candidate of relaxed.candidates) improve(best, offers, candidate, problem.budget);
    if (relaxed.bound <= best.value + problem.tolerance || relaxed.branchOn === null) continue;
    const market = relaxed.branchOn;
    const first = relaxed.candidates[0]?.[market];
    // Last in, first out: the choice the relaxation prefers is looked at first, for a good answer early.
    const children = [...(node[market] ?? [])].sort((a, b) => Number(a === first) - Number(b === first));
    for (const choice of children) stack.push(node.map((choices, i) => (i === market ? [choice] : choices)));
  }
  if (best.value === Number.NEGATIVE_INFINITY) return null;
  return { ...best, value: best.value - problem.baseCost, moneyValue, proven: stack.length === 0, nodes };
}

function improve(best: Best, offers: readonly Offer[], choices: readonly Choice[], budget: number): void {
  const positions = waterFill(choices, budget);
  if (positions === null) return;
  let value = 0;
  offers.forEach((one, i) => {
    const choice = choices[i];
    if (choice !== undefined) value += one.value(positions[i] ?? one.current) - choice.fixedCost;
  });
  if (value <= best.value) return;
  best.positions = positions;
  best.value = value;
}

interface Relaxation {
  /** No answer within the node is worth more. */
  readonly bound: number;
  /** The value of money that gives this bound. */
  readonly moneyValue: number;
  /** One choice per market, to try; the first within the budget. */
  readonly candidates: readonly (readonly Choice[])[];
  /** The market whose choice the relaxation is undecided about; null when it is decided. */
  readonly branchOn: number | null;
}

const ITERATIONS = 100;
const PRECISION = 1e-13;

/** The node's dual: the value of money at which the markets' separate answers just fit the budget. */
function relax(offers: readonly Offer[], node: readonly (readonly Choice[])[], budget: number): Relaxation | null {
  let over = answers(offers, node, 0);
  if (over.demand <= budget) return { bound: over.value, moneyValue: 0, candidates: [over.choices], branchOn: null };
  if (total(node.map((choices) => Math.min(...choices.map((choice) => choice.from)))) > budget) return null;
  let low = 0;
  let high = 1e-3;
  let under = answers(offers, node, high);
  while (under.demand > budget) {
    low = high;
    over = under;
    high *= 8;
    under = answers(offers, node, high);
  }
  for (let i = 0; i < ITERATIONS && high - low > PRECISION * high; i += 1) {
    const middle = (low + high) / 2;
    const answer = answers(offers, node, middle);
    if (answer.demand > budget) {
      low = middle;
      over = answer;
    } else {
      high = middle;
      under = answer;
    }
  }
  const undecided = under.choices.findIndex((choice, i) => choice !== over.choices[i]);
  const bound = Math.min(under.value + high * budget, over.value + low * budget);
  if (undecided < 0) return { bound, moneyValue: high, candidates: [under.choices], branchOn: null };
  return { bound, moneyValue: high, candidates: [under.choices, over.choices], branchOn: undecided };
}

interface Answers {
  readonly choices: readonly Choice[];
  readonly demand: number;
  /** Value net of fixed costs and of the money taken. */
  readonly value: number;
}

/** What every market would choose for itself if money were worth `moneyValue` elsewhere; the smaller demand among equals. */
function answers(offers: readonly Offer[], node: readonly (readonly Choice[])[], moneyValue: number): Answers {
  const choices: Choice[] = [];
  let demand = 0;
  let value = 0;
  for (const [i, one] of offers.entries()) {
    let chosen: Choice | undefined;
    let chosenPosition = 0;
    let chosenValue = Number.NEGATIVE_INFINITY;
    for (const choice of node[i] ?? []) {
      const position = respond(choice, moneyValue);
      const worth = one.value(position) - choice.fixedCost - moneyValue * position;
      if (worth > chosenValue || (worth === chosenValue && position < chosenPosition)) {
        chosen = choice;
        chosenPosition = position;
        chosenValue = worth;
      }
    }
    if (chosen === undefined) continue;
    choices.push(chosen);
    demand += chosenPosition;
    value += chosenValue;
  }
  return { choices, demand, value };
}
