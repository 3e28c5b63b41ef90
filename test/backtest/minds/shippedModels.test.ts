import path from "node:path";
import { expect } from "chai";
import { fallingBackOn } from "../../../bot/backtest/minds/fallingBackOn.ts";
import { persistenceForecasts } from "../../../bot/backtest/minds/persistenceForecasts.ts";
import { walkForwardForecasts } from "../../../bot/backtest/minds/walkForwardForecasts.ts";
import { walkForwardRisks } from "../../../bot/backtest/minds/walkForwardRisks.ts";
import { syntheticMarkets } from "../../../bot/backtest/synthetic/syntheticMarkets.ts";
import { RISK_CLASSES } from "../../../bot/core/risk.ts";
import { LEARNED_MODELS } from "../../../bot/predict/learned/modelSupport.ts";
import { askModel } from "../../../bot/predict/live/askModel.ts";
import { publishedForecast } from "../../../bot/predict/live/modelForecasts.ts";
import { type ModelFolder, readModelFolder } from "../../../bot/predict/models/modelFolder.ts";
import { loadModel } from "../../../bot/predict/models/modelSupport.ts";
import { SHIPPED_MODELS_FOLDER } from "../../../bot/predict/models/shippedModels.ts";
import { readRiskModel } from "../../../bot/risk/classifier/modelFiles.ts";
import { verdictsAt } from "../../../bot/risk/live/verdicts.ts";
import { expectNear } from "../../near.ts";
import { DAY, HOUR, worldOf } from "./mindWorlds.ts";

const STEP = 6 * HOUR;

describe("a shipped model in a backtest of a time that it has not seen", () => {
  let forecast: ModelFolder;
  let risk: ModelFolder;
  before(async () => {
    forecast = await readModelFolder(path.join(SHIPPED_MODELS_FOLDER, "forecast"), null);
    risk = await readModelFolder(path.join(SHIPPED_MODELS_FOLDER, "risk"), null);
  });
  const midnightAfter = ({ manifest }: ModelFolder) => Math.ceil(Date.parse(manifest.trainedUntil) / 1000 / DAY) * DAY;
  function past(begin: number) {
    const { markets: series, conditions } = syntheticMarkets({
      markets: 3,
      days: 50,
      seed: 1,
      stepSeconds: STEP,
      fromSeconds: begin - 40 * DAY,
    });
    return { series, conditions };
  }
  const settings = { seed: 1, cacheFolder: null, onThinking: () => expect.fail("it trains") } as const;

  it("forecasts as the keeper does", async () => {
    const begin = midnightAfter(forecast);
    const history = past(begin);
    const world = worldOf(history, begin, begin + 8 * DAY, STEP);
    const horizonSeconds = 7 * DAY;
    const told = await walkForwardForecasts({ ...settings, world, history, horizonSeconds, members: ["linear"], shipped: forecast });
    expect(told).deep.include({ name: "forecast", version: forecast.manifest.version, horizonSeconds });
    const model = await loadModel(path.join(SHIPPED_MODELS_FOLDER, "forecast"), LEARNED_MODELS);
    const marketIds = history.series.map(({ marketId }) => marketId);
    // Nothing has come true since its training ended: the keeper would publish from what it was shipped with.
    for (const s of [0, 13, 27]) {
      const madeAtSeconds = world.timeSeconds[s] as number;
      const { made, refused } = await askModel(model, history, {
        madeAtSeconds,
        marketIds,
        horizonsSeconds: [horizonSeconds],
        states: new Map(),
      });
      expect(refused.size).equal(0);
      for (const one of made) {
        const { marketId, meanApr, p10Apr, p90Apr } = publishedForecast(one, 1);
        const place = marketIds.indexOf(marketId) * world.timeSeconds.length + s;
        expectNear(told.meanApr[place] as number, meanApr, 1e-9);
        expectNear(told.p10Apr[place] as number, p10Apr, 1e-9);
        expectNear(told.p90Apr[place] as number, p90Apr, 1e-9);
      }
    }
  });

  it("fears what the keeper does", async () => {
    const begin = midnightAfter(risk);
    const history = past(begin);
    const world = worldOf(history, begin, begin + 2 * DAY, HOUR);
    const told = await walkForwardRisks({ ...settings, world, history, preset: "causes", shipped: risk });
    expect(told).deep.include({ name: "risk", version: risk.manifest.version });
    for (const s of [0, 30, 48]) {
      const atSeconds = world.timeSeconds[s] as number;
      const classifier = { id: "risk", version: "1", model: readRiskModel(risk.files) };
      const { verdicts } = verdictsAt(classifier, history, atSeconds, () => true);
      expect(verdicts.size).equal(3);
      for (const [market, { marketId }] of history.series.entries()) {
        const place = market * world.timeSeconds.length + s;
        const verdict = verdicts.get(marketId);
        for (const name of RISK_CLASSES) expectNear(told[name][place] as number, verdict?.probabilities[name] as number, 1e-6);
        expect(RISK_CLASSES[told.riskClass[place] as number]).equal(verdict?.riskClass);
      }
    }
  });

  it("is left alone where it has seen any of the time, or does not know the horizon", async () => {
    const begin = midnightAfter(forecast) - DAY;
    const history = past(begin);
    const world = worldOf(history, begin, begin + 8 * DAY, STEP);
    const quiet = { ...settings, onThinking: () => undefined, world, history };
    const told = await walkForwardForecasts({ ...quiet, horizonSeconds: 7 * DAY, members: ["linear"], shipped: forecast });
    expect(told).deep.include({ name: "ensemble", version: "" });
    const later = worldOf(history, begin + DAY, begin + 8 * DAY, STEP);
    const three = await walkForwardForecasts({ ...quiet, world: later, horizonSeconds: 3 * DAY, members: ["linear"], shipped: forecast });
    expect(three).deep.include({ name: "ensemble", horizonSeconds: 3 * DAY });
    expect((await walkForwardRisks({ ...quiet, preset: "causes", shipped: risk })).name).equal("causes");
  });

  it("where it says nothing leaves the word to persistence, as in the keeper", async () => {
    const begin = midnightAfter(forecast);
    const history = past(begin);
    const world = worldOf(history, begin, begin + DAY, STEP);
    const persistence = persistenceForecasts(world, DAY);
    const model = {
      ...persistence,
      name: "model",
      meanApr: Float64Array.from(persistence.meanApr, (_apr, i) => (i % 2 === 0 ? Number.NaN : 0.5)),
    };
    const { name, meanApr, p10Apr } = fallingBackOn({ ...model, p10Apr: model.meanApr }, persistence);
    expect(name).equal("model");
    expect(meanApr).deep.equal(persistence.meanApr.map((apr, i) => (i % 2 === 0 ? apr : 0.5)));
    expect(p10Apr).deep.equal(persistence.p10Apr.map((apr, i) => (i % 2 === 0 ? apr : 0.5)));
  });
});
