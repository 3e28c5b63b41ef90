import { expect } from "chai";
import fc from "fast-check";
import type { Forecast } from "../../bot/core/forecast.ts";
import type { Store } from "../../bot/store/connection.ts";
import { forecastHistory, insertForecasts, latestForecasts, newestForecasts } from "../../bot/store/forecasts.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { finite, text } from "./arbitraries.ts";
import { sampleMarket } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const series = { marketId: sampleMarket.id, model: "ewma", horizonSeconds: 604_800 };
const forecast = (blockNumber: number, changes: Partial<Forecast> = {}): Forecast => ({
  ...series,
  blockNumber,
  madeAtSeconds: 1_750_000_000 + blockNumber * 12,
  modelVersion: "1",
  meanApr: 0.041,
  p10Apr: 0.03,
  p50Apr: 0.04,
  p90Apr: 0.06,
  ...changes,
});

describe("store: forecasts", () => {
  let store: Store;
  beforeEach(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket]);
  });
  afterEach(() => store.close());

  it("come back exactly, for any forecast", async () => {
    let block = 0;
    const any = fc.record({ modelVersion: text, meanApr: finite, p10Apr: finite, p50Apr: finite, p90Apr: finite });
    await fc.assert(
      fc.asyncProperty(any, async (changes) => {
        block += 1;
        const made = forecast(block, changes);
        expect(await insertForecasts(store.db, [made])).to.equal(1);
        expect(await latestForecasts(store.db, [sampleMarket.id], series)).to.deep.equal([made]);
      }),
      { numRuns: 30 },
    );
  });

  it("stay as they were first made", async () => {
    await insertForecasts(store.db, [forecast(1)]);
    expect(await insertForecasts(store.db, [forecast(1, { meanApr: 0.9 }), forecast(2)])).to.equal(1);
    expect(await forecastHistory(store.db, series, 0)).to.deep.equal([forecast(1), forecast(2)]);
  });

  it("are told apart by model, version and horizon", async () => {
    const others = [forecast(1, { model: "persistence" }), forecast(1, { modelVersion: "2" }), forecast(1, { horizonSeconds: 3_600 })];
    expect(await insertForecasts(store.db, [forecast(1), ...others])).to.equal(4);
    expect(await latestForecasts(store.db, [sampleMarket.id], { model: "persistence", horizonSeconds: 604_800 })).to.deep.equal([
      others[0],
    ]);
    expect(await forecastHistory(store.db, { ...series, horizonSeconds: 3_600 }, 0)).to.deep.equal([others[2]]);
  });

  it("come as a history from a time on, oldest first", async () => {
    await insertForecasts(store.db, [forecast(3), forecast(1), forecast(2)]);
    expect(await forecastHistory(store.db, series, forecast(2).madeAtSeconds)).to.deep.equal([forecast(2), forecast(3)]);
  });

  it("has the newest of each market and horizon, whatever model made it, of those made within a day of the newest of all", async () => {
    const markets = ["a", "b", "c"].map((name) => ({ ...sampleMarket, id: `1:${name}:usdc` }));
    await upsertMarkets(store.db, markets);
    const ids = markets.map(({ id }) => id);
    const hour = 3_600;
    const any = fc.record({
      marketId: fc.constantFrom(...ids),
      horizonSeconds: fc.constantFrom(hour, 86_400, 604_800),
      model: fc.constantFrom("ewma", "tcn", "persistence"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(any, { maxLength: 60 }), async (made) => {
        await store.pool.query("delete from forecasts");
        const forecasts = made.map((one, block) => forecast(block, { ...one, madeAtSeconds: 1_750_000_000 + block * hour }));
        await insertForecasts(store.db, forecasts);
        const recent = forecasts.filter(({ madeAtSeconds }) => madeAtSeconds >= (forecasts.at(-1)?.madeAtSeconds ?? 0) - 86_400);
        const newest = new Map(recent.map((one) => [`${one.marketId} ${String(one.horizonSeconds).padStart(9)}`, one]));
        const expected = [...newest].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
        expect(await newestForecasts(store.db, [...ids, "1:unknown:usdc"])).to.deep.equal(expected);
      }),
      { numRuns: 30 },
    );
  });
});
