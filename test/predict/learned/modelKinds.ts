import { expect } from "chai";
import type { ModelKind, QuantileModel, TrainingProgress } from "../../../bot/predict/learned/quantileModel.ts";
import { trainingRows } from "../../../bot/predict/learned/rows.ts";
import { QUANTILE_LEVELS } from "../../../bot/predict/learned/samples.ts";
import { UnknownFeatureError } from "../../../bot/predict/learned/unknownFeatureError.ts";
import { persistenceZ, pinballZ, plantedBatch } from "./plantedBatch.ts";

const ROWS = 2500;

/** What every kind of model promises. */
export function itIsAModelKind(kind: ModelKind): void {
  const training = plantedBatch(1, ROWS);
  const later = plantedBatch(2, 1500);
  const none = trainingRows(training, []);
  const settings = { seed: 1, checkpointFolder: null, onProgress: () => undefined };
  let model: QuantileModel;
  let answers: Float32Array;
  const progress: TrainingProgress[] = [];
  before(async () => {
    model = await kind.train(training, none, { ...settings, onProgress: (one) => progress.push(one) });
    answers = model.predict(later);
  });

  it("does better than persistence on rows it has not seen, where there is something to learn", () => {
    expect(answers).lengthOf(later.count * 2 * QUANTILE_LEVELS.length);
    expect(pinballZ(later, answers)).below(0.75 * pinballZ(later, persistenceZ(later)));
  });

  it("knows how wide its quantiles have to be", () => {
    const group = QUANTILE_LEVELS.length;
    let inside = 0;
    let known = 0;
    later.targets.forEach((target, place) => {
      if (Number.isNaN(target)) return;
      known += 1;
      if (target >= (answers[place * group] as number) && target <= (answers[place * group + group - 1] as number)) inside += 1;
    });
    expect(inside / known).within(0.74, 0.86);
  });

  it("answers with ascending quantiles", () => {
    for (let place = 0; place < answers.length; place += QUANTILE_LEVELS.length) {
      const group = answers.subarray(place, place + QUANTILE_LEVELS.length);
      expect([...group]).deep.equal([...group].sort((a, b) => a - b));
    }
  });

  it("is the same model, bit by bit, from the same seed and rows", async () => {
    expect((await kind.train(training, none, settings)).files()).deep.equal(model.files());
  });

  it("is the same model after it was kept in files", () => {
    const loaded = kind.load(model.files());
    expect(loaded.horizonsSeconds).deep.equal(training.horizonsSeconds);
    expect(loaded.predict(later)).deep.equal(answers);
    expect(loaded.files()).deep.equal(model.files());
  });

  it("answers each row by itself, and no rows with nothing", () => {
    const few = trainingRows(later, [700, 3, 3]);
    const size = later.horizonsSeconds.length * QUANTILE_LEVELS.length;
    expect([...model.predict(few)]).deep.equal([700, 3, 3].flatMap((row) => [...answers.subarray(row * size, (row + 1) * size)]));
    expect(model.predict(trainingRows(later, []))).lengthOf(0);
  });

  it("refuses features it was not trained on", () => {
    const renamed = { ...later, featureNames: later.featureNames.map((name) => (name === "mean-24h" ? "mean-25h" : name)) };
    expect(() => model.predict(renamed)).throw(UnknownFeatureError, /mean-25h|mean-24h|got 7/);
  });

  it("says how far it is, up to the end", () => {
    const fractions = progress.map(({ fraction }) => fraction);
    expect(fractions).deep.equal([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).equal(1);
    expect(progress.every(({ trainingLoss }) => trainingLoss > 0)).equal(true);
  });

  it("stops when it is asked to, with the reason it was given", async () => {
    const stopping = new AbortController();
    const reason = new Error("enough");
    let reports = 0;
    const report = () => {
      reports += 1;
      stopping.abort(reason);
    };
    const failure = await kind.train(training, none, { ...settings, onProgress: report, stop: stopping.signal }).catch((error) => error);
    expect({ failure, reports }).deep.equal({ failure: reason, reports: 1 });
  });
}
