import type { Tree } from "./tree.ts";

/** Trees behind one another in flat arrays: what scoring reads, and nothing else. */
export interface FlatTrees {
  /** The root of each tree. */
  readonly roots: Int32Array;
  /** Which output each tree adds to. */
  readonly outputs: Int32Array;
  /** −1 for a leaf. */
  readonly feature: Int32Array;
  /** Threshold of a split, value of a leaf. */
  readonly condition: Float32Array;
  /** A split's left child; the right one is the next. */
  readonly left: Int32Array;
  /** 1 where a value goes right that is not known. */
  readonly unknownRight: Uint8Array;
}

/** Rows scored together, so that a tree stays in the cache while they pass through it. */
const BLOCK_ROWS = 64;

export function flattenTrees(trees: readonly Tree[]): FlatTrees {
  let size = 0;
  for (const tree of trees) size += tree.left.length;
  const flat: FlatTrees = {
    roots: new Int32Array(trees.length),
    outputs: Int32Array.from(trees, ({ output }) => output),
    feature: new Int32Array(size),
    condition: new Float32Array(size),
    left: new Int32Array(size),
    unknownRight: new Uint8Array(size),
  };
  let root = 0;
  for (const [t, tree] of trees.entries()) {
    flat.roots[t] = root;
    // Breadth first, so that children lie side by side.
    const order = [0];
    for (let i = 0; i < order.length; i++) {
      const node = order[i] as number;
      const left = tree.left[node] as number;
      const isLeaf = left === -1;
      flat.feature[root + i] = isLeaf ? -1 : (tree.feature[node] as number);
      flat.condition[root + i] = tree.condition[node] as number;
      if (isLeaf) continue;
      flat.left[root + i] = root + order.length;
      flat.unknownRight[root + i] = 1 - (tree.defaultLeft[node] as number);
      order.push(left, tree.right[node] as number);
    }
    root += tree.left.length;
  }
  return flat;
}

/**
 * Adds what the trees say of rows to their margins, tree by tree in float32 as XGBoost does, so that sums come out the same to the last bit.
 *
 * @param features Row by row, rows × columns; NaN is "not known".
 * @param margins Row by row, rows × outputs.
 */
export function addMargins(
  trees: FlatTrees,
  features: Float32Array,
  rows: number,
  columns: number,
  margins: Float32Array,
  outputs: number,
): void {
  const { roots, feature, condition, left, unknownRight } = trees;
  for (let blockBegin = 0; blockBegin < rows; blockBegin += BLOCK_ROWS) {
    const blockEnd = Math.min(rows, blockBegin + BLOCK_ROWS);
    for (let tree = 0; tree < roots.length; tree++) {
      const root = roots[tree] as number;
      const output = trees.outputs[tree] as number;
      for (let row = blockBegin; row < blockEnd; row++) {
        const base = row * columns;
        let node = root;
        let column = feature[node] as number;
        while (column >= 0) {
          const value = features[base + column] as number;
          const threshold = condition[node] as number;
          // Of a value that is not known both comparisons are false. A sum is faster than branches that nobody can foretell.
          node = (left[node] as number) + (+(value >= threshold) | (+!(value < threshold) & (unknownRight[node] as number)));
          column = feature[node] as number;
        }
        const at = row * outputs + output;
        margins[at] = (margins[at] as number) + (condition[node] as number);
      }
    }
  }
}
