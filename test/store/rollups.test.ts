import { expect } from "chai";
import fc from "fast-check";
import type { Market } from "../../bot/core/market.ts";
import type { Observation } from "../../bot/core/observation.ts";
import { PERIOD_SECONDS, type Period, type PeriodYield } from "../../bot/core/periodYield.ts";
import { toFloat } from "../../bot/core/units.ts";
import { realisedSupplyApr } from "../../bot/predict/realisedApr.ts";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { insertObservations } from "../../bot/store/observations.ts";
import { insertPeriodYields, periodYields } from "../../bot/store/periodYields.ts";
import { rollUp } from "../../bot/store/rollups.ts";
import { rejection } from "./rejection.ts";
import { sampleMarket, sampleObservation } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const { hour: HOUR, day: DAY } = PERIOD_SECONDS;
/** A day before the end of a month, so that days lie in two partitions. */
const START = Date.UTC(2025, 5, 30) / 1000;
const BUCKET_SECONDS = 1_200;
const BUCKETS = (3 * DAY) / BUCKET_SECONDS;
const sky: Market = { ...sampleMarket, id: "1:sky-savings:usds", asset: { ...sampleMarket.asset, decimals: 18 } };
const marketIds = [sampleMarket.id, sky.id];

const observationInBucket = fc
  .record({
    marketId: fc.constantFrom(...marketIds),
    bucket: fc.nat({ max: BUCKETS - 1 }),
    late: fc.nat({ max: BUCKET_SECONDS / 12 - 1 }),
    supplyApr: fc.double({ min: -1, max: 2, noNaN: true }),
    rewardApr: fc.double({ min: 0, max: 1, noNaN: true }),
    growthIndexRay: fc.bigInt({ min: 1n, max: 2n * 10n ** 27n }),
    totalSupply: fc.bigInt({ min: 0n, max: 10n ** 30n }),
    assetPriceUsd: fc.double({ min: 0.5, max: 5_000, noNaN: true }),
  })
  .map(({ bucket, late, ...fields }): Observation => {
    const bucketTimeSeconds = START + bucket * BUCKET_SECONDS;
    const blockTimeSeconds = bucketTimeSeconds + late * 12;
    return { ...sampleObservation(0), ...fields, bucketTimeSeconds, blockTimeSeconds, blockNumber: blockTimeSeconds / 12 };
  });

describe("store: rollups", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  beforeEach(async () => {
    await store.pool.query("truncate observations, stale_days, hourly_yields, daily_yields");
    await upsertMarkets(store.db, [sampleMarket, sky]);
  });
  after(() => store.close());

  async function stored(period: Period): Promise<readonly PeriodYield[]> {
    const range = { period, fromSeconds: START - 30 * DAY, toSeconds: START + 30 * DAY };
    return (await Promise.all(marketIds.map((marketId) => periodYields(store.db, { ...range, marketId })))).flat();
  }

  it("are what the observations come to, whatever arrives late, is taken back, or is summed up in between", async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ arrive: fc.array(observationInBucket, { minLength: 1, maxLength: 40 }) }) },
      { weight: 1, arbitrary: fc.record({ reorganiseFrom: fc.nat({ max: BUCKETS - 1 }) }) },
      { weight: 2, arbitrary: fc.record({ now: fc.nat({ max: BUCKETS + 100 }) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        await store.pool.query("truncate observations, stale_days, hourly_yields, daily_yields");
        const model = new Map<string, Observation>();
        let now = START;
        for (const one of steps) {
          if ("arrive" in one) {
            for (const row of one.arrive) {
              const id = `${row.marketId}@${row.blockNumber}`;
              if (!model.has(id)) model.set(id, row);
            }
            await insertObservations(store.db, one.arrive);
          } else if ("reorganiseFrom" in one) {
            const from = START + one.reorganiseFrom * BUCKET_SECONDS;
            for (const [id, row] of model) if (row.blockTimeSeconds >= from) model.delete(id);
            await store.db
              .deleteFrom("observations")
              .where("block_number", ">=", from / 12)
              .execute();
          } else {
            now = Math.max(now, START + one.now * BUCKET_SECONDS);
            await rollUp(store.db, now);
          }
        }
        now += 5 * HOUR;
        await rollUp(store.db, now);
        for (const period of ["hour", "day"] as const) expectClose(await stored(period), summedUp([...model.values()], period, now));
        const again = await rollUp(store.db, now);
        expect([again.hours, again.marketDays, again.removed]).to.deep.equal([0, 0, 0]);
      }),
      { numRuns: 25 },
    );
  });

  it("look only at days that changed, and at a day that is not over until it is", async () => {
    const at = (bucket: number) => ({
      ...sampleObservation(bucket),
      bucketTimeSeconds: START + bucket * 300,
      blockTimeSeconds: START + bucket * 300,
    });
    await insertObservations(store.db, [at(0), at(11), at(12)]);
    expect(await rollUp(store.db, START + HOUR)).to.deep.equal({ days: 1, hours: 1, marketDays: 0, removed: 0, left: 0 });
    expect(await rollUp(store.db, START + 2 * HOUR)).to.deep.include({ days: 1, hours: 1, marketDays: 0 });
    expect(await rollUp(store.db, START + DAY)).to.deep.include({ days: 1, hours: 0, marketDays: 1 });
    expect(await rollUp(store.db, START + 9 * DAY)).to.deep.include({ days: 0 });
    // The same again is no change.
    await insertObservations(store.db, [at(11)]);
    expect(await rollUp(store.db, START + 9 * DAY)).to.deep.include({ days: 0 });
  });

  it("leave what others have brought in alone", async () => {
    const imported: PeriodYield = {
      ...(summedUp(
        [{ ...sampleObservation(0), bucketTimeSeconds: START, blockTimeSeconds: START }],
        "hour",
        START + HOUR,
      )[0] as PeriodYield),
      origin: "import",
      supplyApr: 0.07,
    };
    await insertPeriodYields(store.db, "hour", [imported]);
    await insertObservations(store.db, [{ ...sampleObservation(0), bucketTimeSeconds: START, blockTimeSeconds: START }]);
    await rollUp(store.db, START + DAY);
    expect((await stored("hour")).map(({ origin, supplyApr }) => [origin, supplyApr])).to.deep.equal([
      ["import", 0.07],
      ["rollup", sampleObservation(0).supplyApr],
    ]);
  });

  it("stop when told to and go on later; and a day that cannot be summed up does not hold up the others", async () => {
    const on = (day: number, changes: Partial<Observation> = {}) => {
      const time = START + day * DAY + 6 * HOUR;
      return { ...sampleObservation(day), bucketTimeSeconds: time, blockTimeSeconds: time, ...changes };
    };
    const impossible = Number.MAX_VALUE;
    await insertObservations(store.db, [on(0), on(1, { totalSupply: 2n ** 255n, assetPriceUsd: impossible }), on(2), on(3)]);
    let days = 0;
    const first = await rollUp(store.db, START + 9 * DAY, () => days++ < 1);
    expect(first).to.deep.include({ days: 1, left: 3 });
    const error = await rejection(rollUp(store.db, START + 9 * DAY));
    expect(error.message).to.include("out of range");
    expect((await stored("day")).map(({ periodStartSeconds }) => (periodStartSeconds - START) / DAY)).to.deep.equal([0, 2, 3]);
    const { rows } = await store.pool.query("select distinct day_start from stale_days");
    expect(rows).to.deep.equal([{ day_start: START + DAY }]);
  });
});

/** The same in a few lines of another language: the definition that the SQL has to meet. */
function summedUp(observations: readonly Observation[], period: Period, now: number): readonly PeriodYield[] {
  const length = PERIOD_SECONDS[period];
  const sorted = [...observations].sort((a, b) => a.bucketTimeSeconds - b.bucketTimeSeconds || a.blockNumber - b.blockNumber);
  const startOf = (row: Observation, seconds: number) => Math.floor(row.bucketTimeSeconds / seconds) * seconds;
  const yields: PeriodYield[] = [];
  for (const marketId of marketIds) {
    const own = sorted.filter((row) => row.marketId === marketId);
    for (const start of new Set(own.map((row) => startOf(row, length)))) {
      if (start + length > now) continue;
      const rows = own.filter((row) => startOf(row, length) === start);
      const [first, last] = [rows[0], rows.at(-1)] as [Observation, Observation];
      const since = own.filter((row) => row.bucketTimeSeconds >= start - HOUR && row.bucketTimeSeconds < start).at(-1) ?? first;
      const hours = [...new Set(rows.map((row) => startOf(row, HOUR)))].map((hour) => rows.filter((row) => startOf(row, HOUR) === hour));
      const mean = (rate: "supplyApr" | "rewardApr") => average(hours.map((hour) => average(hour.map((row) => row[rate]))));
      const usd = (amount: bigint) => toFloat(amount, marketId === sky.id ? 18 : 6) * last.assetPriceUsd;
      yields.push({
        marketId,
        periodStartSeconds: start,
        origin: "rollup",
        lastSampleSeconds: last.blockTimeSeconds,
        lastBlockNumber: last.blockNumber,
        samples: rows.length,
        supplyApr: mean("supplyApr"),
        rewardApr: mean("rewardApr"),
        realisedApr: since.blockTimeSeconds < last.blockTimeSeconds ? realisedSupplyApr(since, last) : null,
        totalSupplyUsd: usd(last.totalSupply),
        totalBorrowUsd: usd(last.totalBorrow),
        liquidityUsd: usd(last.liquidity),
        utilization: last.utilization,
        assetPriceUsd: last.assetPriceUsd,
        depositUsd: null,
        withdrawUsd: null,
        borrowUsd: null,
        repayUsd: null,
        volumeUsd: null,
        impermanentLoss7d: null,
      });
    }
  }
  return yields;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Equal but for the last digits of sums and logarithms. */
function expectClose(found: readonly PeriodYield[], expected: readonly PeriodYield[]): void {
  const close = (row: PeriodYield, other: PeriodYield | undefined) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const reference = other?.[name as keyof PeriodYield];
        if (typeof value !== "number" || typeof reference !== "number") return [name, value];
        return [name, Math.abs(value - reference) <= 1e-9 * Math.max(1, Math.abs(reference)) ? reference : value];
      }),
    );
  expect(found.map((row, place) => close(row, expected[place]))).to.deep.equal(expected.map((row) => ({ ...row })));
}
