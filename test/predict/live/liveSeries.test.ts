import { expect } from "chai";
import type { Observation } from "../../../bot/core/observation.ts";
import { emptyYields } from "../../../bot/observe/history/historyRow.ts";
import { createSeriesReader } from "../../../bot/predict/live/liveSeries.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import type { Store } from "../../../bot/store/connection.ts";
import { upsertHistoryMarkets } from "../../../bot/store/history.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import { insertObservations } from "../../../bot/store/observations.ts";
import { insertPeriodYields } from "../../../bot/store/periodYields.ts";
import { rollUp } from "../../../bot/store/rollups.ts";
import { expectNear } from "../../near.ts";
import { sampleMarket, sampleObservation } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";

const HOUR = 3_600;
/** The samples begin ten minutes into an hour. */
const FIRST = sampleObservation(0).bucketTimeSeconds;
const other = { ...sampleMarket, id: "1:compound-v3:usdc", protocol: "compound-v3" };
const ids = [sampleMarket.id, other.id];

/** A market whose rate and index wander, one sample in five minutes. */
function wandering(bucket: number, marketId: string): Observation {
  const observation = sampleObservation(bucket, marketId);
  const supplyApr = 0.04 + 0.01 * Math.sin(bucket / 9) + (marketId === other.id ? 0.02 : 0);
  return {
    ...observation,
    supplyApr,
    rewardApr: 0.001 * (bucket % 7),
    growthIndexRay: observation.growthIndexRay + BigInt(bucket % 5) * 10n ** 20n,
  };
}

const columns = ["timeSeconds", "quotedApr", "paidApr", "totalSupplyUsd", "totalBorrowUsd", "utilization", "assetPriceUsd"] as const;

function expectSame(actual: readonly MarketSeries[], expected: readonly MarketSeries[]): void {
  expect(actual.map((one) => one.marketId)).deep.equal(expected.map((one) => one.marketId));
  for (const [i, series] of expected.entries()) {
    for (const column of columns) {
      expect(actual[i]?.[column].length, column).equal(series[column].length);
      series[column].forEach((value, j) => {
        const found = actual[i]?.[column][j] as number;
        if (Number.isNaN(value)) expect(found, column).NaN;
        // PostgreSQL and JavaScript sum in another order.
        else expectNear(found, value, Math.abs(value) * 1e-7, column);
      });
    }
  }
}

describe("live series", () => {
  let store: Store;
  beforeEach(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket, other]);
  });
  afterEach(() => store.close());

  const observe = (buckets: readonly number[], marketIds = ids) =>
    insertObservations(
      store.db,
      buckets.flatMap((bucket) => marketIds.map((id) => wandering(bucket, id))),
    );
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  const timeOf = (bucket: number) => sampleObservation(bucket).blockTimeSeconds;

  it("have finished hours, and every sample since, up to the moment and no further", async () => {
    await observe(range(0, 40));
    await rollUp(store.db, timeOf(39));
    const [series] = await createSeriesReader(store.db)(ids, timeOf(30));
    const hour = Math.floor(timeOf(30) / HOUR) * HOUR;
    // An hour stands where it is over.
    const finished = [Math.floor(FIRST / HOUR) * HOUR + HOUR, hour];
    const since = range(0, 31).filter((bucket) => sampleObservation(bucket).bucketTimeSeconds >= hour);
    expect([...(series?.timeSeconds ?? [])]).deep.equal([...finished, ...since.map(timeOf)]);
    const last = wandering(30, sampleMarket.id);
    expect(series?.quotedApr.at(-1)).equal(last.supplyApr + last.rewardApr);
    expect(series).deep.include({ protocol: "aave-v3", symbol: "USDC", category: "lending" });
  });

  it("are the same before hours are summed up and afterwards", async () => {
    await observe(range(0, 60));
    const before = await createSeriesReader(store.db)(ids, timeOf(55));
    await rollUp(store.db, timeOf(59));
    expectSame(await createSeriesReader(store.db)(ids, timeOf(55)), before);
  });

  it("are the same at a moment whatever came after it", async () => {
    await observe(range(0, 30));
    await rollUp(store.db, timeOf(29));
    const then = await createSeriesReader(store.db)(ids, timeOf(29));
    await observe(range(30, 90));
    await rollUp(store.db, timeOf(89));
    expectSame(await createSeriesReader(store.db)(ids, timeOf(29)), then);
  });

  it("go on from tick to tick as if read anew", async () => {
    const reader = createSeriesReader(store.db);
    for (const bucket of range(0, 30)) {
      await observe([bucket]);
      if (bucket % 12 === 5) await rollUp(store.db, timeOf(bucket));
      expectSame(await reader(ids, timeOf(bucket)), await createSeriesReader(store.db)(ids, timeOf(bucket)));
    }
  });

  it("go on over days as if read anew, and forget what is too long ago", async () => {
    await observe(range(0, 12 * 24 * 3).filter((bucket) => bucket % 4 === 0));
    await rollUp(store.db, timeOf(12 * 24 * 3));
    const reader = createSeriesReader(store.db);
    const lookBack = 36 * HOUR;
    for (const bucket of range(24, 72).map((hours) => hours * 12 + 4)) {
      expectSame(await reader(ids, timeOf(bucket), lookBack), await createSeriesReader(store.db)(ids, timeOf(bucket), lookBack));
    }
  });

  it("see an hour of the last day that was filled in later, as soon as another hour ends", async () => {
    await observe(range(0, 12 * 6).filter((bucket) => bucket < 12 || bucket >= 36));
    await rollUp(store.db, timeOf(12 * 6));
    const reader = createSeriesReader(store.db);
    await reader(ids, timeOf(12 * 4));
    await observe(range(12, 36));
    await rollUp(store.db, timeOf(12 * 6));
    const at = timeOf(12 * 5);
    expectSame(await reader(ids, at), await createSeriesReader(store.db)(ids, at));
  });

  it("take other people's hours where there are none of our own, of markets known by history only, too", async () => {
    const hour = Math.floor(FIRST / HOUR) * HOUR;
    const imported = (marketId: string, start: number, supplyApr: number) => ({
      ...emptyYields({ marketId, periodStartSeconds: start, origin: "import", lastSampleSeconds: start + 77 }),
      supplyApr,
    });
    await upsertHistoryMarkets(store.db, [{ id: "old", protocol: "aave-v2", symbol: "DAI", category: "lending" }]);
    await insertPeriodYields(store.db, "hour", [
      imported(sampleMarket.id, hour - HOUR, 0.07),
      imported(sampleMarket.id, hour, 0.08),
      imported("old", hour, 0.09),
    ]);
    await observe(range(0, 30), [sampleMarket.id]);
    await rollUp(store.db, timeOf(29));
    const series = await createSeriesReader(store.db)([...ids, "old"], timeOf(29));
    expect(series.map((one) => one.marketId)).deep.equal([sampleMarket.id, "old"]);
    expect([...(series[0]?.timeSeconds.slice(0, 3) ?? [])]).deep.equal([hour - HOUR + 77, hour + HOUR, hour + 2 * HOUR]);
    expect(series[0]?.quotedApr[0]).equal(0.07);
    expect([...(series[1]?.quotedApr ?? [])]).deep.equal([0.09]);
  });
});
