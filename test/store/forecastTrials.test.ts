import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../bot/store/connection.ts";
import {
  dueTrials,
  type ForecastTrial,
  insertTrials,
  modelsOnTrial,
  scoredTrials,
  scoreTrials,
  TRIAL_SECONDS,
} from "../../bot/store/forecastTrials.ts";
import { liveScoreboard } from "../../bot/store/liveScoreboard.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { insertObservations } from "../../bot/store/observations.ts";
import { expectNear } from "../near.ts";
import { finite } from "./arbitraries.ts";
import { rejection } from "./rejection.ts";
import { sampleMarket, sampleObservation } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const other = { ...sampleMarket, id: "1:compound-v3:usdc" };
const MOMENT = Math.ceil(sampleObservation(0).bucketTimeSeconds / TRIAL_SECONDS) * TRIAL_SECONDS;

/** The trial of the n-th moment; `changes` overrides any field. */
function trial(moment: number, changes: Partial<ForecastTrial> = {}): ForecastTrial {
  return {
    marketId: sampleMarket.id,
    horizonSeconds: DAY,
    model: "m",
    modelVersion: "1",
    momentSeconds: MOMENT + moment * TRIAL_SECONDS,
    madeAtSeconds: MOMENT + moment * TRIAL_SECONDS + 11,
    blockNumber: 23_000_000 + moment,
    persistenceApr: 0.04,
    scaleApr: 0.04,
    pointApr: 0.05,
    levels: [0.1, 0.5, 0.9],
    rawApr: [0.03, 0.05, 0.07],
    publishedApr: [0.04, 0.05, 0.06],
    ...changes,
  };
}
const paying = (one: ForecastTrial, realisedApr: number) => ({ ...one, realisedApr, unscorable: null });

describe("store: forecasts on trial", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket, other]);
  });
  beforeEach(() => store.pool.query("truncate forecast_trials, observations"));
  after(() => store.close());
  const name = { model: "m", modelVersion: "1" };

  it("come back exactly, of any figures, and the first of a moment stays", async () => {
    const figures = fc.array(finite, { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        finite,
        finite,
        figures,
        figures,
        fc.string({ unit: "grapheme-ascii", minLength: 1 }),
        async (persistenceApr, realisedApr, rawApr, publishedApr, model) => {
          await store.pool.query("truncate forecast_trials");
          const one = trial(0, { persistenceApr, rawApr, publishedApr, model });
          expect(await insertTrials(store.db, [one])).to.equal(1);
          expect(await insertTrials(store.db, [{ ...one, madeAtSeconds: one.madeAtSeconds + 300, pointApr: 1 }])).to.equal(0);
          await scoreTrials(store.db, [paying(one, realisedApr)], one.madeAtSeconds + DAY);
          expect(await scoredTrials(store.db, { model, modelVersion: "1" }, 0)).to.deep.equal([{ ...one, realisedApr }]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("are refused beside the six hours", async () => {
    const error = await rejection(insertTrials(store.db, [trial(0, { momentSeconds: MOMENT + 1, madeAtSeconds: MOMENT + 2 })]));
    expect(error.message).to.include("check constraint");
  });

  it("say which models have been tried at a moment", async () => {
    await insertTrials(store.db, [trial(0), trial(0, { model: "n", modelVersion: "2" }), trial(1, { model: "o" })]);
    expect(await modelsOnTrial(store.db, MOMENT)).to.deep.equal([name, { model: "n", modelVersion: "2" }]);
  });

  it("are due when their horizon is over and their market was observed since, or patience has run out; scored once", async () => {
    const observed = trial(0);
    const silent = trial(0, { marketId: other.id });
    const week = trial(0, { horizonSeconds: 7 * DAY });
    await insertTrials(store.db, [observed, silent, week]);
    const bucket = Math.ceil((observed.madeAtSeconds + DAY - sampleObservation(0).blockTimeSeconds) / 300);
    await insertObservations(store.db, [sampleObservation(bucket)]);
    const due = (now: number) => dueTrials(store.db, now, { limit: 10, patience: 1.25 });
    expect(await due(observed.madeAtSeconds + DAY - 1)).to.deep.equal([]);
    expect(await due(observed.madeAtSeconds + DAY + 300)).to.deep.equal([observed]);
    expect(await due(observed.madeAtSeconds + 1.25 * DAY + 1)).to.deep.equal([observed, silent]);
    await scoreTrials(store.db, [paying(observed, 0.045)], 1);
    await scoreTrials(store.db, [{ ...silent, realisedApr: null, unscorable: "nobody looked" }], 1);
    await scoreTrials(store.db, [paying(observed, 0.9)], 2);
    expect(await due(observed.madeAtSeconds + 2 * DAY)).to.deep.equal([]);
    expect(await scoredTrials(store.db, name, 0)).to.deep.equal([{ ...observed, realisedApr: 0.045 }]);
  });

  describe("on the live scoreboard", () => {
    it("have errors, coverage and pinball loss as a few lines of arithmetic say", async () => {
      const rates = [0.045, 0.052, 0.09, 0.04];
      const trials = rates.map((_, i) => trial(i, { marketId: i < 2 ? sampleMarket.id : other.id }));
      await insertTrials(store.db, [...trials, trial(9), trial(8, { horizonSeconds: 7 * DAY })]);
      await scoreTrials(
        store.db,
        trials.map((one, i) => paying(one, rates[i] as number)),
        1,
      );
      const [all, first, second, ...none] = await liveScoreboard(store.db, { sinceSeconds: 0, byMarket: true });
      expect(none).to.deep.equal([]);
      expect(all).to.deep.include({ ...name, horizonSeconds: DAY, marketId: null, samples: 4, markets: 2, coverage80: 0.75 });
      expect([first?.marketId, second?.marketId]).to.deep.equal([sampleMarket.id, other.id].sort());
      const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
      expectNear(all?.mae ?? 0, mean(rates.map((rate) => Math.abs(rate - 0.05))), 1e-15);
      expectNear(all?.persistenceMae ?? 0, mean(rates.map((rate) => Math.abs(rate - 0.04))), 1e-15);
      expectNear(all?.relativeMae ?? 0, (all?.mae ?? 0) / (all?.persistenceMae ?? 1), 1e-12);
      const losses = rates.map((rate) =>
        mean(
          [0.1, 0.5, 0.9].map(
            (level, i) =>
              Math.abs(rate - ([0.04, 0.05, 0.06][i] as number)) * (rate > ([0.04, 0.05, 0.06][i] as number) ? level : 1 - level),
          ),
        ),
      );
      expectNear(all?.pinball ?? 0, mean(losses), 1e-15);
    });

    it("count from a time on and of the markets asked for; persistence without error makes no quotient", async () => {
      const late = trial(5, { marketId: other.id });
      await insertTrials(store.db, [trial(0), late]);
      await scoreTrials(store.db, [paying(trial(0), 0.06), paying(late, 0.04)], 1);
      const since = await liveScoreboard(store.db, { sinceSeconds: late.madeAtSeconds, byMarket: false });
      expect(since).to.have.lengthOf(1);
      expect(since[0]).to.deep.include({ samples: 1, persistenceMae: 0, relativeMae: null, marketId: null });
      const [of] = await liveScoreboard(store.db, { sinceSeconds: 0, byMarket: false, marketIds: [sampleMarket.id] });
      expect(of).to.deep.include({ samples: 1, coverage80: 1 });
    });
  });
});
