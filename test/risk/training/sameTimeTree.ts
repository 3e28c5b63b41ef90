import { binFeatures, MAX_VALUE_BINS } from "../../../bot/boosting/binning.ts";
import { softmax } from "../../../bot/boosting/objectives/softmax.ts";
import { train } from "../../../bot/boosting/train.ts";
import { RISK_FEATURE_NAMES } from "../../../bot/risk/features/riskFeatures.ts";
import { featuresOf, type RiskDataset, rowsKnownBy, rowsMadeIn } from "../../../bot/risk/training/dataset.ts";

/** How well a tree says the classes of moments it has not seen. */
export interface TreeScore {
  /** Mean over classes of the share of their moments that it says right. */
  readonly balancedAccuracy: number;
  /** Of moments of class high. */
  readonly recallOfHigh: number;
  /** Of moments that are said to be of class high. */
  readonly precisionOfHigh: number;
}

/**
 * One tree of depth 3 on features of the moment itself, for moments before a time of which the outcome was known then, judged on those after it.
 *
 * @param labels 0, 1 or 2 for each row of the dataset.
 * @param isBalanced Whether rare classes weigh as much as common ones together.
 */
export function depthThreeTree(dataset: RiskDataset, labels: Uint8Array, splitSeconds: number, isBalanced: boolean): TreeScore {
  const learned = rowsKnownBy(dataset, splitSeconds);
  const judged = rowsMadeIn(dataset, splitSeconds, Number.POSITIVE_INFINITY);
  const ofLearned = Float64Array.from(learned, (row) => labels[row] as number);
  const counts = [0, 1, 2].map((k) => Math.max(1, ofLearned.filter((label) => label === k).length));
  const booster = train({
    bins: binFeatures(featuresOf(dataset, learned), learned.length, RISK_FEATURE_NAMES.length, MAX_VALUE_BINS, evenRows(ofLearned)),
    labels: ofLearned,
    weights: ofLearned.map((label) => (isBalanced ? learned.length / (3 * (counts[label] as number)) : 1)),
    objective: softmax(3),
    rounds: 1,
    maxDepth: 3,
    learningRate: 1,
    lambda: 0,
  });
  const margins = booster.predictMargins(featuresOf(dataset, judged), judged.length);
  const said = Uint8Array.from(judged, (_row, i) => {
    const own = margins.subarray(3 * i, 3 * i + 3);
    return own.indexOf(Math.max(...own));
  });
  const count = (test: (said: number, label: number) => boolean) =>
    said.reduce((sum, k, i) => sum + Number(test(k, labels[judged[i] as number] as number)), 0);
  const recalls = [0, 1, 2].flatMap((k) => {
    const all = count((_said, label) => label === k);
    return all === 0 ? [] : [count((one, label) => one === k && label === k) / all];
  });
  return {
    balancedAccuracy: recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length,
    recallOfHigh: count((one, label) => one === 2 && label === 2) / count((_said, label) => label === 2),
    precisionOfHigh: count((one, label) => one === 2 && label === 2) / count((one) => one === 2),
  };
}

/** Labels as they must not be, a function of the moment's features: 2 from 95 % lent out on, 1 from 80 % on. */
export function labelsFromFeatures({ features, rows }: RiskDataset): Uint8Array {
  const column = RISK_FEATURE_NAMES.indexOf("utilization");
  return Uint8Array.from(rows, (_row, i) => {
    const used = features[i * RISK_FEATURE_NAMES.length + column] as number;
    return used >= 0.95 ? 2 : used >= 0.8 ? 1 : 0;
  });
}

/** Rows of all classes, of each class as many: features are cut finely wherever classes part, so that it is not for want of a cut that a tree fails. */
function evenRows(labels: Float64Array): Int32Array {
  const ofClasses = [0, 1, 2].map((k) => Array.from(labels.keys()).filter((row) => labels[row] === k)).filter((rows) => rows.length > 0);
  const most = Math.max(...ofClasses.map((rows) => rows.length));
  return Int32Array.from(ofClasses.flatMap((rows) => Array.from({ length: most }, (_row, i) => rows[i % rows.length] as number)));
}
