import { binFeatures, MAX_VALUE_BINS } from "../../boosting/binning.ts";
import { binaryLogistic } from "../../boosting/objectives/logistic.ts";
import { softmax } from "../../boosting/objectives/softmax.ts";
import { train } from "../../boosting/train.ts";
import { RISK_CLASSES } from "../../core/risk.ts";
import { CAUSES, type Cause, monotonicityOf } from "../classifier/causes.ts";
import type { RiskPart } from "../classifier/riskModel.ts";
import { RISK_FEATURE_NAMES } from "../features/riskFeatures.ts";
import { cameTrue, featuresOf, type RiskDataset } from "./dataset.ts";
import type { RiskPreset } from "./riskPresets.ts";

const CAUSE_SETTINGS = { rounds: 100, maxDepth: 3, learningRate: 0.05, minSamplesLeaf: 20, lambda: 10, minChildWeight: 1 } as const;
/** 100 trees a class of depth 4, otherwise XGBoost's defaults. */
const PRIOR_SETTINGS = { rounds: 100, maxDepth: 4, learningRate: 0.3 } as const;
/** A cause that came true less often cannot be learned: it is left to the calibration. */
const LEAST_POSITIVES = 20;

/** Boosters trained on some rows of a dataset. The same rows and seed give the same boosters, bit by bit. */
export function trainParts(dataset: RiskDataset, rows: Int32Array, preset: RiskPreset, seed: number): readonly RiskPart[] {
  return preset === "prior" ? [priorPart(dataset, rows, seed)] : CAUSES.flatMap((cause) => causePart(dataset, rows, cause, seed) ?? []);
}

function causePart(dataset: RiskDataset, rows: Int32Array, cause: Cause, seed: number): RiskPart | null {
  const all = cameTrue(dataset, cause.outcomes);
  const labels = Float64Array.from(rows, (row) => all[row] as number);
  if (labels.reduce((sum, label) => sum + label, 0) < LEAST_POSITIVES) return null;
  const columns = cause.features.map((name) => RISK_FEATURE_NAMES.indexOf(name));
  const width = RISK_FEATURE_NAMES.length;
  const features = new Float32Array(rows.length * columns.length);
  rows.forEach((row, i) => {
    columns.forEach((column, c) => {
      features[i * columns.length + c] = dataset.features[row * width + column] as number;
    });
  });
  const booster = train({
    ...CAUSE_SETTINGS,
    seed,
    bins: binFeatures(features, rows.length, columns.length, MAX_VALUE_BINS, balancedRows(labels)),
    labels,
    objective: binaryLogistic(),
    featureNames: cause.features,
    monotonicity: monotonicityOf(cause),
  });
  return { name: cause.name, answers: cause.answers, features: cause.features, booster };
}

function priorPart(dataset: RiskDataset, rows: Int32Array, seed: number): RiskPart {
  const width = RISK_FEATURE_NAMES.length;
  const booster = train({
    ...PRIOR_SETTINGS,
    seed,
    bins: binFeatures(featuresOf(dataset, rows), rows.length, width),
    labels: Float64Array.from(rows, (row) => dataset.outcome[row] as number),
    objective: softmax(RISK_CLASSES.length),
    featureNames: RISK_FEATURE_NAMES,
  });
  return { name: "classes", answers: "classes", features: RISK_FEATURE_NAMES, booster };
}

/** All rows that came true and as many others, evenly spread: features are cut finely where it matters, and not only where most rows are. */
function balancedRows(labels: Float64Array): Int32Array {
  const positive = Int32Array.from(labels.keys()).filter((row) => labels[row] === 1);
  const negative = Int32Array.from(labels.keys()).filter((row) => labels[row] === 0);
  const step = Math.max(1, negative.length / positive.length);
  const spread = Int32Array.from({ length: Math.floor(negative.length / step) }, (_, i) => negative[Math.floor(i * step)] as number);
  return Int32Array.from([...positive, ...spread]);
}
