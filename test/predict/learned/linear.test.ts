import { expect } from "chai";
import { linear } from "../../../bot/predict/learned/linear.ts";
import { UnknownFeatureError } from "../../../bot/predict/learned/unknownFeatureError.ts";
import { itIsAModelKind } from "./modelKinds.ts";
import { plantedBatch } from "./plantedBatch.ts";

describe("the linear kind of model", () => {
  itIsAModelKind(linear);

  const fileOf = (inputs: readonly string[], coefficients: readonly number[]) => {
    const levels = Array.from({ length: 5 }, () => coefficients);
    return new Map([["linear.json", Buffer.from(JSON.stringify({ horizonsSeconds: [86_400], inputs, coefficients: [levels] }))]]);
  };

  it("is a constant and so much of each input, in the order its file names them", () => {
    const batch = plantedBatch(3, 50);
    const answers = linear.load(fileOf(["noise", "mean-4h"], [0.25, 2, -1])).predict(batch);
    const column = (name: string, row: number) => {
      const value = batch.features[row * batch.featureNames.length + batch.featureNames.indexOf(name)] as number;
      return Number.isNaN(value) ? 0 : Math.max(-3, Math.min(3, value));
    };
    for (let row = 0; row < batch.count; row++) {
      const expected = Math.fround(0.25 + 2 * column("noise", row) - column("mean-4h", row));
      expect([...answers.subarray(row * 5, row * 5 + 5)]).deep.equal(Array(5).fill(expected));
    }
  });

  it("refuses a batch that lacks one of its inputs, whatever else it has", () => {
    expect(() => linear.load(fileOf(["mean-48h"], [0, 1])).predict(plantedBatch(3, 5))).throw(UnknownFeatureError);
  });
});
