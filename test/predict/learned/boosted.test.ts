import { expect } from "chai";
import { boosted } from "../../../bot/predict/learned/boosted.ts";
import { trainingRows } from "../../../bot/predict/learned/rows.ts";
import { UnknownFeatureError } from "../../../bot/predict/learned/unknownFeatureError.ts";
import { itIsAModelKind } from "./modelKinds.ts";
import { plantedBatch } from "./plantedBatch.ts";

describe("the boosted kind of model", () => {
  itIsAModelKind(boosted);

  it("keeps a booster for each horizon and level in XGBoost's own JSON, and refuses features in another order", async () => {
    const training = plantedBatch(4, 600);
    const settings = { seed: 1, checkpointFolder: null, onProgress: () => undefined };
    const model = await boosted.train(training, trainingRows(training, []), settings);
    const levels = ["p10", "p25", "p50", "p75", "p90"];
    const names = ["24h", "168h"].flatMap((horizon) => levels.map((level) => `${horizon}-${level}.json`));
    expect([...model.files().keys()]).deep.equal(["boosted.json", ...names]);
    for (const name of names) {
      const { learner, version } = JSON.parse(Buffer.from(model.files().get(name) ?? []).toString());
      expect(version).an("array");
      expect(learner.feature_names).deep.equal(training.featureNames);
    }
    const [first, second, ...others] = training.featureNames as [string, string, ...string[]];
    expect(() => model.predict({ ...training, featureNames: [second, first, ...others] })).throw(UnknownFeatureError, /feature 1 is/);
  });
});
