/** The rows to train on, one entry a row. */
export interface Labelled {
  readonly labels: Float64Array;
  readonly weights: Float64Array;
}

/** Rows of a leaf, and what the booster says of them so far. */
export interface LeafRows extends Labelled {
  /** The leaf's are those from begin to end (exclusive). */
  readonly rowList: Int32Array;
  readonly begin: number;
  readonly end: number;
  /** Row by row, rows × outputs. */
  readonly margins: Float32Array;
}

/** What a booster is trained for: a loss of labels and margins, and how a tree makes it smaller. */
export interface Objective {
  readonly name: string;
  /** Margins (trees a round) for each row. */
  readonly outputs: number;
  /** The objective under which XGBoost turns the margins into the same predictions, with its parameters as in XGBoost's files. */
  readonly scoredAs: ScoringObjective;
  /** What is worth knowing of the training beside that, for the file. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What is wrong with the labels; null when nothing is. */
  rejection(label: number): string | null;
  /** The constant of the smallest loss, as XGBoost's base_score: before the margin is made of it. */
  baseScore(rows: Int32Array, labelled: Labelled): number;
  /**
   * First and second derivatives of each given row's weighted loss by its margins: gradients[2 (output × rows of the matrix + row)] and the
   * entry after it.
   */
  gradients(rows: Int32Array, labelled: Labelled, margins: Float32Array, gradients: Float64Array): void;
  /**
   * Where Newton's step −G/(H + λ) is not the best for a leaf: the constant that, added to the margins of its rows, makes the loss smallest.
   * The trainer shrinks it by H/(H + λ), as λ shrinks Newton's step.
   */
  readonly leafOptimum?: (leaf: LeafRows) => number;
  /** Weighted mean over the given rows. */
  loss(rows: Int32Array, labelled: Labelled, margins: Float32Array): number;
}

export interface ScoringObjective {
  readonly name: string;
  /** Blocks beside the name, such as {"softmax_multiclass_param": {"num_class": "3"}}. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Weighted mean of a figure of each row. */
export function weightedMean(rows: Int32Array, weights: Float64Array, figure: (row: number) => number): number {
  let sum = 0;
  let weightSum = 0;
  for (const row of rows) {
    const weight = weights[row] as number;
    sum += weight * figure(row);
    weightSum += weight;
  }
  return sum / weightSum;
}
