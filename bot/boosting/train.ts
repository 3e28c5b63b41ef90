import type { BinnedMatrix } from "./binning.ts";
import { Booster } from "./booster.ts";
import { type GrowthGround, growTree } from "./grow.ts";
import { addToGrownRows, addToRows, finishTree, type LeafSteps } from "./grownTree.ts";
import { histogramLayout } from "./histogram.ts";
import { linkOf } from "./objectives/links.ts";
import type { Objective } from "./objectives/objective.ts";
import { sampleInOrder, seededRandom } from "./random.ts";
import { labelledRows, usableRows, weighByClass } from "./rows.ts";
import { type BoostingSettings, checkSettings, DEFAULT_SETTINGS } from "./settings.ts";
import type { Tree } from "./tree.ts";
import { type EarlyStopping, validationLoss } from "./validation.ts";

export interface Training extends Partial<BoostingSettings> {
  readonly bins: BinnedMatrix;
  /** One for each row; NaN leaves the row out. */
  readonly labels: ArrayLike<number>;
  /** How much each row counts; 1 unless given, 0 leaves it out. */
  readonly weights?: ArrayLike<number>;
  /** How much a row of each class counts beside that, from class 0; all the same unless given. */
  readonly classWeights?: readonly number[];
  readonly objective: Objective;
  readonly rounds: number;
  /** Where margins begin, as XGBoost's base_score; the objective's best constant unless given. */
  readonly baseScore?: number;
  readonly earlyStopping?: EarlyStopping;
  /** One for each column, for the file. */
  readonly featureNames?: readonly string[];
  readonly onRound?: (report: RoundReport) => void;
}

export interface RoundReport {
  /** Rounds done. */
  readonly round: number;
  readonly trainingLoss: number;
  /** NaN without early stopping. */
  readonly validationLoss: number;
}

/**
 * Gradient boosting on histograms (Chen and Guestrin, XGBoost, 2016; Ke et al., LightGBM, 2017). The same input gives the same booster, bit by bit.
 *
 * @throws BoostingInputError when nothing can be learned from the input as it is.
 */
export function train(training: Training): Booster {
  const rounds = trainByRounds(training);
  for (;;) {
    const step = rounds.next();
    if (step.done) return step.value;
    training.onRound?.(step.value);
  }
}

/** As `train`, giving way after each round: whoever asks for the next may do something else first, or ask no more. */
export function* trainByRounds(training: Training): Generator<RoundReport, Booster, void> {
  const { bins: matrix, objective, earlyStopping } = training;
  const { outputs } = objective;
  const settings = { ...DEFAULT_SETTINGS, ...training };
  checkSettings(settings);
  const labelled = labelledRows(training.labels, training.weights, matrix.rows);
  if (training.classWeights) weighByClass(labelled, training.classWeights);
  const rows = usableRows(labelled, objective, "training");
  const baseScore = Math.fround(training.baseScore ?? objective.baseScore(rows, labelled));
  const baseMargin = linkOf(objective.scoredAs.name).marginOf(baseScore);
  const margins = new Float32Array(matrix.rows * outputs).fill(baseMargin);
  const gradients = new Float64Array(2 * matrix.rows * outputs);
  const lossAfter = earlyStopping && validationLoss(earlyStopping, objective, matrix.columns, baseMargin);

  const random = seededRandom(settings.seed);
  const allColumns = Int32Array.from({ length: matrix.columns }, (_, column) => column);
  const ground: GrowthGround = {
    matrix,
    layout: histogramLayout(matrix),
    limits: settings,
    ordered: new Float64Array(2 * rows.length),
    spareRows: new Int32Array(rows.length),
    spareHistograms: [],
  };
  const steps: LeafSteps = { learningRate: settings.learningRate, lambda: settings.lambda, objective, known: { ...labelled, margins } };

  const trees: Tree[] = [];
  let best = { loss: Number.POSITIVE_INFINITY, round: 0 };
  for (let round = 1; round <= settings.rounds; round++) {
    objective.gradients(rows, labelled, margins, gradients);
    const drawn = sampleInOrder(rows, settings.subsample, random);
    // All trees of a round start from the same margins: these change only after the last.
    const grown = Array.from({ length: outputs }, (_, output) => {
      const columns = sampleInOrder(allColumns, settings.columnSample, random);
      const rowList = drawn.slice();
      const ofOutput = gradients.subarray(2 * matrix.rows * output, 2 * matrix.rows * (output + 1));
      return finishTree(growTree(ground, columns, rowList, ofOutput), rowList, output, matrix, steps);
    });
    for (const tree of grown) {
      if (drawn === rows) addToGrownRows(tree, margins, outputs);
      else addToRows(tree, rows, matrix, margins, outputs);
    }
    const added = grown.map(({ tree }) => tree);
    trees.push(...added);
    const loss = lossAfter?.(added) ?? Number.NaN;
    yield { round, trainingLoss: objective.loss(rows, labelled, margins), validationLoss: loss };
    if (loss < best.loss) best = { loss, round };
    else if (earlyStopping && round - best.round >= earlyStopping.patience) break;
  }
  return new Booster({
    columns: matrix.columns,
    outputs,
    baseScores: [baseScore],
    trees: earlyStopping ? trees.slice(0, best.round * outputs) : trees,
    objective: objective.scoredAs,
    featureNames: training.featureNames ?? [],
    attributes: objective.attributes,
  });
}
