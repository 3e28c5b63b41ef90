import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../bot/store/connection.ts";
import { insertTrials, scoreTrials, TRIAL_SECONDS } from "../../bot/store/forecastTrials.ts";
import type { LiveScore } from "../../bot/store/liveScoreboard.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { createMeasuresReader, overVersions } from "../../bot/watch/databaseMeasures.ts";
import { sampleMarket } from "../store/samples.ts";
import { createTestStore } from "../store/testStore.ts";

const HOUR = 3_600;
const NOW = 83_334 * TRIAL_SECONDS;
const SPACE = { bytes: 1, limitBytes: null, disk: null };

const score = (changes: Partial<LiveScore>): LiveScore => ({
  model: "m",
  modelVersion: "1",
  horizonSeconds: 24 * HOUR,
  marketId: null,
  samples: 1,
  markets: 1,
  mae: 0.01,
  persistenceMae: 0.02,
  relativeMae: 0.5,
  coverage80: 0.8,
  pinball: 0.01,
  ...changes,
});

describe("watch: what the database says of all that uses it", () => {
  it("takes a model's versions together, each by its trials, as if all errors were averaged at once", () => {
    const error = fc.double({ min: 0, max: 2, noNaN: true });
    const versions = fc.array(fc.array(error, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(versions, (ofVersions) => {
        const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
        const scores = ofVersions.map((errors, i) =>
          score({
            modelVersion: String(i),
            samples: errors.length,
            mae: mean(errors),
            coverage80: mean(errors.map((one) => Number(one < 1))),
          }),
        );
        const [measure, ...others] = overVersions([...scores, score({ model: "other" })]).filter(({ model }) => model === "m");
        const all = ofVersions.flat();
        expect(others).to.deep.equal([]);
        expect(measure?.samples).to.equal(all.length);
        expect(measure?.mae).to.be.closeTo(mean(all), 1e-9);
        expect(measure?.coverage80).to.be.closeTo(mean(all.map((one) => Number(one < 1))), 1e-9);
      }),
    );
  });

  it("keeps horizons apart", () => {
    const measures = overVersions([score({}), score({ horizonSeconds: 168 * HOUR, mae: 0.03 })]);
    expect(measures.map(({ horizonSeconds, mae }) => [horizonSeconds / HOUR, mae])).to.deep.equal([
      [24, 0.01],
      [168, 0.03],
    ]);
  });

  describe("in a database", () => {
    let store: Store;
    before(async () => {
      store = await createTestStore();
      await upsertMarkets(store.db, [sampleMarket]);
    });
    after(() => store.close());

    it("reads alerts each time, and scores of 30 days every quarter of an hour", async () => {
      const read = createMeasuresReader(store.db, async () => SPACE);
      expect(await read(NOW)).to.deep.equal({ space: SPACE, openAlerts: { info: 0, warning: 0, critical: 0 }, forecasts: [] });
      const trial = (daysAgo: number) => ({
        marketId: sampleMarket.id,
        horizonSeconds: 24 * HOUR,
        model: "m",
        modelVersion: "1",
        momentSeconds: NOW - daysAgo * 24 * HOUR,
        madeAtSeconds: NOW - daysAgo * 24 * HOUR,
        blockNumber: 1,
        persistenceApr: 0.05,
        scaleApr: 0.04,
        pointApr: 0.04,
        levels: [0.1, 0.5, 0.9],
        rawApr: [0.03, 0.04, 0.05],
        publishedApr: [0.03, 0.04, 0.05],
      });
      const trials = [trial(2), trial(40)];
      await insertTrials(store.db, trials);
      await scoreTrials(
        store.db,
        trials.map((one) => ({ ...one, realisedApr: 0.043, unscorable: null })),
        NOW,
      );
      await store.pool.query(`
        insert into alerts (rule, vault_name, chain_id, subject, fingerprint, severity, state, opened_at, last_seen, streak, streak_since,
          evaluated_at, summary, details)
        select 'data-gap', 'main', 1, state, state, 'critical', state, 1, 1, 0, 1, 1, '', '{}' from unnest(array['firing', 'acknowledged', 'pending']) as state`);
      const soon = await read(NOW + 899);
      expect(soon.openAlerts).to.deep.equal({ info: 0, warning: 0, critical: 2 });
      expect(soon.forecasts).to.deep.equal([]);
      const [measure, ...others] = (await read(NOW + 900)).forecasts;
      expect(others).to.deep.equal([]);
      expect(measure).to.deep.include({ model: "m", horizonSeconds: 24 * HOUR, samples: 1, coverage80: 1 });
      expect(measure?.mae).to.be.closeTo(0.003, 1e-12);
      expect(measure?.persistenceMae).to.be.closeTo(0.007, 1e-12);
    });
  });
});
