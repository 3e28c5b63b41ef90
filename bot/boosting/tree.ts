/** The parent of a root in XGBoost's files. */
export const NO_PARENT = 2147483647;

/** One regression tree in XGBoost's columns, an entry a node; node 0 is the root. */
export interface Tree {
  /** Which output its leaves add to. */
  readonly output: number;
  /** −1 for a leaf. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly parent: Int32Array;
  readonly feature: Int32Array;
  /** Of a split: x < condition goes left, compared in float32. Of a leaf: what it adds to the margin. */
  readonly condition: Float32Array;
  /** 1 where a value that is not known goes left. */
  readonly defaultLeft: Uint8Array;
  readonly lossChange: Float32Array;
  /** Sum of the second derivatives of the rows that reached the node in training: its cover. */
  readonly sumHessian: Float32Array;
  /** The Newton step at the node, before the learning rate. */
  readonly baseWeight: Float32Array;
}
