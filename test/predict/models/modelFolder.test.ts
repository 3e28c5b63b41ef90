import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import type { KeeperError } from "../../../bot/core/errors.ts";
import { cardOf, modelHash } from "../../../bot/predict/models/card.ts";
import {
  HashMismatchError,
  ManifestError,
  ModelExistsError,
  ModelFilesError,
  UnknownModelFeaturesError,
} from "../../../bot/predict/models/errors.ts";
import { type KnownInputs, readModelFolder, writeModelFolder } from "../../../bot/predict/models/modelFolder.ts";
import { defaultModelId, modelIds } from "../../../bot/predict/models/shippedModels.ts";
import { DEFAULT_FORECASTER, openContender } from "../../../bot/predict/registry.ts";
import { UnknownForecasterError } from "../../../bot/predict/unknownForecasterError.ts";
import { rejection } from "../../store/rejection.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { constantModel } from "../live/models.ts";
import { modelFiles, sampleManifest } from "./sampleModel.ts";

const KNOWN: KnownInputs = { featureNames: ["level", "change-24h", "later"], channelNames: ["apr", "utilization"] };

describe("model folders", () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    parent = await createTestFolder();
    folder = await writeModelFolder(parent, sampleManifest, modelFiles);
  });

  it("come back as they were written, with their card, and nothing else is left behind", async () => {
    const { manifest, files } = await readModelFolder(folder, KNOWN);
    expect(manifest).deep.include(sampleManifest);
    expect([...files].map(([name, content]) => [name, Buffer.from(content)])).deep.equal(
      [...modelFiles].map(([name, content]) => [name, Buffer.from(content)]),
    );
    expect(await readFile(path.join(folder, "card.md"), "utf8")).equal(cardOf(manifest));
    expect(await readdir(parent)).deep.equal([sampleManifest.id]);
  });

  it("name the file whose content is another, and say what to do", async () => {
    await appendFile(path.join(folder, "weights.bin"), "x");
    const error = await rejection(readModelFolder(folder, KNOWN));
    expect(error).instanceOf(HashMismatchError);
    expect(error.message).match(/^weights\.bin in .* has the SHA-256 [0-9a-f]{64} where the manifest says [0-9a-f]{64}$/);
    expect((error as KeeperError).remedy).match(/git checkout/);
  });

  it("are refused with a file too few or too many", async () => {
    await writeFile(path.join(folder, "extra.bin"), "");
    expect((await rejection(readModelFolder(folder, KNOWN))).message).match(/holds extra\.bin/);
    await rm(path.join(folder, "extra.bin"));
    await rm(path.join(folder, "scaler.json"));
    const error = await rejection(readModelFolder(folder, KNOWN));
    expect(error).instanceOf(ModelFilesError);
    expect(error.message).match(/lacks scaler\.json/);
    expect(await rejection(readModelFolder(path.join(parent, "none"), KNOWN))).instanceOf(ModelFilesError);
  });

  it("are refused when they need features or channels that are not computed here", async () => {
    const error = await rejection(readModelFolder(folder, { featureNames: ["level"], channelNames: ["apr"] }));
    expect(error).instanceOf(UnknownModelFeaturesError);
    expect(error.message).match(/change-24h, utilization$/);
    await readModelFolder(folder, null);
  });

  it("are refused with a manifest that is not understood", async () => {
    const file = path.join(folder, "manifest.json");
    const manifest = JSON.parse(await readFile(file, "utf8"));
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [{ ...manifest, manifestVersion: 2 }, /it is of version 2, and this build knows 1/],
      [{ ...manifest, horizonsSeconds: [] }, /horizonsSeconds/],
      [{ ...manifest, surprise: 1 }, /surprise/],
      [{ ...manifest, files: { "../weights.bin": manifest.files["weights.bin"] } }, /files/],
      [{ ...manifest, id: "another" }, /it is of the model "another"/],
      [null, /it is of version/],
    ];
    for (const [content, message] of wrong) {
      await writeFile(file, JSON.stringify(content));
      const error = await rejection(readModelFolder(folder, KNOWN));
      expect(error).instanceOf(ManifestError);
      expect(error.message).match(message);
    }
    await writeFile(file, "{");
    expect((await rejection(readModelFolder(folder, KNOWN))).message).match(/it is no JSON/);
  });

  it("are never overwritten", async () => {
    const error = await rejection(writeModelFolder(parent, { ...sampleManifest, data: "other" }, modelFiles));
    expect(error).instanceOf(ModelExistsError);
    expect((await readModelFolder(folder, KNOWN)).manifest.data).equal(sampleManifest.data);
  });

  it("have a card with the scores against baselines, what to type, and one hash of it all", async () => {
    const { manifest } = await readModelFolder(folder, KNOWN);
    const card = cardOf(manifest);
    for (const part of ["## What it is", "## Data and split", "## Scores", "## How to do it again", "## Limits", "## Files"]) {
      expect(card).include(part);
    }
    expect(card).include("| persistence | 0.01 | 1 |");
    expect(card).include("npx keeper train forecast");
    expect(card).include(modelHash(manifest));
    const reordered = { files: Object.fromEntries(Object.entries(manifest.files).reverse()) };
    expect(modelHash(reordered)).equal(modelHash(manifest));
    expect(modelHash({ files: { ...manifest.files, "weights.bin": "0".repeat(64) } })).not.equal(modelHash(manifest));
  });

  describe("as forecasters", () => {
    const support = {
      inputs: KNOWN,
      loaders: new Map([["sample", async () => constantModel([0, 0, 0, 0, 0], { id: sampleManifest.id })]]),
    };

    it("are found by their id beside the baselines", async () => {
      expect(await modelIds(parent)).deep.equal([sampleManifest.id]);
      const contender = await openContender(sampleManifest.id, [await createTestFolder(), parent], support);
      expect(contender.kind).equal("model");
      expect(await openContender("persistence", [parent], support)).deep.include({ kind: "baseline" });
      const error = await rejection(openContender("oracle", [parent], support));
      expect(error).instanceOf(UnknownForecasterError);
      expect((error as KeeperError).remedy)
        .include("persistence")
        .and.include(sampleManifest.id);
    });

    it("are the default where the shipped models name one", async () => {
      expect(await defaultModelId(parent)).equal(null);
      const [baseline] = [await openContender(null, [parent], support)];
      expect(baseline).deep.include({ kind: "baseline" });
      expect(baseline.kind === "baseline" && baseline.forecaster.name).equal(DEFAULT_FORECASTER);
      await writeFile(path.join(parent, "default.json"), JSON.stringify({ default: sampleManifest.id }));
      expect((await openContender(null, [parent], support)).kind).equal("model");
      await writeFile(path.join(parent, "default.json"), "sample");
      expect(await rejection(openContender(null, [parent], support))).instanceOf(ManifestError);
    });

    it("that cannot be loaded are broken and say why", async () => {
      await appendFile(path.join(folder, "weights.bin"), "x");
      const broken = await openContender(sampleManifest.id, [parent], support);
      expect(broken.kind === "broken" && broken.reason).match(/cannot be loaded: weights\.bin .* SHA-256/);
      const unknown = await openContender(sampleManifest.id, [parent], { ...support, loaders: new Map() });
      expect(unknown.kind).equal("broken");
    });
  });
});
