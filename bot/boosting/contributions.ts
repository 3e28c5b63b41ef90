import type { Booster } from "./booster.ts";
import { FeatureCountError } from "./errors.ts";
import type { Tree } from "./tree.ts";

/**
 * How much each feature moves a row's margins from their mean over the training rows: exact path-dependent Shapley values (Lundberg et al.,
 * Consistent individualized feature attribution for tree ensembles, 2018, algorithm 2), XGBoost's `pred_contribs`.
 *
 * @param features Row by row, rows × columns; NaN is "not known".
 * @returns Row by row and output by output, rows × outputs × (columns + 1): one for each feature, and last the mean; together they are the
 *   margin.
 * @throws FeatureCountError when the rows have not the booster's columns.
 */
export function contributions(booster: Booster, features: Float32Array, rows: number): Float64Array {
  const { columns, outputs } = booster;
  if (features.length !== rows * columns) throw new FeatureCountError(features.length / rows, columns);
  const result = new Float64Array(rows * outputs * (columns + 1));
  const { means, depth } = shapeOf(booster);
  const path = new FeaturePath(depth);
  for (let row = 0; row < rows; row++) {
    const values = features.subarray(row * columns, (row + 1) * columns);
    const ofOutput = (output: number) => {
      const begin = (row * outputs + output) * (columns + 1);
      return result.subarray(begin, begin + columns + 1);
    };
    for (const [t, tree] of booster.trees.entries()) {
      const sums = ofOutput(tree.output);
      sums[columns] = (sums[columns] as number) + (means[t] as number);
      explain({ tree, values, sums }, path, 0, 0, 0, 1, 1, -1);
    }
    for (let output = 0; output < outputs; output++) {
      const sums = ofOutput(output);
      sums[columns] = (sums[columns] as number) + (booster.baseMargins[output] as number);
    }
  }
  return result;
}

/**
 * The different features on the way from the root to a node, for each level of the recursion anew. Of subsets of them of each size, `weight`
 * is the share that flows down the way; `zero` the share of training rows that go on when the feature is not known to the subset; `one` is 1
 * where the row itself goes on.
 */
class FeaturePath {
  readonly feature: Int32Array;
  readonly zero: Float64Array;
  readonly one: Float64Array;
  readonly weight: Float64Array;

  constructor(maxDepth: number) {
    // A way of n features is copied before it grows, at each depth.
    const size = ((maxDepth + 2) * (maxDepth + 3)) / 2;
    this.feature = new Int32Array(size);
    this.zero = new Float64Array(size);
    this.one = new Float64Array(size);
    this.weight = new Float64Array(size);
  }

  /** Copies the first `length` elements from `from` to `to`. */
  copy(from: number, to: number, length: number): void {
    for (let i = 0; i < length; i++) {
      this.feature[to + i] = this.feature[from + i] as number;
      this.zero[to + i] = this.zero[from + i] as number;
      this.one[to + i] = this.one[from + i] as number;
      this.weight[to + i] = this.weight[from + i] as number;
    }
  }

  /** The paper's EXTEND: a feature more, at place `length` of the way that begins at `begin`. */
  extend(begin: number, length: number, zero: number, one: number, feature: number): void {
    const { weight } = this;
    this.feature[begin + length] = feature;
    this.zero[begin + length] = zero;
    this.one[begin + length] = one;
    weight[begin + length] = length === 0 ? 1 : 0;
    for (let i = length - 1; i >= 0; i--) {
      const here = weight[begin + i] as number;
      weight[begin + i + 1] = (weight[begin + i + 1] as number) + (one * here * (i + 1)) / (length + 1);
      weight[begin + i] = (zero * here * (length - i)) / (length + 1);
    }
  }

  /** The paper's UNWIND: takes out the feature at `index` of a way whose last place is `last`. */
  unwind(begin: number, last: number, index: number): void {
    const { weight } = this;
    const one = this.one[begin + index] as number;
    const zero = this.zero[begin + index] as number;
    let next = weight[begin + last] as number;
    for (let i = last - 1; i >= 0; i--) {
      const here = weight[begin + i] as number;
      if (one !== 0) {
        const unwound = (next * (last + 1)) / ((i + 1) * one);
        weight[begin + i] = unwound;
        next = here - (unwound * zero * (last - i)) / (last + 1);
      } else weight[begin + i] = (here * (last + 1)) / (zero * (last - i));
    }
    for (let i = begin + index; i < begin + last; i++) {
      this.feature[i] = this.feature[i + 1] as number;
      this.zero[i] = this.zero[i + 1] as number;
      this.one[i] = this.one[i + 1] as number;
    }
  }

  /** The weights' sum after UNWIND, without doing it. */
  unwoundSum(begin: number, last: number, index: number): number {
    const one = this.one[begin + index] as number;
    const zero = this.zero[begin + index] as number;
    let next = this.weight[begin + last] as number;
    let sum = 0;
    for (let i = last - 1; i >= 0; i--) {
      const here = this.weight[begin + i] as number;
      if (one !== 0) {
        const unwound = (next * (last + 1)) / ((i + 1) * one);
        sum += unwound;
        next = here - (unwound * zero * (last - i)) / (last + 1);
      } else if (zero !== 0) sum += (here * (last + 1)) / (zero * (last - i));
    }
    return sum;
  }
}

interface Explained {
  readonly tree: Tree;
  readonly values: Float32Array;
  /** One for each feature, added to. */
  readonly sums: Float64Array;
}

/** The paper's RECURSE: a node, and how it was come to from its parent, whose way of `length` features begins at `parentBegin`. */
function explain(
  explained: Explained,
  path: FeaturePath,
  node: number,
  parentBegin: number,
  length: number,
  zero: number,
  one: number,
  feature: number,
): void {
  const { tree, values, sums } = explained;
  // Behind the parent's, which the other child needs as it is.
  const begin = parentBegin + length;
  path.copy(parentBegin, begin, length);
  path.extend(begin, length, zero, one, feature);
  const left = tree.left[node] as number;
  if (left === -1) {
    const leaf = tree.condition[node] as number;
    // The first place is the root's, of no feature.
    for (let i = 1; i <= length; i++) {
      const column = path.feature[begin + i] as number;
      const share = path.unwoundSum(begin, length, i) * ((path.one[begin + i] as number) - (path.zero[begin + i] as number));
      sums[column] = (sums[column] as number) + share * leaf;
    }
    return;
  }
  const right = tree.right[node] as number;
  const column = tree.feature[node] as number;
  const value = values[column] as number;
  const goesLeft = Number.isNaN(value) ? tree.defaultLeft[node] === 1 : value < (tree.condition[node] as number);
  const hot = goesLeft ? left : right;
  const cold = goesLeft ? right : left;
  let childLength = length + 1;
  let earlierZero = 1;
  let earlierOne = 1;
  // A feature that was split by before is on the way once only.
  let earlier = length;
  while (earlier > 0 && path.feature[begin + earlier] !== column) earlier--;
  if (earlier > 0) {
    earlierZero = path.zero[begin + earlier] as number;
    earlierOne = path.one[begin + earlier] as number;
    path.unwind(begin, length, earlier);
    childLength--;
  }
  const cover = tree.sumHessian[node] as number;
  const zeroOf = (child: number) => ((tree.sumHessian[child] as number) / cover) * earlierZero;
  explain(explained, path, hot, begin, childLength, zeroOf(hot), earlierOne, column);
  explain(explained, path, cold, begin, childLength, zeroOf(cold), 0, column);
}

interface TreesShape {
  /** The mean of each tree. */
  readonly means: readonly number[];
  /** Of the deepest. */
  readonly depth: number;
}

/** A booster does not change, and is asked about many rows one by one. */
const shapes = new WeakMap<Booster, TreesShape>();

function shapeOf(booster: Booster): TreesShape {
  const known = shapes.get(booster);
  if (known !== undefined) return known;
  const shape = { means: booster.trees.map(meanValue), depth: Math.max(0, ...booster.trees.map(depthOf)) };
  shapes.set(booster, shape);
  return shape;
}

/** The mean of the leaves, each weighing what reached it in training. */
function meanValue(tree: Tree): number {
  const mean = (node: number): number => {
    const left = tree.left[node] as number;
    if (left === -1) return tree.condition[node] as number;
    const right = tree.right[node] as number;
    const leftCover = tree.sumHessian[left] as number;
    const rightCover = tree.sumHessian[right] as number;
    return (mean(left) * leftCover + mean(right) * rightCover) / (tree.sumHessian[node] as number);
  };
  return mean(0);
}

function depthOf(tree: Tree): number {
  const depth = (node: number): number =>
    tree.left[node] === -1 ? 0 : 1 + Math.max(depth(tree.left[node] as number), depth(tree.right[node] as number));
  return depth(0);
}
