import type { BinnedMatrix } from "./binning.ts";
import type { GrownNode } from "./grow.ts";
import { boundedStep, type StepBounds, UNBOUNDED } from "./monotonicity.ts";
import type { LeafRows, Objective } from "./objectives/objective.ts";
import { missingBin } from "./partition.ts";
import { NO_PARENT, type Tree } from "./tree.ts";

/** A tree just grown, and the way of training rows through it. */
export interface GrownTree {
  readonly tree: Tree;
  readonly nodes: readonly GrownNode[];
  /** The rows it was grown on, each node's together. */
  readonly rowList: Int32Array;
}

export interface LeafSteps {
  readonly learningRate: number;
  readonly lambda: number;
  readonly objective: Objective;
  readonly known: Omit<LeafRows, "rowList" | "begin" | "end">;
}

/** A split after the last bin parts the known from the unknown: any float32 that comes up later is below. */
const ABOVE_ALL_KNOWN = Math.fround(3.4028234663852886e38);

/** Gives leaves their values and splits their thresholds. */
export function finishTree(
  nodes: readonly GrownNode[],
  rowList: Int32Array,
  output: number,
  matrix: BinnedMatrix,
  steps: LeafSteps,
): GrownTree {
  const size = nodes.length;
  const tree: Tree = {
    output,
    left: Int32Array.from(nodes, ({ left }) => left),
    right: Int32Array.from(nodes, ({ left }) => (left === -1 ? -1 : left + 1)),
    parent: Int32Array.from(nodes, ({ parent }) => (parent === -1 ? NO_PARENT : parent)),
    feature: Int32Array.from(nodes, ({ split }) => split?.column ?? 0),
    condition: new Float32Array(size),
    defaultLeft: Uint8Array.from(nodes, ({ split }) => (split?.isDefaultLeft ? 1 : 0)),
    lossChange: Float32Array.from(nodes, ({ split }) => split?.gain ?? 0),
    sumHessian: Float32Array.from(nodes, ({ sums }) => sums.hessian),
    baseWeight: Float32Array.from(nodes, ({ sums, bounds }) => boundedStep(sums.gradient, sums.hessian, steps.lambda, bounds ?? UNBOUNDED)),
  };
  for (const [id, { split, begin, end, sums, bounds }] of nodes.entries()) {
    if (split !== null) {
      tree.condition[id] = matrix.cuts[split.column]?.[split.bin] ?? ABOVE_ALL_KNOWN;
      continue;
    }
    const optimum = steps.objective.leafOptimum?.({ ...steps.known, rowList, begin, end });
    const step =
      optimum === undefined
        ? boundedStep(sums.gradient, sums.hessian, steps.lambda, bounds ?? UNBOUNDED)
        : within(bounds ?? UNBOUNDED, (optimum * sums.hessian) / (sums.hessian + steps.lambda));
    tree.condition[id] = steps.learningRate * step;
  }
  return { tree, nodes, rowList };
}

/** Adds the tree's leaves to the margins of the rows it was grown on, which already lie in them. */
export function addToGrownRows({ tree, nodes, rowList }: GrownTree, margins: Float32Array, outputs: number): void {
  for (const [id, { split, begin, end }] of nodes.entries()) {
    if (split !== null) continue;
    const value = tree.condition[id] as number;
    for (let i = begin; i < end; i++) {
      const at = (rowList[i] as number) * outputs + tree.output;
      margins[at] = (margins[at] as number) + value;
    }
  }
}

/** Adds the tree's leaves to the margins of any rows of the matrix it was grown on. */
export function addToRows(
  { tree, nodes }: GrownTree,
  rows: Int32Array,
  matrix: BinnedMatrix,
  margins: Float32Array,
  outputs: number,
): void {
  const lastLeft = Int32Array.from(nodes, ({ split }) => split?.bin ?? -1);
  for (const row of rows) {
    let node = 0;
    while ((tree.left[node] as number) !== -1) {
      const column = tree.feature[node] as number;
      const bin = matrix.bins[column * matrix.rows + row] as number;
      const goesLeft = bin === missingBin(matrix, column) ? tree.defaultLeft[node] === 1 : bin <= (lastLeft[node] as number);
      node = (goesLeft ? tree.left[node] : tree.right[node]) as number;
    }
    const at = row * outputs + tree.output;
    margins[at] = (margins[at] as number) + (tree.condition[node] as number);
  }
}

function within({ lower, upper }: StepBounds, step: number): number {
  return Math.min(upper, Math.max(lower, step));
}
