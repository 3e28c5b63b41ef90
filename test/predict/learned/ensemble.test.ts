import { expect } from "chai";
import { addWeighted, ensembleMembers, ensembleModel } from "../../../bot/predict/learned/ensemble.ts";
import { linear } from "../../../bot/predict/learned/linear.ts";
import type { ModelKind, QuantileModel } from "../../../bot/predict/learned/quantileModel.ts";
import { trainingRows } from "../../../bot/predict/learned/rows.ts";
import { UnknownModelKindError } from "../../../bot/predict/models/errors.ts";
import { plantedBatch } from "./plantedBatch.ts";

const HORIZONS = [86_400, 604_800];
const batch = plantedBatch(1, 40);

/** A member whose every quantile is its row's number times so much, kept in a file of one number. */
function multiple(factor: number): QuantileModel {
  return {
    horizonsSeconds: HORIZONS,
    predict: ({ count }) => Float32Array.from({ length: count * 10 }, (_, i) => factor * Math.floor(i / 10)),
    files: () => new Map([["factor.json", Buffer.from(String(factor))]]),
  };
}
const loader: Pick<ModelKind, "load"> = { load: (files) => multiple(Number(Buffer.from(files.get("factor.json") ?? []).toString())) };
const kinds = new Map([
  ["one", loader],
  ["one-more", loader],
  ["linear", linear],
]);

describe("ensembles", () => {
  const members = [
    { kind: "one", model: multiple(1) },
    { kind: "one-more", model: multiple(10) },
  ];

  it("answer with the weighted mean of their members, each horizon with weights of its own", () => {
    const answers = ensembleModel(members, [
      [0.5, 0.25],
      [0, 0.1],
    ]).predict(batch);
    for (let row = 0; row < batch.count; row++) {
      expect([...answers.subarray(row * 10, row * 10 + 5)]).deep.equal(Array(5).fill(3 * row));
      expect([...answers.subarray(row * 10 + 5, row * 10 + 10)]).deep.equal(Array(5).fill(row));
    }
  });

  it("are persistence where no member counts, and do not even ask one that never does", () => {
    const silent = {
      ...multiple(1),
      predict: () => {
        throw new Error("asked");
      },
    };
    const answers = ensembleModel([{ kind: "one", model: silent }], [[0], [0]]).predict(batch);
    expect(answers).deep.equal(new Float32Array(batch.count * 10));
  });

  it("come back from their files, each member with its own, though one's name begins like another's", () => {
    const weights = [
      [0.5, 0.25],
      [0.125, 0.75],
    ];
    const model = ensembleModel(members, weights);
    expect([...model.files().keys()]).deep.equal(["ensemble.json", "one.factor.json", "one-more.factor.json"]);
    const loaded = ensembleMembers(model.files(), kinds);
    expect(loaded.weights).deep.equal(weights);
    expect(loaded.members.map(({ kind }) => kind)).deep.equal(["one", "one-more"]);
    const again = ensembleModel(loaded.members, loaded.weights);
    expect(again.horizonsSeconds).deep.equal(HORIZONS);
    expect(again.predict(batch)).deep.equal(model.predict(batch));
    expect(again.files()).deep.equal(model.files());
  });

  it("come back with a trained member, to the last bit", async () => {
    const settings = { seed: 1, checkpointFolder: null, onProgress: () => undefined };
    const trained = await linear.train(batch, trainingRows(batch, []), settings);
    const model = ensembleModel(
      [...members, { kind: "linear", model: trained }],
      [
        [0.1, 0, 0.9],
        [0, 0, 1],
      ],
    );
    const loaded = ensembleMembers(model.files(), kinds);
    expect(ensembleModel(loaded.members, loaded.weights).predict(batch)).deep.equal(model.predict(batch));
  });

  it("name a member of a kind that nothing here can load, and those that can be", () => {
    const files = ensembleModel([{ kind: "oracle", model: multiple(1) }], [[1], [1]]).files();
    expect(() => ensembleMembers(files, kinds)).throw(UnknownModelKindError, /"oracle".*one, one-more, linear/);
  });

  it("add a member's answers horizon by horizon", () => {
    const sum = Float32Array.from({ length: 20 }, () => 1);
    const weightOf = (horizon: number) => [2, 0][horizon] as number;
    addWeighted(
      sum,
      Float32Array.from({ length: 20 }, (_, i) => i),
      2,
      weightOf,
    );
    expect([...sum]).deep.equal(Array.from({ length: 20 }, (_, i) => (i % 10 < 5 ? 1 + 2 * i : 1)));
  });
});
