import { appendFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { loadConfiguration } from "../../../bot/config/load.ts";
import { KeeperError } from "../../../bot/core/errors.ts";
import { HashMismatchError, ManifestError, UnknownModelKindError } from "../../../bot/predict/models/errors.ts";
import { writeModelFolder } from "../../../bot/predict/models/modelFolder.ts";
import { chosenForecaster } from "../../../bot/predict/online/openForecasting.ts";
import { NoRiskModelError, UnknownRiskModelError } from "../../../bot/risk/classifier/errors.ts";
import { RISK_KIND, riskModelFiles, UnreadableRiskModelError } from "../../../bot/risk/classifier/modelFiles.ts";
import { chosenClassifier, openClassifier } from "../../../bot/risk/live/classifier.ts";
import { modelFiles, sampleManifest } from "../../predict/models/sampleModel.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { plainModel } from "../score/markets.ts";

const model = plainModel();
const manifest = { ...sampleManifest, id: "cautious", kind: RISK_KIND, version: "3" };

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail("it was accepted"),
    (error: unknown) => error,
  );
}

describe("the classifier of the keeper", () => {
  let dataFolder: string;
  let folder: string;
  beforeEach(async () => {
    dataFolder = await createTestFolder();
    folder = path.join(dataFolder, "models");
    await writeModelFolder(folder, manifest, riskModelFiles(model));
  });

  it("is found by its name in the data folder, and says what was trained", async () => {
    const loaded = await chosenClassifier("cautious", dataFolder);
    expect({ id: loaded?.id, version: loaded?.version }).deep.equal({ id: "cautious", version: "3" });
    const row = Float32Array.from(model.featureNames, () => Number.NaN);
    expect(loaded?.model.probabilities(row, 1)).deep.equal(model.probabilities(row, 1));
  });

  it("is none where none is wanted, or none is shipped", async () => {
    expect(await chosenClassifier("none", dataFolder)).equal(null);
    expect(await openClassifier(null, [await createTestFolder(), folder])).equal(null);
    await writeFile(path.join(folder, "default.json"), '{"default":"forecast"}');
    expect(await openClassifier(null, [folder])).equal(null);
  });

  it("is the shipped default without a name, which then has to be there", async () => {
    await writeFile(path.join(folder, "default.json"), '{"default":"forecast","risk":"cautious"}');
    expect((await openClassifier(null, [folder]))?.id).equal("cautious");
    await writeFile(path.join(folder, "default.json"), '{"default":"forecast","risk":"risk"}');
    const error = await failure(openClassifier(null, [folder]));
    expect(error).instanceOf(UnknownRiskModelError);
    expect((error as KeeperError).message)
      .include('"risk"')
      .and.include("cautious");
    await writeFile(path.join(folder, "default.json"), '{"risk":"cautious"}');
    expect(await failure(openClassifier(null, [folder]))).instanceOf(ManifestError);
  });

  it("must be there, whole, and a classifier of risk", async () => {
    expect(await failure(chosenClassifier("bold", dataFolder))).instanceOf(UnknownRiskModelError);
    await writeModelFolder(folder, sampleManifest, modelFiles);
    const other = await failure(chosenClassifier(sampleManifest.id, dataFolder));
    expect(other).instanceOf(NoRiskModelError);
    expect((other as KeeperError).message).include('of the kind "sample"');
    await writeModelFolder(folder, { ...manifest, id: "empty" }, modelFiles);
    expect(await failure(chosenClassifier("empty", dataFolder))).instanceOf(UnreadableRiskModelError);
    await appendFile(path.join(folder, "cautious", "risk.json"), " ");
    expect(await failure(chosenClassifier("cautious", dataFolder))).instanceOf(HashMismatchError);
    await mkdir(path.join(folder, "nothing"));
    expect(await failure(chosenClassifier("nothing", dataFolder))).instanceOf(KeeperError);
  });

  it("is no forecaster: who names it as one is told at the start", async () => {
    const error = await failure(chosenForecaster("cautious", dataFolder));
    expect(error).instanceOf(UnknownModelKindError);
    expect((error as KeeperError).message).include('of the kind "risk"');
  });

  it("is a key of the configuration, the shipped one unless it is set", () => {
    const riskModel = (overrides: object) => loadConfiguration({ file: null, environment: {}, overrides }).riskModel;
    expect(riskModel({})).equal(null);
    expect(riskModel({ riskModel: "none" })).equal("none");
    expect(() => riskModel({ riskModel: "" })).throw(/riskModel/);
  });
});
