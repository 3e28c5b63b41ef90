import { expect } from "chai";
import type { Observation } from "../../../bot/core/observation.ts";
import { ewmaForecaster } from "../../../bot/predict/ewma.ts";
import type { Contenders } from "../../../bot/predict/live/contender.ts";
import { createPrediction } from "../../../bot/predict/live/prediction.ts";
import type { Store } from "../../../bot/store/connection.ts";
import { newestForecasts } from "../../../bot/store/forecasts.ts";
import { scoredTrials, TRIAL_SECONDS } from "../../../bot/store/forecastTrials.ts";
import { liveScoreboard } from "../../../bot/store/liveScoreboard.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import { modelEvents } from "../../../bot/store/modelEvents.ts";
import { insertObservations } from "../../../bot/store/observations.ts";
import { trackStates } from "../../../bot/store/trackStates.ts";
import { expectNear } from "../../near.ts";
import { sampleMarket, sampleObservation } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";
import { constantModel, countingTrack, DAY } from "./models.ts";

const other = { ...sampleMarket, id: "1:compound-v3:usdc", protocol: "compound-v3" };
const SOUND = [-0.2, -0.1, 0, 0.1, 0.3];
const BUCKET = 300;

describe("the keeper's forecasts", () => {
  let store: Store;
  let contenders: Contenders;
  beforeEach(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket, other]);
    contenders = { champion: { kind: "model", model: constantModel(SOUND) }, shadows: [] };
  });
  afterEach(() => store.close());

  const predicting = (horizonSeconds = 7 * DAY) =>
    createPrediction({ db: store.db, contenders: () => contenders, historySeconds: 35 * DAY, horizonSeconds });

  /** What is seen in the n-th bucket, which is stored before anybody forecasts. */
  async function seen(bucket: number, marketIds = [sampleMarket.id, other.id]) {
    const observations: readonly Observation[] = marketIds.map((id) => sampleObservation(bucket, id));
    await insertObservations(store.db, observations);
    const { blockNumber, blockTimeSeconds } = sampleObservation(bucket);
    return { observations, block: { number: blockNumber, hash: "0x", timeSeconds: blockTimeSeconds, baseFeePerGasWei: 1n } };
  }
  const trials = async () =>
    (await store.pool.query("select market_id, model, horizon_seconds, made_at, moment from forecast_trials order by 2, 1, 3, 5")).rows;

  it("are of every market at the horizon decided on, and are stored at a day and a week, too", async () => {
    const { forecasts, warnings } = await predicting(3 * DAY)(await seen(0));
    expect(warnings).deep.equal([]);
    expect(forecasts.map((one) => [one.marketId, one.horizonSeconds / DAY])).deep.equal([
      [sampleMarket.id, 3],
      [other.id, 3],
    ]);
    expect(forecasts[0]).deep.include({ model: "steady", meanApr: 0.0412 });
    const stored = await newestForecasts(store.db, [sampleMarket.id, other.id]);
    expect(stored.map((one) => [one.marketId, one.horizonSeconds / DAY])).deep.equal(
      [sampleMarket.id, other.id].flatMap((id) => [1, 3, 7].map((days) => [id, days])),
    );
    expect(stored.filter((one) => one.horizonSeconds === 3 * DAY)).deep.equal(forecasts);
  });

  it("of a baseline are what it says, at the same horizons", async () => {
    contenders = { champion: { kind: "baseline", forecaster: ewmaForecaster("ewma-24h", DAY) }, shadows: [] };
    const { forecasts } = await predicting()(await seen(0));
    expect(forecasts).length(2);
    expect(new Set(forecasts.map((one) => one.model))).deep.equal(new Set(["ewma-24h"]));
    expect(await trials()).length(4);
  });

  describe("fall back to persistence", () => {
    const ways = {
      "a model that throws": { forecastAt: async () => Promise.reject(new Error("no memory")) },
      "a model that answers with no numbers": constantModel([Number.NaN, 0, 0, 0, 0]),
      "a model that says nothing": { forecastAt: async () => [] },
    };
    for (const [what, changes] of Object.entries(ways)) {
      it(`for ${what}, and tell it in the tick and once in the database`, async () => {
        const broken = { ...constantModel(SOUND), ...changes, id: "broken" };
        contenders = { champion: { kind: "model", model: broken }, shadows: [] };
        const predict = predicting();
        const first = await predict(await seen(0));
        expect(new Set(first.forecasts.map((one) => one.model))).deep.equal(new Set(["persistence"]));
        expect(first.forecasts).length(2);
        const { warnings } = await predict(await seen(1));
        expect(warnings).length(1);
        expect(warnings[0]).match(/^the forecaster broken .*; persistence forecasts 1:aave-v3:usdc, 1:compound-v3:usdc$/);
        const events = await modelEvents(store.db, 0);
        expect(events.map((event) => [event.kind, event.model])).deep.equal([["fallback", "broken"]]);
        expect(events[0]?.detail.markets).deep.equal([sampleMarket.id, other.id]);
      });
    }

    it("for a model that could not be loaded", async () => {
      const reason = "cannot be loaded: weights.bin has the wrong hash";
      contenders = { champion: { kind: "broken", name: { model: "gone", modelVersion: "1" }, reason }, shadows: [] };
      const { forecasts, warnings } = await predicting()(await seen(0));
      expect(forecasts.every((one) => one.model === "persistence")).equal(true);
      expect(warnings[0]).include("the forecaster gone cannot be loaded: weights.bin has the wrong hash");
    });

    it("where only one market is wrong, for that market", async () => {
      const model = constantModel(SOUND);
      const half = {
        ...model,
        forecastAt: async (...given: Parameters<typeof model.forecastAt>) => (await model.forecastAt(...given)).slice(1),
      };
      contenders = { champion: { kind: "model", model: half }, shadows: [] };
      const { forecasts } = await predicting()(await seen(0));
      expect(forecasts.map((one) => [one.marketId, one.model])).have.deep.members([
        [other.id, "steady"],
        [sampleMarket.id, "persistence"],
      ]);
    });
  });

  describe("on trial", () => {
    const perTrial = TRIAL_SECONDS / BUCKET;

    it("are the first of every six hours, the shadows' of the same moment beside the champion's, after a restart, too", async () => {
      let asked = 0;
      const shadow = constantModel([-0.3, -0.2, 0.1, 0.2, 0.4], { id: "shadow", asked: () => (asked += 1) });
      contenders = { ...contenders, shadows: [shadow] };
      await predicting()(await seen(0));
      await predicting()(await seen(1));
      const predict = predicting();
      for (let bucket = 2; bucket <= perTrial; bucket += 10) await predict(await seen(bucket));
      await predict(await seen(perTrial));
      const rows = await trials();
      expect(rows).length(2 * 2 * 2 * 2);
      const ofModel = (model: string) => rows.filter((row) => row.model === model).map(({ model: _name, ...rest }) => rest);
      expect(ofModel("shadow")).deep.equal(ofModel("steady"));
      expect(new Set(rows.map((row) => row.made_at)).size).equal(2);
      expect(asked).equal(2);
    });

    it("are scored when their horizon is over, by what the index grew by, and the model learns each once", async () => {
      contenders = { champion: { kind: "model", model: constantModel(SOUND, { track: countingTrack }) }, shadows: [] };
      const predict = predicting();
      const buckets = [0, 1, perTrial, 2 * perTrial, DAY / BUCKET - 1, DAY / BUCKET, DAY / BUCKET + 1, DAY / BUCKET + perTrial];
      for (const bucket of buckets) await predict(await seen(bucket));
      const name = { model: "steady", modelVersion: "1" };
      const scored = await scoredTrials(store.db, name, 0);
      expect(scored.map((one) => [one.marketId, one.horizonSeconds])).have.deep.members([
        [sampleMarket.id, DAY],
        [other.id, DAY],
        [sampleMarket.id, DAY],
        [other.id, DAY],
      ]);
      for (const trial of scored) expectNear(trial.realisedApr, 0.0412, 1e-4);
      expect(await trackStates(store.db, [name])).deep.equal([{ ...name, horizonSeconds: DAY, state: { known: 4 } }]);
      const last = await predict(await seen(DAY / BUCKET + perTrial + 1));
      expect(last.forecasts).length(2);
      const [day] = await newestForecasts(store.db, [sampleMarket.id]);
      expectNear(day?.meanApr ?? 0, 0.0416, 1e-9);

      const [score, ...none] = await liveScoreboard(store.db, { sinceSeconds: 0, byMarket: false });
      expect(none).deep.equal([]);
      expect(score).deep.include({ model: "steady", horizonSeconds: DAY, marketId: null, samples: 4, markets: 2, coverage80: 1 });
    });
  });
});
