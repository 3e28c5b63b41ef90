import { expect } from "chai";
import fc from "fast-check";
import { Migrator } from "kysely/migration";
import type { Observation } from "../../bot/core/observation.ts";
import { observationId } from "../../bot/core/observation.ts";
import { connectStore, type Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { migrateToLatest } from "../../bot/store/migrate.ts";
import { migrations } from "../../bot/store/migrations/index.ts";
import { insertObservations, latestObservations, observationHistories, observationsById } from "../../bot/store/observations.ts";
import { observationPartitions } from "../../bot/store/partitions.ts";
import { anyObservation, text } from "./arbitraries.ts";
import { rejection } from "./rejection.ts";
import { sampleMarket, sampleObservation } from "./samples.ts";
import { createTestDatabase, createTestStore } from "./testStore.ts";

const DAY = 86_400;

/** One a day from a time on, in an order of its own. */
function daily(from: number, days: number): readonly Observation[] {
  return Array.from({ length: days }, (_, day) => {
    const time = from + day * DAY;
    return { ...sampleObservation(0), bucketTimeSeconds: time, blockTimeSeconds: time, blockNumber: 1_000 + day };
  });
}

describe("store: observations by month", () => {
  let store: Store;
  beforeEach(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket]);
  });
  afterEach(() => store.close());

  const everything = async () => (await observationHistories(store.db, [sampleMarket.id], -(2 ** 40))).get(sampleMarket.id);
  const partitioned = () => store.pool.query("select tableoid::regclass::text as name, bucket_time from observations order by bucket_time");

  it("lie in the month of their bucket (UTC), whichever year it is, and no month needs to be there before", async () => {
    const times = [
      "1969-12-31T23:55Z",
      "1970-01-01T00:00Z",
      "2024-02-29T23:55Z",
      "2024-03-01T00:00Z",
      "2038-01-19T03:15Z",
      "2199-12-31T00:00Z",
    ];
    const rows = times.map((time, number) => {
      const seconds = Date.parse(time) / 1000;
      return { ...sampleObservation(0), bucketTimeSeconds: seconds, blockTimeSeconds: seconds, blockNumber: number };
    });
    expect(await insertObservations(store.db, rows)).to.equal(rows.length);
    const months = (await partitioned()).rows.map(({ name }) => name.replace("observations_", ""));
    expect(months).to.deep.equal(["1969_12", "1970_01", "2024_02", "2024_03", "2038_01", "2199_12"]);
    expect(await everything()).to.deep.equal(rows);
  });

  it("come back exactly when thousands of them go in by COPY, whatever text they hold", async () => {
    const awkward = fc.sample(fc.tuple(text, anyObservation(0, 0)), 300);
    const rows = daily(0, 1_200).map((row, number) => {
      const [origin, any] = awkward[number % awkward.length] as [string, Observation];
      const { bucketTimeSeconds, blockTimeSeconds, blockNumber } = row;
      return { ...any, origin: number % 3 === 0 ? `${origin}\\N\t\\.\r\n` : origin, bucketTimeSeconds, blockTimeSeconds, blockNumber };
    });
    expect(await insertObservations(store.db, rows)).to.equal(rows.length);
    expect(await everything()).to.deep.equal(rows);
  });

  it("are stored once when some of thousands are there already, or come twice in one call", async () => {
    const rows = daily(0, 1_400).flatMap((row) =>
      Array.from({ length: 15 }, (_, place) => ({
        ...row,
        blockNumber: row.blockNumber * 100 + place,
        bucketTimeSeconds: row.bucketTimeSeconds + place * 300,
        blockTimeSeconds: row.blockTimeSeconds + place * 300,
      })),
    );
    const there = rows.filter((_, place) => place % 9_973 === 0);
    expect(await insertObservations(store.db, there)).to.equal(there.length);
    expect(await insertObservations(store.db, [...rows, ...rows.slice(0, 10)])).to.equal(rows.length - there.length);
    expect(await insertObservations(store.db, rows)).to.equal(0);
    expect(await everything()).to.deep.equal(rows);
  });

  it("of one block are one, also when another length of buckets gives them another bucket", async () => {
    const [row] = daily(1_750_000_000 - (1_750_000_000 % DAY) + 3_600, 1) as [Observation];
    const hourly = { ...row, bucketTimeSeconds: row.bucketTimeSeconds - 3_600 };
    expect(await insertObservations(store.db, [row])).to.equal(1);
    expect(await insertObservations(store.db, [hourly])).to.equal(0);
    const many = Array.from({ length: 1_500 }, (_, number) => ({ ...hourly, blockNumber: row.blockNumber + number }));
    expect(await insertObservations(store.db, many)).to.equal(1_499);
  });

  it("are all stored or none, with thousands of them as with a few", async () => {
    for (const days of [3, 2_000]) {
      const rows = daily(0, days);
      const unknown = [...rows, { ...rows[0], marketId: "1:nowhere:usdc" } as Observation];
      await rejection(insertObservations(store.db, unknown));
      const impossible = [...rows, { ...rows[0], blockNumber: -1 } as Observation];
      expect((await rejection(insertObservations(store.db, impossible))).message).to.include("check constraint");
      expect(await everything()).to.deep.equal([]);
    }
    // A caller's transaction is kept.
    const undone = store.db.transaction().execute(async (transaction) => {
      for (const days of [3, 2_000]) await insertObservations(transaction, daily(0, days));
      throw new Error("changed my mind");
    });
    expect((await rejection(undone)).message).to.equal("changed my mind");
    expect(await everything()).to.deep.equal([]);
    expect((await store.pool.query("select from stale_days")).rowCount).to.equal(0);
  });

  it("make each missing month once when many writers need the same ones at the same time", async () => {
    const rows = daily(0, 400);
    const stored = await Promise.all(Array.from({ length: 8 }, () => insertObservations(store.db, rows)));
    expect(stored.reduce((sum, count) => sum + count)).to.equal(rows.length);
    expect(await observationPartitions(store.db)).to.have.length(14);
    expect(await everything()).to.deep.equal(rows);
  });

  it("do not make readers wait for a new month", async () => {
    await insertObservations(store.db, daily(0, 10));
    const reader = await store.openSession();
    await reader.query("begin; select count(*) from observations");
    expect(
      await insertObservations(
        store.db,
        daily(400 * DAY, 1).map((row) => ({ ...row, blockNumber: 9_999 })),
      ),
    ).to.equal(1);
    const writer = await store.openSession();
    await writer.query("begin; select ensure_observation_partitions(array[1e9::bigint])");
    expect(await everything()).to.have.length(11);
    await Promise.all([reader.end(), writer.end()]);
  });

  it("come by id from the month their decision names, and from any other all the same", async () => {
    const rows = daily(0, 100);
    await insertObservations(store.db, rows);
    const ids = rows.map(observationId);
    expect(await observationsById(store.db, ids, rows[99]?.blockTimeSeconds)).to.deep.equal(rows);
    const last = rows.slice(-1);
    expect(await observationsById(store.db, last.map(observationId), last[0]?.blockTimeSeconds)).to.deep.equal(last);
    // One partition is opened, not four.
    const { rows: plan } = await store.pool.query<{ "QUERY PLAN": string }>(
      "explain select from observations where block_number = 5 and bucket_time between $1 and $2",
      [99 * DAY - DAY, 99 * DAY],
    );
    const opened = new Set(plan.flatMap((line) => line["QUERY PLAN"].match(/observations_\d{4}_\d\d(?= |$)/g) ?? []));
    expect([...opened]).to.deep.equal(["observations_1970_04"]);
  });

  it("come as the latest from years ago for a market that fell silent, beside one that has not", async () => {
    const now = Math.floor(Date.now() / 1000);
    const silent = { ...sampleMarket, id: "1:silent:usdc" };
    await upsertMarkets(store.db, [silent]);
    const old = daily(0, 3).map((row) => ({ ...row, marketId: silent.id }));
    const recent = { ...sampleObservation(0), bucketTimeSeconds: now - (now % 300), blockTimeSeconds: now };
    await insertObservations(store.db, [...old, recent]);
    expect(await latestObservations(store.db, [silent.id, sampleMarket.id])).to.deep.equal([old[2], recent]);
  });
});

describe("store: the migration to partitions", () => {
  it("carries every observation over, of whatever month, and marks its days", async () => {
    const databaseUrl = await createTestDatabase();
    const store = await connectStore({ databaseUrl });
    const provider = { getMigrations: async () => ({ ...migrations }) };
    expect((await new Migrator({ db: store.db, provider }).migrateTo("0003_yield_history")).error).to.equal(undefined);
    await upsertMarkets(store.db, [sampleMarket]);
    const rows = fc
      .sample(anyObservation(0, 0), 200)
      .map((row, number) => ({ ...row, blockNumber: number, bucketTimeSeconds: number * 5 * DAY, blockTimeSeconds: number * 5 * DAY }));
    for (const row of rows) {
      await store.pool.query(
        `insert into observations values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
        [
          row.marketId,
          row.blockNumber,
          row.blockTimeSeconds,
          row.bucketTimeSeconds,
          row.origin,
          row.supplyApr,
          row.rewardApr,
          row.unclaimedRewardApr,
          row.growthIndexRay,
          row.totalSupply,
          row.totalBorrow,
          row.liquidity,
          row.supplyRoom,
          row.utilization,
          row.assetPriceUsd,
          row.enterBps,
          row.exitBps,
          JSON.stringify(row.rateModel),
          row.flags.paused,
          row.flags.frozen,
          row.flags.supplyCapReached,
        ],
      );
    }
    const before = await store.pool.query(
      "select to_jsonb(o) - 'rate_model' as row, rate_model from observations as o order by block_number",
    );
    await migrateToLatest(store.db, store.target);
    const after = await store.pool.query(`select to_jsonb(o) - 'rate_model_id' as row, model as rate_model
      from observations as o join rate_models on id = rate_model_id order by block_number`);
    expect(after.rows).to.deep.equal(before.rows);
    expect((await observationHistories(store.db, [sampleMarket.id], 0)).get(sampleMarket.id)).to.deep.equal(rows);
    expect(await insertObservations(store.db, rows)).to.equal(0);
    const { rows: marked } = await store.pool.query("select day_start from stale_days order by 1");
    expect(marked.map(({ day_start: day }) => day)).to.deep.equal(rows.map(({ bucketTimeSeconds }) => bucketTimeSeconds));
    await store.close();
  });
});
