import { expect } from "chai";
import { featurise, marketPanel } from "../../../bot/predict/features/featurise.ts";
import { ensembleMembers } from "../../../bot/predict/learned/ensemble.ts";
import { MODEL_KINDS } from "../../../bot/predict/learned/kinds.ts";
import { LEARNED_MODELS, TRACK_FILE } from "../../../bot/predict/learned/modelSupport.ts";
import { type ModelFolder, readModelFolder, writeModelFolder } from "../../../bot/predict/models/modelFolder.ts";
import { loadModel } from "../../../bot/predict/models/modelSupport.ts";
import { featureReferenceSchema, REFERENCE_FILE } from "../../../bot/predict/online/featureReference.ts";
import { ONLINE_LEARNING } from "../../../bot/predict/training/onlineUpdate.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { MARKETS, smallEnsemble, TRAINED_UNTIL } from "../learned/smallEnsemble.ts";
import { at, seriesOf, withFuture } from "./madeUpHistory.ts";

const NOW = at("2023-02-01");
const past = { series: seriesOf(MARKETS), conditions: new Map() };
const options = { nowSeconds: NOW, seed: 3, stop: new AbortController().signal };

describe("taking a model on with a keeper's own samples", () => {
  let champion: ModelFolder;
  before(async () => {
    const { manifest, files } = await smallEnsemble();
    champion = await readModelFolder(await writeModelFolder(await createTestFolder(), manifest, files), LEARNED_MODELS.inputs);
  });
  const update = async (given = past, nowSeconds = NOW) => {
    const updated = await ONLINE_LEARNING.update(champion, given, { ...options, nowSeconds });
    if (updated === null) throw new Error("it has learned nothing");
    return updated;
  };

  it("learns nothing from too few moments, nor for a model that is no ensemble", async () => {
    // Two markets, four moments a day: 480 of them whose week has passed are there after 67 days.
    for (const days of [0, 8, 60, 66]) {
      const nowSeconds = at(TRAINED_UNTIL) + days * 86_400;
      expect(await ONLINE_LEARNING.update(champion, past, { ...options, nowSeconds }), `${days} days`).equal(null);
    }
    expect(await ONLINE_LEARNING.update({ ...champion, manifest: { ...champion.manifest, kind: "linear" } }, past, options)).equal(null);
    const small = { ...past, series: past.series.map((one) => ({ ...one, totalSupplyUsd: one.totalSupplyUsd.map(() => 1e6) })) };
    expect(await ONLINE_LEARNING.update(champion, small, options)).equal(null);
  });

  it("trains the linear member anew, leaves the others as they are, and keeps the record", async () => {
    const { files } = await update();
    expect(files.get("linear.linear.json")).not.deep.equal(champion.files.get("linear.linear.json"));
    const others = [...champion.files.keys()].filter((name) => name.startsWith("boosted.") || name === TRACK_FILE);
    expect(others).lengthOf(12);
    for (const name of others) expect(files.get(name), name).deep.equal(champion.files.get(name));
    const reference = JSON.parse(Buffer.from(files.get(REFERENCE_FILE) ?? []).toString());
    expect(featureReferenceSchema.parse(reference)).all.keys(champion.manifest.featureNames);
  });

  it("gives what can be written, loaded and asked, and says what it has learned from", async () => {
    const { manifest, files } = await update();
    expect(manifest).deep.include({
      kind: "ensemble",
      trainedFrom: champion.manifest.trainedFrom,
      trainedUntil: "2023-02-01T00:00:00.000Z",
      horizonsSeconds: champion.manifest.horizonsSeconds,
      seeds: [3],
    });
    expect(manifest.data).match(/The model small, taken on with \d+ moments/);
    const name = { id: "small-1", version: "2", createdAt: "2023-02-01T00:00:00Z" };
    const loaded = await loadModel(await writeModelFolder(await createTestFolder(), { ...manifest, ...name }, files), LEARNED_MODELS);
    const forecasts = await loaded.forecastAt(past.series, past.conditions, NOW);
    expect(forecasts.map(({ marketId }) => marketId)).deep.equal(MARKETS.map(({ id }) => id));
  });

  it("weighs the members anew, and gives most to the new linear one once rates have become what only it has seen", async () => {
    const doubled = { ...past, series: seriesOf(withFuture(MARKETS, at(TRAINED_UNTIL), (apr) => apr ** 2 / 0.03)) };
    for (const given of [past, doubled]) {
      const { members, weights } = ensembleMembers((await update(given)).files, MODEL_KINDS);
      expect(members.map(({ kind }) => kind)).deep.equal(["boosted", "linear"]);
      for (const ofHorizon of weights) {
        expect(ofHorizon).lengthOf(2);
        for (const weight of ofHorizon) expect(weight).within(0, 1);
        expect(ofHorizon.reduce((sum, weight) => sum + weight, 0)).within(0, 1.001);
      }
    }
    const { weights } = ensembleMembers((await update(doubled)).files, MODEL_KINDS);
    for (const [ofBoosted, ofLinear] of weights) expect(ofLinear).above(ofBoosted as number);
  });

  it("is the same from the same samples, and does not depend on what comes later", async () => {
    const now = at("2023-01-10");
    const first = await update(past, now);
    const future = { ...past, series: seriesOf(withFuture(MARKETS, now + 1, (apr) => 2 * apr)) };
    expect(await update(future, now)).deep.equal(first);
  });

  it("computes the features of every market that is known at each moment", () => {
    const moments = [at("2022-05-01"), at("2022-12-01"), at("2022-12-02")];
    const rows = ONLINE_LEARNING.features(past, moments);
    const expected = featurise(
      marketPanel(past.series, past.conditions),
      moments.slice(1).flatMap((atSeconds) => [0, 1].map((market) => ({ market, atSeconds }))),
    );
    expect(rows.count).equal(4);
    expect(rows.features).deep.equal(expected.features);
  });
});
