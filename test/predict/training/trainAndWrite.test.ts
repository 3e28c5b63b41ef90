import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { FEATURE_NAMES } from "../../../bot/predict/features/featurise.ts";
import { LEARNED_MODELS } from "../../../bot/predict/learned/modelSupport.ts";
import { ModelExistsError } from "../../../bot/predict/models/errors.ts";
import { readModelFolder } from "../../../bot/predict/models/modelFolder.ts";
import { NoHoursError, NothingToJudgeError } from "../../../bot/predict/training/errors.ts";
import { trainAndWrite } from "../../../bot/predict/training/trainAndWrite.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { at, since, withFuture, writeHistory } from "./madeUpHistory.ts";
import { TRAINED_UNTIL, type TrainedModel, trainedModel, trainingRequest } from "./trainedModel.ts";

const FIGURES = ["forecasts", "markets", "MAE %", "RMSE %", "MASE", "relative MAE", "pinball ratio", "coverage of 80 %", "CRPS %"];

describe("training a forecast model and writing it", () => {
  let made: TrainedModel;
  before(async () => {
    made = await trainedModel();
  });

  it("makes a model that beats persistence where rates come back to their mean, with intervals that hold", () => {
    const { result } = made;
    expect(result.members.linear?.every((weight) => weight > 0.8)).equal(true);
    expect(Object.keys(result.horizons)).deep.equal(["24h", "7d"]);
    for (const { samples, markets, mae, relativeMae, pinballRatio, coverage80, perMarket } of Object.values(result.horizons)) {
      expect({ markets, ids: Object.keys(perMarket) }).deep.equal({ markets: 2, ids: made.markets.map(({ id }) => id) });
      expect(samples).within(2 * 4 * 265, 2 * 4 * 273);
      expect(mae).within(0, 0.02);
      expect(relativeMae).below(0.95);
      expect(pinballRatio).below(0.95);
      expect(coverage80).within(0.75, 0.85);
    }
    expect(result.seconds).least(0);
    expect(result.peakRssMB).above(50);
  });

  it("says in manifest and card what it is, how it did beside its members and the baselines, and how to do it again", async () => {
    const { manifest, files } = await readModelFolder(made.result.folder, LEARNED_MODELS.inputs);
    expect(manifest).deep.include({
      id: "made-up",
      kind: "ensemble",
      version: TRAINED_UNTIL,
      horizonsSeconds: [86_400, 604_800],
      levels: [0.1, 0.25, 0.5, 0.75, 0.9],
      featureNames: FEATURE_NAMES,
      trainedUntil: `${TRAINED_UNTIL}T00:00:00Z`,
      seeds: [1],
    });
    expect(manifest.trainedFrom).equal("2020-10-03T00:00:00Z");
    expect(manifest.gitCommit).match(/^([0-9a-f]{40}(-dirty)?|unknown)$/);
    expect([...files.keys()].sort()).deep.equal(["ensemble.json", "linear.linear.json", "reference.json", "track.json"]);
    const [[title, horizons] = ["", {}]] = Object.entries(manifest.scores);
    expect(title).equal(`walking forward, 2022-01-01 to ${TRAINED_UNTIL}`);
    for (const horizon of ["24h", "7d"]) {
      const rows = horizons[horizon] ?? {};
      expect(rows).all.keys("ensemble", "linear", "persistence", "seasonal-naive", "ewma-24h", "ewma-72h");
      for (const figures of Object.values(rows)) expect(figures).include.all.keys(FIGURES);
      expect(rows.persistence?.["relative MAE"]).equal(1);
      expect(rows.ensemble?.["relative MAE"]).equal(made.result.horizons[horizon]?.relativeMae);
    }
    const card = await readFile(path.join(made.result.folder, "card.md"), "utf8");
    expect(card)
      .include("keeper train forecast --data <folder> --members linear --horizons 24,168 --seed 1 --judged-from 2022-01-01")
      .include(`keeper evaluate forecast --data <folder> --model made-up --from ${dayAfter(TRAINED_UNTIL)}`)
      .include("2 lending markets")
      .match(/\| ensemble \| \d+ \| 2 \|/);
  });

  it("makes the same model again from the same files and seed, whatever comes after --until", async () => {
    const data = await createTestFolder();
    await writeHistory(
      data,
      withFuture(made.markets, at(TRAINED_UNTIL) + 1, (apr) => 1.7 * apr),
    );
    const again = await trainAndWrite(trainingRequest({ data, modelsFolder: await createTestFolder() }));
    expect(again.horizons).deep.equal(made.result.horizons);
    const [before, after] = await Promise.all([made.result.folder, again.folder].map((folder) => readModelFolder(folder, null)));
    expect(after?.files).deep.equal(before?.files);
    expect(after?.manifest).deep.equal(before?.manifest);
  });

  it("refuses a name that is taken before it begins, and writes over it when it is told to", async () => {
    const { data, modelsFolder } = made;
    let reports = 0;
    const onTraining = () => {
      reports += 1;
    };
    const request = trainingRequest({ data, modelsFolder, onTraining });
    expect(await trainAndWrite(request).catch((error) => error)).instanceOf(ModelExistsError);
    expect(reports).equal(0);
  });

  it("writes over a model when it is told to", async () => {
    const [data, modelsFolder] = await Promise.all([createTestFolder(), createTestFolder()]);
    await writeHistory(data, since(made.markets, at("2022-04-01")));
    const request = trainingRequest({ data, modelsFolder, replace: true });
    const first = await trainAndWrite(request);
    const second = await trainAndWrite({ ...request, untilSeconds: at("2022-09-01") });
    expect(second.folder).equal(first.folder);
    expect((await readModelFolder(second.folder, null)).manifest.version).equal("2022-09-01");
  });

  it("refuses to score a time of which nothing is known, before it trains", async () => {
    const modelsFolder = await createTestFolder();
    for (const judgedFromSeconds of [at("2022-09-28"), at("2035-01-01")]) {
      const request = trainingRequest({ data: made.data, modelsFolder, judgedFromSeconds, onTraining: () => expect.fail("it trains") });
      expect(await trainAndWrite(request).catch((error) => error)).instanceOf(NothingToJudgeError);
    }
    expect(existsSync(path.join(modelsFolder, "made-up"))).equal(false);
  });

  it("begins with the first half year that has a past to learn from", async () => {
    const [data, modelsFolder] = await Promise.all([createTestFolder(), createTestFolder()]);
    await writeHistory(data, since(made.markets, at("2022-01-15")));
    const { horizons } = await trainAndWrite(trainingRequest({ data, modelsFolder, members: ["boosted"] }));
    // The half year from January on has 37 days of embargo before it and no past at all beyond: three months are left to be scored.
    expect(horizons["24h"]?.samples).within(600, 2 * 4 * 92);
  });

  it("refuses a folder that knows days only", async () => {
    const [data, modelsFolder] = await Promise.all([createTestFolder(), createTestFolder()]);
    const columns =
      "date,market,protocol,symbol,category,apy_pct,apy_base_pct,apy_reward_pct,tvl_usd,tvl_basis,borrow_usd,volume_usd,il_7d_pct";
    const days = ["2022-01-01", "2022-01-02"].map((day) => `${day},aave-v3:usdc,aave-v3,USDC,lending,3,3,,9e6,total_deposits,5e6,,`);
    await writeFile(path.join(data, "daily.csv"), `${[columns, ...days].join("\n")}\n`);
    expect(await trainAndWrite(trainingRequest({ data, modelsFolder })).catch((error) => error)).instanceOf(NoHoursError);
  });
});

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
