import { binFeatures } from "../../boosting/binning.ts";
import type { Booster } from "../../boosting/booster.ts";
import { quantile } from "../../boosting/objectives/quantile.ts";
import { trainByRounds } from "../../boosting/train.ts";
import { readXgboostJson, writeXgboostJson } from "../../boosting/xgboostJson.ts";
import { ascendWithinGroups } from "./ascend.ts";
import { levelName } from "./levelName.ts";
import type { ModelKind, QuantileModel } from "./quantileModel.ts";
import { refuseUnknownFeatures } from "./refuseUnknownFeatures.ts";
import { QUANTILE_LEVELS, type SampleBatch, type TrainingBatch } from "./samples.ts";

/**
 * Few rounds of small trees with many rows a leaf: what holds in every market. Deeper or longer did worse on later years (walk-forward 2022-01
 * to 2024-02).
 */
export const BOOSTED_SETTINGS = {
  rounds: 100,
  learningRate: 0.05,
  growth: "lossguide",
  maxLeaves: 15,
  maxDepth: 0,
  minSamplesLeaf: 200,
} as const;

const LIST = "boosted.json";

/** Gradient-boosted quantiles: a booster for every horizon and level, in XGBoost's own JSON. */
export const boosted: ModelKind = {
  name: "boosted",
  stopsEarly: false,
  settings: BOOSTED_SETTINGS,
  async train(training, _validation, { seed, onProgress, stop }) {
    const bins = binFeatures(training.features, training.count, training.featureNames.length);
    const boosters: Booster[] = [];
    const total = training.horizonsSeconds.length * QUANTILE_LEVELS.length;
    for (let horizon = 0; horizon < training.horizonsSeconds.length; horizon++) {
      const labels = horizonTargets(training, horizon);
      for (const level of QUANTILE_LEVELS) {
        const rounds = trainByRounds({
          ...BOOSTED_SETTINGS,
          bins,
          labels,
          weights: training.weights,
          objective: quantile(level),
          featureNames: training.featureNames,
          seed,
        });
        for (;;) {
          const step = rounds.next();
          if (step.done) {
            boosters.push(step.value);
            break;
          }
          stop?.throwIfAborted();
          if (step.value.round % 20 !== 0) continue;
          const done = boosters.length + step.value.round / BOOSTED_SETTINGS.rounds;
          const report = { trainingLoss: step.value.trainingLoss, validationLoss: Number.NaN };
          onProgress({ step: `booster ${boosters.length + 1} of ${total}`, fraction: done / total, ...report });
          // A progress bar and a signal to stop get their turn.
          await new Promise((resume) => setImmediate(resume));
        }
      }
    }
    return boostedModel(training.horizonsSeconds, training.featureNames, boosters);
  },
  load(files) {
    const { horizonsSeconds, featureNames } = JSON.parse(textOf(files, LIST)) as BoostedList;
    const boosters = horizonsSeconds.flatMap((horizon) =>
      QUANTILE_LEVELS.map((level) => readXgboostJson(textOf(files, fileName(horizon, level)))),
    );
    return boostedModel(horizonsSeconds, featureNames, boosters);
  },
};

interface BoostedList {
  readonly horizonsSeconds: readonly number[];
  readonly featureNames: readonly string[];
}

function boostedModel(horizonsSeconds: readonly number[], featureNames: readonly string[], boosters: readonly Booster[]): QuantileModel {
  return {
    horizonsSeconds,
    predict(batch: SampleBatch) {
      refuseUnknownFeatures(featureNames, batch.featureNames);
      const answers = new Float32Array(batch.count * boosters.length);
      boosters.forEach((booster, place) => {
        const z = booster.predict(batch.features, batch.count);
        for (let row = 0; row < batch.count; row++) answers[row * boosters.length + place] = z[row] as number;
      });
      return ascendWithinGroups(answers, QUANTILE_LEVELS.length);
    },
    files() {
      const list: BoostedList = { horizonsSeconds, featureNames };
      const models = horizonsSeconds.flatMap((horizon, h) =>
        QUANTILE_LEVELS.map((level, l) => {
          const booster = boosters[h * QUANTILE_LEVELS.length + l] as Booster;
          return [fileName(horizon, level), Buffer.from(writeXgboostJson(booster))] as const;
        }),
      );
      return new Map<string, Uint8Array>([[LIST, Buffer.from(`${JSON.stringify(list)}\n`)], ...models]);
    },
  };
}

function horizonTargets({ targets, count, horizonsSeconds }: TrainingBatch, horizon: number): Float64Array {
  return Float64Array.from({ length: count }, (_, row) => targets[row * horizonsSeconds.length + horizon] as number);
}

function fileName(horizonSeconds: number, level: number): string {
  return `${horizonSeconds / 3600}h-${levelName(level)}.json`;
}

function textOf(files: ReadonlyMap<string, Uint8Array>, name: string): string {
  return Buffer.from(files.get(name) ?? new Uint8Array()).toString("utf8");
}
