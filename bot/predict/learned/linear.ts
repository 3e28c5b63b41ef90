import { ascendWithinGroups } from "./ascend.ts";
import type { ModelKind, QuantileModel } from "./quantileModel.ts";
import { quantileRegression } from "./quantileRegression.ts";
import { QUANTILE_LEVELS, type SampleBatch } from "./samples.ts";
import { UnknownFeatureError } from "./unknownFeatureError.ts";

/**
 * The heterogeneous autoregressive model (Corsi 2009): the rate ahead from its means over a day, a week and a month, beside the rate now; here
 * also over four hours, with how much the rate moves, which widens the quantiles.
 */
const INPUTS = ["mean-4h", "mean-24h", "mean-168h", "mean-720h", "deviation-24h", "deviation-168h"] as const;
const MOST = 3;
const FILE = "linear.json";

/** Coefficients by horizon, then level: a constant, and one for each input. */
interface LinearParameters {
  readonly horizonsSeconds: readonly number[];
  readonly inputs: readonly string[];
  readonly coefficients: readonly (readonly (readonly number[])[])[];
}

/** The HAR model with quantile loss, one linear quantile regression for each horizon and level. */
export const linear: ModelKind = {
  name: "linear",
  stopsEarly: false,
  settings: { inputs: INPUTS, most: MOST },
  async train(training, _validation, { onProgress, stop }) {
    const width = INPUTS.length + 1;
    const inputs = inputMatrix(training, INPUTS);
    const total = training.horizonsSeconds.length * QUANTILE_LEVELS.length;
    const coefficients: number[][][] = [];
    for (let horizon = 0; horizon < training.horizonsSeconds.length; horizon++) {
      const targets = Float64Array.from(
        { length: training.count },
        (_, row) => training.targets[row * training.horizonsSeconds.length + horizon] as number,
      );
      const ofHorizon: number[][] = [];
      for (const level of QUANTILE_LEVELS) {
        stop?.throwIfAborted();
        const { coefficients: fitted, loss } = quantileRegression({ inputs, width, targets, weights: training.weights, level });
        ofHorizon.push([...fitted]);
        const done = coefficients.length * QUANTILE_LEVELS.length + ofHorizon.length;
        onProgress({ step: `regression ${done} of ${total}`, fraction: done / total, trainingLoss: loss, validationLoss: Number.NaN });
        await new Promise((resume) => setImmediate(resume));
      }
      coefficients.push(ofHorizon);
    }
    return linearModel({ horizonsSeconds: training.horizonsSeconds, inputs: INPUTS, coefficients });
  },
  load(files) {
    return linearModel(JSON.parse(Buffer.from(files.get(FILE) ?? new Uint8Array()).toString("utf8")) as LinearParameters);
  },
};

function linearModel(parameters: LinearParameters): QuantileModel {
  const { horizonsSeconds, inputs: names, coefficients } = parameters;
  return {
    horizonsSeconds,
    predict(batch) {
      if (names.some((name) => !batch.featureNames.includes(name))) throw new UnknownFeatureError("feature", names, batch.featureNames);
      const width = names.length + 1;
      const inputs = inputMatrix(batch, names);
      const size = horizonsSeconds.length * QUANTILE_LEVELS.length;
      const answers = new Float32Array(batch.count * size);
      coefficients.flat().forEach((ofLevel, place) => {
        for (let row = 0; row < batch.count; row++) {
          let sum = 0;
          for (let input = 0; input < width; input++) sum += (ofLevel[input] as number) * (inputs[row * width + input] as number);
          answers[row * size + place] = sum;
        }
      });
      return ascendWithinGroups(answers, QUANTILE_LEVELS.length);
    },
    files: () => new Map([[FILE, Buffer.from(`${JSON.stringify(parameters)}\n`)]]),
  };
}

/** Row by row: a one, and the inputs within bounds, not known being none. */
function inputMatrix({ count, features, featureNames }: SampleBatch, names: readonly string[]): Float64Array {
  const places = names.map((name) => featureNames.indexOf(name));
  const width = names.length + 1;
  const inputs = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    inputs[row * width] = 1;
    places.forEach((place, input) => {
      const value = features[row * featureNames.length + place] as number;
      inputs[row * width + input + 1] = Number.isNaN(value) ? 0 : Math.max(-MOST, Math.min(MOST, value));
    });
  }
  return inputs;
}
