import type { BinnedMatrix } from "./binning.ts";
import { fillHistogram, type HistogramLayout, type RowRange, subtractHistogram } from "./histogram.ts";
import { boundedStep, childBounds, type StepBounds, UNBOUNDED } from "./monotonicity.ts";
import { partition } from "./partition.ts";
import { bestSplit, type GradientSums, type Split, type SplitLimits } from "./split.ts";

/** How large a tree grows; zero is no limit. */
export interface GrowthLimits extends SplitLimits {
  /** `depthwise` splits the shallowest node next, `lossguide` the one of the largest gain. */
  readonly growth: "depthwise" | "lossguide";
  readonly maxDepth: number;
  readonly maxLeaves: number;
}

/** A node of a tree just grown, with the rows it holds. Children come in pairs and after their parent. */
export interface GrownNode extends RowRange {
  readonly parent: number;
  readonly depth: number;
  readonly sums: GradientSums;
  /** What its step, and those below it, are kept within; null where margins may do as they like. */
  readonly bounds: StepBounds | null;
  split: Split | null;
  /** Its left child; the right one is the next. */
  left: number;
}

/** What trees of one training are grown from, and the room they are grown in. */
export interface GrowthGround {
  readonly matrix: BinnedMatrix;
  readonly layout: HistogramLayout;
  readonly limits: GrowthLimits;
  /** A gradient and a hessian for each row that may be drawn, in a node's order. */
  readonly ordered: Float64Array;
  /** Rows, while they are partitioned. */
  readonly spareRows: Int32Array;
  readonly spareHistograms: Float64Array[];
}

interface OpenNode {
  readonly id: number;
  readonly split: Split;
  readonly histogram: Float64Array;
}

/**
 * Grows one tree on the rows of `rowList`, which it reorders so that each node's rows lie together. Of two children only the smaller one's
 * histogram is summed up; the other's is the difference to the parent's.
 *
 * @param gradients Gradient and hessian of each row of the matrix, in turn.
 */
export function growTree(ground: GrowthGround, columns: Int32Array, rowList: Int32Array, gradients: Float64Array): GrownNode[] {
  const { matrix, layout, limits, ordered } = ground;
  const nodes: GrownNode[] = [];
  const open: OpenNode[] = [];
  let leaves = 1;

  const fill = (histogram: Float64Array, rows: RowRange) =>
    fillHistogram(histogram, matrix, layout, columns, rowList, rows, gradients, ordered);
  const add = (parent: number, depth: number, rows: RowRange, sums: GradientSums, bounds: StepBounds | null): number =>
    nodes.push({ begin: rows.begin, end: rows.end, parent, depth, sums, bounds, split: null, left: -1 }) - 1;
  /** Puts a node up for splitting if there is a split for it, else frees its histogram. */
  const offer = (id: number, sums: GradientSums, histogram: Float64Array) => {
    const split = bestSplit(histogram, matrix, layout, columns, sums, limits, (nodes[id] as GrownNode).bounds);
    if (split === null) ground.spareHistograms.push(histogram);
    else open.push({ id, split, histogram });
  };

  const all = { begin: 0, end: rowList.length };
  const total = sumGradients(rowList, gradients);
  add(-1, 0, all, total, limits.monotonicity.some((direction) => direction !== 0) ? UNBOUNDED : null);
  if (isSplittable(total, 0, leaves, limits)) {
    const histogram = takeHistogram(ground);
    fill(histogram, all);
    offer(0, total, histogram);
  }
  while (open.length > 0 && !isFull(leaves, limits)) {
    const { id, split, histogram } = takeNext(open, limits.growth);
    const node = nodes[id] as GrownNode;
    const middle = partition(matrix, split, rowList, node, ground.spareRows);
    const depth = node.depth + 1;
    node.split = split;
    const left = { begin: node.begin, end: middle };
    const right = { begin: middle, end: node.end };
    const [leftBounds, rightBounds] = boundsBelow(node.bounds, split, limits);
    node.left = add(id, depth, left, split.left, leftBounds);
    add(id, depth, right, split.right, rightBounds);
    leaves++;
    const leftIsSmaller = split.left.count <= split.right.count;
    const smaller = leftIsSmaller ? { id: node.left, rows: left, sums: split.left } : { id: node.left + 1, rows: right, sums: split.right };
    const larger = leftIsSmaller ? { id: node.left + 1, sums: split.right } : { id: node.left, sums: split.left };
    const splitsSmaller = isSplittable(smaller.sums, depth, leaves, limits);
    const splitsLarger = isSplittable(larger.sums, depth, leaves, limits);
    if (!splitsSmaller && !splitsLarger) {
      ground.spareHistograms.push(histogram);
      continue;
    }
    const smallerHistogram = takeHistogram(ground);
    fill(smallerHistogram, smaller.rows);
    subtractHistogram(histogram, smallerHistogram);
    if (splitsLarger) offer(larger.id, larger.sums, histogram);
    else ground.spareHistograms.push(histogram);
    if (splitsSmaller) offer(smaller.id, smaller.sums, smallerHistogram);
    else ground.spareHistograms.push(smallerHistogram);
  }
  for (const { histogram } of open) ground.spareHistograms.push(histogram);
  return nodes;
}

function boundsBelow(
  bounds: StepBounds | null,
  { left, right, column }: Split,
  { lambda, monotonicity }: GrowthLimits,
): readonly [StepBounds | null, StepBounds | null] {
  if (bounds === null) return [null, null];
  const step = (sums: GradientSums) => boundedStep(sums.gradient, sums.hessian, lambda, bounds);
  return childBounds(step(left), step(right), bounds, monotonicity[column] ?? 0);
}

function isFull(leaves: number, { maxLeaves }: GrowthLimits): boolean {
  return maxLeaves > 0 && leaves >= maxLeaves;
}

/** Whether it is worth looking for a split: both children could be large enough, and the tree may still grow there. */
function isSplittable(sums: GradientSums, depth: number, leaves: number, limits: GrowthLimits): boolean {
  return (
    !isFull(leaves, limits) &&
    (limits.maxDepth === 0 || depth < limits.maxDepth) &&
    sums.count >= 2 * limits.minSamplesLeaf &&
    sums.hessian >= 2 * limits.minChildWeight
  );
}

function takeNext(open: OpenNode[], growth: GrowthLimits["growth"]): OpenNode {
  let next = 0;
  for (let i = 1; i < open.length; i++) {
    const candidate = open[i] as OpenNode;
    const best = open[next] as OpenNode;
    if (growth === "depthwise" ? candidate.id < best.id : candidate.split.gain > best.split.gain) next = i;
  }
  return open.splice(next, 1)[0] as OpenNode;
}

function takeHistogram({ spareHistograms, layout }: GrowthGround): Float64Array {
  return spareHistograms.pop() ?? new Float64Array(layout.length);
}

function sumGradients(rowList: Int32Array, gradients: Float64Array): GradientSums {
  let gradient = 0;
  let hessian = 0;
  for (const row of rowList) {
    gradient += gradients[2 * row] as number;
    hessian += gradients[2 * row + 1] as number;
  }
  return { gradient, hessian, count: rowList.length };
}
