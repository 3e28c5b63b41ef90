import { readdir } from "node:fs/promises";
import { expect } from "chai";
import { linear } from "../../../bot/predict/learned/linear.ts";
import type { ModelKind } from "../../../bot/predict/learned/quantileModel.ts";
import { trainingRows } from "../../../bot/predict/learned/rows.ts";
import { neuralKind } from "../../../bot/predict/neural/neuralKind.ts";
import { BILSTM_DEFAULTS } from "../../../bot/predict/neural/settings.ts";
import { trainerWith } from "../../../bot/predict/training/trainers.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { plantedBatch } from "../learned/plantedBatch.ts";
import { syntheticBatch } from "../neural/syntheticBatch.ts";

const training = plantedBatch(1, 60);
const none = trainingRows(training, []);
const job = { name: "linear-1-final", seed: 1, onProgress: () => undefined };

/** The linear kind, and how many times it was trained. */
function counted(): { readonly kind: ModelKind; readonly trained: () => number } {
  let count = 0;
  const kind: ModelKind = {
    ...linear,
    train(...given) {
      count += 1;
      return linear.train(...given);
    },
  };
  return { kind, trained: () => count };
}

describe("trainers", () => {
  it("take a finished training from the folder, in another process too", async () => {
    const folder = await createTestFolder();
    const { kind, trained } = counted();
    const first = await trainerWith(folder)(kind, training, none, job);
    const second = await trainerWith(folder)(kind, training, none, job);
    expect(trained()).equal(1);
    expect(second.files()).deep.equal(first.files());
    expect(second.predict(training)).deep.equal(first.predict(training));
    expect(await readdir(folder)).lengthOf(1);
  });

  it("train anew for other rows, targets, weights, validation, seed or name", async () => {
    const folder = await createTestFolder();
    const { kind, trained } = counted();
    const trainer = trainerWith(folder);
    const changed = (values: Float32Array) => values.map((value, i) => (i === 0 ? 0.5 : value));
    const others = [
      [training, none, job],
      [{ ...training, features: changed(training.features) }, none, job],
      [{ ...training, targets: changed(training.targets) }, none, job],
      [{ ...training, weights: changed(training.weights) }, none, job],
      [training, training, job],
      [training, none, { ...job, seed: 2 }],
      [training, none, { ...job, name: "linear-1-fold-1" }],
    ] as const;
    for (const [rows, validation, ofJob] of others) await trainer(kind, rows, validation, ofJob);
    expect(trained()).equal(others.length);
    expect(await readdir(folder)).lengthOf(others.length);
    for (const [rows, validation, ofJob] of others) await trainer(kind, rows, validation, ofJob);
    expect(trained()).equal(others.length);
  });

  it("keep nothing without a folder", async () => {
    const { kind, trained } = counted();
    const trainer = trainerWith(null);
    for (let time = 0; time < 2; time++) await trainer(kind, training, none, job);
    expect(trained()).equal(2);
  });

  it("leave no model in the folder of a training that was stopped, and train it the next time", async () => {
    const folder = await createTestFolder();
    const stopping = new AbortController();
    const reason = new Error("killed");
    const { kind, trained } = counted();
    const trainer = trainerWith(folder, stopping.signal);
    const failure = await trainer(kind, training, none, { ...job, onProgress: () => stopping.abort(reason) }).catch((error) => error);
    expect(failure).equal(reason);
    expect(await readdir(folder)).deep.equal([]);
    await trainerWith(folder)(kind, training, none, job);
    expect(trained()).equal(2);
  });

  it("train anew with other settings of the kind", async () => {
    const folder = await createTestFolder();
    const { kind, trained } = counted();
    const trainer = trainerWith(folder);
    for (const settings of [linear.settings, { other: true }]) await trainer({ ...kind, settings }, training, none, job);
    expect(trained()).equal(2);
  });

  it("do not take a model that was half written for a whole one", async () => {
    const folder = await createTestFolder();
    const { kind, trained } = counted();
    const broken: ModelKind = {
      ...kind,
      async train(...given) {
        const model = await kind.train(...given);
        // A file whose folder is not there: the second cannot be written.
        return { ...model, files: () => new Map([...model.files(), ["no/such", Buffer.from("")]]) };
      },
    };
    const trainer = trainerWith(folder);
    expect((await trainer(broken, training, none, job).catch((error) => error)).code).equal("ENOENT");
    const model = await trainer(kind, training, none, job);
    expect(trained()).equal(2);
    expect(model.predict(training)).lengthOf(training.count * 10);
  });

  it("train networks in threads, each at its own seed, and keep them", async () => {
    const folder = await createTestFolder();
    const settings = { ...BILSTM_DEFAULTS, encoder: { kind: "bilstm", units: [4] }, epochs: 1 } as const;
    const kind = neuralKind("bilstm", settings);
    const [rows, validation] = [syntheticBatch(1, { count: 60 }), syntheticBatch(2, { count: 30 })];
    const seeds = [1, 2, 3];
    const trainer = trainerWith(folder);
    const models = await Promise.all(seeds.map((seed) => trainer(kind, rows, validation, { ...job, name: `bilstm-${seed}`, seed })));
    // So short a training may leave all at persistence, each with weights of its own behind it.
    expect(new Set(models.map((model) => model.files().get("weights.bin")?.join())).size).equal(seeds.length);
    const silent = trainerWith(folder);
    for (const [i, seed] of seeds.entries()) {
      const onProgress = () => expect.fail("it trains again");
      const again = await silent(kind, rows, validation, { name: `bilstm-${seed}`, seed, onProgress });
      expect(again.predict(rows)).deep.equal(models[i]?.predict(rows));
    }
  });
});
