import { binFeatures } from "../../../bot/boosting/binning.ts";
import { binaryLogistic } from "../../../bot/boosting/objectives/logistic.ts";
import { softmax } from "../../../bot/boosting/objectives/softmax.ts";
import { seededRandom } from "../../../bot/boosting/random.ts";
import { train } from "../../../bot/boosting/train.ts";
import type { ClassCalibration } from "../../../bot/risk/calibrate/classCalibration.ts";
import { CAUSES, monotonicityOf } from "../../../bot/risk/classifier/causes.ts";
import { RiskModel, type RiskPart } from "../../../bot/risk/classifier/riskModel.ts";
import { RISK_FEATURE_NAMES } from "../../../bot/risk/features/riskFeatures.ts";
import { gaussian } from "../../boosting/synthetic.ts";

const WIDTH = RISK_FEATURE_NAMES.length;

/** Rows that no market ever had: every feature by itself, some not known. */
export function madeUpRows(seed: number, rows: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: rows * WIDTH }, () => (random() < 0.1 ? Number.NaN : gaussian(random)));
}

const ROWS = 600;
const features = madeUpRows(1, ROWS);

function columnsOf(names: readonly string[]): Float32Array {
  const columns = names.map((name) => RISK_FEATURE_NAMES.indexOf(name));
  return Float32Array.from({ length: ROWS * columns.length }, (_value, i) => {
    const row = Math.floor(i / columns.length);
    return features[row * WIDTH + (columns[i % columns.length] as number)] as number;
  });
}

/** Labels that hang on the first of some features against its direction, too, so that a direction has something to forbid. */
function labelsOf(names: readonly string[], seed: number): Float64Array {
  const random = seededRandom(seed);
  const values = columnsOf(names);
  return Float64Array.from({ length: ROWS }, (_label, row) => {
    const first = values[row * names.length] as number;
    return Number(Math.sin(3 * first) + 0.5 * gaussian(random) > 0.6);
  });
}

/** A booster for each cause, as training makes them. */
export const CAUSE_PARTS: readonly RiskPart[] = CAUSES.map((cause, i) => ({
  name: cause.name,
  answers: cause.answers,
  features: cause.features,
  booster: train({
    bins: binFeatures(columnsOf(cause.features), ROWS, cause.features.length),
    labels: labelsOf(cause.features, i),
    objective: binaryLogistic(),
    rounds: 15,
    maxDepth: 3,
    featureNames: cause.features,
    monotonicity: monotonicityOf(cause),
  }),
}));

/** One booster of all classes. */
export const CLASSES_PART: RiskPart = {
  name: "classes",
  answers: "classes",
  features: RISK_FEATURE_NAMES,
  booster: train({
    bins: binFeatures(features, ROWS, WIDTH),
    labels: labelsOf(["utilization"], 7).map((label, row) => label + (row % 3 === 0 ? 1 : 0)),
    objective: softmax(3),
    rounds: 5,
    maxDepth: 3,
    featureNames: RISK_FEATURE_NAMES,
  }),
};

export const CALIBRATION: ClassCalibration = { high: { intercept: -1.5, slope: 0.8 }, mediumOrHigh: { intercept: 0.1, slope: 1.3 } };

export function modelOf(parts: readonly RiskPart[], calibration: ClassCalibration | null = null): RiskModel {
  return new RiskModel(parts, RISK_FEATURE_NAMES, calibration, { high: 0.3, mediumOrHigh: 0.5 });
}
