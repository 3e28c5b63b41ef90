import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import { Migrator } from "kysely/migration";
import { FULL_TOLERANCE } from "../../bot/core/risk.ts";
import { backUp } from "../../bot/store/backup.ts";
import {
  BackupExists,
  BackupFailed,
  BackupNewerThanCode,
  BackupUnreadable,
  DatabaseInUse,
  DatabaseNotEmpty,
} from "../../bot/store/backupErrors.ts";
import { connectStore, type Store } from "../../bot/store/connection.ts";
import { recordDecision } from "../../bot/store/decisions.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { migrateToLatest } from "../../bot/store/migrate.ts";
import { migrations } from "../../bot/store/migrations/index.ts";
import { insertObservations, latestObservations } from "../../bot/store/observations.ts";
import { postgresOutbox } from "../../bot/store/outbox.ts";
import { insertPeriodYields } from "../../bot/store/periodYields.ts";
import { insertRejectedSamples } from "../../bot/store/rejectedSamples.ts";
import { restore } from "../../bot/store/restore.ts";
import { insertRisks } from "../../bot/store/risks.ts";
import { insertTolerance } from "../../bot/store/riskTolerances.ts";
import { rollUp } from "../../bot/store/rollups.ts";
import { startTick } from "../../bot/store/ticks.ts";
import { anyDecision, anyObservation, text } from "./arbitraries.ts";
import { rejection } from "./rejection.ts";
import { SAMPLE_VAULT, sampleDecision, sampleMarket, sampleObservation, sampleRisk, sampleTransaction } from "./samples.ts";
import { createTestDatabase, createTestFolder, createTestStore } from "./testStore.ts";

const DAY = 86_400;
const key = { chainId: 1, vault: SAMPLE_VAULT };

describe("store: backup and restore", () => {
  let store: Store;
  let other: Store;
  let folder: string;
  before(async () => {
    [store, other, folder] = await Promise.all([createTestStore(), createTestStore(), createTestFolder()]);
  });
  after(() => Promise.all([store.close(), other.close()]));

  const newFile = () => path.join(folder, `${randomBytes(6).toString("hex")}.backup`);

  /** Every row of every table as PostgreSQL itself writes it, partitions apart, and where numbering goes on. */
  async function contents({ pool }: Store): Promise<Record<string, unknown>> {
    const { rows } = await pool.query<{ name: string }>(`select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%' order by relname`);
    const tables: Record<string, unknown> = {};
    for (const { name } of rows) {
      tables[name] = (await pool.query(`select t::text as row from ${name} as t order by 1`)).rows;
    }
    tables.sequences = (await pool.query("select sequencename, last_value from pg_sequences order by 1")).rows;
    return tables;
  }

  async function fill(): Promise<void> {
    await upsertMarkets(store.db, [sampleMarket]);
    await insertObservations(
      store.db,
      [0, 1, 9_000].map((bucket) => sampleObservation(bucket)),
    );
    await recordDecision(store.db, sampleDecision(1));
    await postgresOutbox(store.db, null).recordSigned(sampleTransaction(1, sampleDecision(1).id));
    await startTick(store.db, key, 300);
    await insertRisks(store.db, [sampleRisk(1)]);
    await insertTolerance(store.db, { ...key, ...FULL_TOLERANCE, blockNumber: 1, madeAtSeconds: 300 });
  }
  async function empty(): Promise<void> {
    await store.pool.query(`truncate markets, observations, rate_models, stale_days, dropped_months, forecasts, ticks, decisions, transactions,
      hourly_yields, daily_yields, rejected_samples, history_markets, risk_tolerances cascade`);
  }
  beforeEach(async () => {
    await empty();
    await fill();
  });

  it("gives back exactly what was there, for any rows, into a new database or in place of others", async () => {
    const extremes = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, Number.MAX_VALUE, 0.1 + 0.2);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.nat({ max: 100_000 }).chain((bucket) => anyObservation(bucket, bucket * 7_200)),
          { maxLength: 20 },
        ),
        anyDecision(text),
        fc.array(fc.tuple(text, extremes, fc.jsonValue()), { maxLength: 10 }),
        fc.uint8Array({ maxLength: 300 }),
        async (observations, decision, samples, bytes) => {
          await empty();
          await upsertMarkets(store.db, [sampleMarket]);
          await insertObservations(store.db, observations);
          await recordDecision(store.db, decision);
          const rawTransaction = `0x${Buffer.from(bytes).toString("hex")}`;
          await postgresOutbox(store.db, null).recordSigned(sampleTransaction(1, decision.id, { rawTransaction }));
          await startTick(store.db, key, 300);
          const rejected = samples.map(([detail, value, sample], number) => ({
            marketId: `${number}\t\\N\n`,
            origin: "",
            sampleTimeSeconds: number,
            blockNumber: null,
            rule: detail,
            value,
            detail,
            sample,
          }));
          await insertRejectedSamples(store.db, rejected);
          const yields = samples.map(([, value], number) => ({
            ...emptyYield,
            marketId: String(number),
            supplyApr: value,
            volumeUsd: value,
          }));
          await insertPeriodYields(store.db, "day", yields);
          const file = newFile();
          const made = await backUp(store, file);
          const put = await restore(other, file, { replace: true });
          expect(put.tables).to.deep.equal(made.tables);
          expect(put.migrated).to.deep.equal([]);
          expect(await contents(other)).to.deep.equal(await contents(store));
          await rm(file);
        },
      ),
      { numRuns: 8 },
    );
  });

  it("is one instant: what is written meanwhile is in it as a whole or not at all", async () => {
    const writer = await store.openSession();
    await writer.query("begin; insert into history_markets values ('a', 'p', 's', null)");
    const file = newFile();
    await backUp(store, file);
    await writer.query("commit");
    await restore(other, file, { replace: true });
    expect((await other.pool.query("select from history_markets")).rowCount).to.equal(0);
  });

  it("numbers new rows where the old ones stopped", async () => {
    const last = await startTick(store.db, key, 600);
    await store.pool.query("delete from ticks where id = $1", [last]);
    const file = newFile();
    await backUp(store, file);
    await restore(other, file, { replace: true });
    expect(await startTick(other.db, key, 900)).to.equal(last + 1);
  });

  it("goes into a database nobody has migrated, and one that is migrated and empty, but into no other without --replace", async () => {
    const file = newFile();
    await backUp(store, file);
    const bare = await connectStore({ databaseUrl: await createTestDatabase() });
    try {
      await restore(bare, file, { replace: false });
      const restored = await contents(bare);
      expect(restored).to.deep.equal(await contents(store));
      const error = await rejection(restore(bare, file, { replace: false }));
      expect(error).to.be.instanceOf(DatabaseNotEmpty);
      expect(error.message).to.include("observations");
      expect(await contents(bare)).to.deep.equal(restored);
    } finally {
      await bare.close();
    }
    const migrated = await createTestStore();
    await restore(migrated, file, { replace: false });
    expect(await contents(migrated)).to.deep.equal(await contents(store));
    await migrated.close();
  });

  it("never touches tables that are not ours", async () => {
    const file = newFile();
    await backUp(store, file);
    const foreign = await connectStore({ databaseUrl: await createTestDatabase() });
    await foreign.pool.query("create table somebody_elses (id integer)");
    const error = await rejection(restore(foreign, file, { replace: true }));
    expect(error).to.be.instanceOf(DatabaseNotEmpty);
    expect((await foreign.pool.query("select from somebody_elses")).rowCount).to.equal(0);
    await foreign.close();
  });

  it("of an older version is restored and then brought up to date", async () => {
    const old = await connectStore({ databaseUrl: await createTestDatabase() });
    const provider = { getMigrations: async () => ({ ...migrations }) };
    await new Migrator({ db: old.db, provider }).migrateTo("0003_yield_history");
    await old.pool.query(`insert into markets values ('${sampleMarket.id}', 1, 'aave-v3', '0x', 'USDC', 6, '0x', '{}');
      insert into observations values ('${sampleMarket.id}', 7, 1750000211, 1750000200, 'rpc', 0.04, 0, null, 1, 2, 3, 4, null, 0.5, 1, 0, 0,
        '{"kind": "flat"}', false, false, true)`);
    const file = newFile();
    await backUp(old, file);
    await migrateToLatest(old.db, old.target);
    const expected = await contents(old);
    await old.close();
    const { migrated } = await restore(other, file, { replace: true });
    expect(migrated).to.deep.equal(Object.keys(migrations).filter((name) => name > "0003_yield_history"));
    expect(await contents(other)).to.deep.equal(expected);
    expect((await latestObservations(other.db, [sampleMarket.id]))[0]?.rateModel).to.deep.equal({ kind: "flat" });
  });

  it("keeps what was summed up and what is yet to be", async () => {
    await rollUp(store.db, sampleObservation(9_000).bucketTimeSeconds + 2 * DAY);
    await insertObservations(store.db, [sampleObservation(5)]);
    const file = newFile();
    await backUp(store, file);
    await restore(other, file, { replace: true });
    const now = sampleObservation(9_000).bucketTimeSeconds + 3 * DAY;
    expect(await rollUp(other.db, now)).to.deep.equal(await rollUp(store.db, now));
    expect(await contents(other)).to.deep.equal(await contents(store));
  });

  describe("when something is wrong", () => {
    let good: string;
    let before: Record<string, unknown>;
    beforeEach(async () => {
      good = newFile();
      await backUp(store, good);
      await restore(other, good, { replace: true });
      await upsertMarkets(other.db, [{ ...sampleMarket, id: "kept" }]);
      before = await contents(other);
    });
    async function refused(file: string): Promise<Error> {
      const error = await rejection(restore(other, file, { replace: true }));
      expect(await contents(other)).to.deep.equal(before);
      return error;
    }

    it("a file that is cut off anywhere is refused and changes nothing", async () => {
      const whole = await readFile(good);
      const unpacked = gunzipSync(whole);
      const cuts = [0, 1, 10, 200, Math.floor(whole.length / 2), whole.length - 9, whole.length - 1];
      for (const length of cuts) {
        await writeFile(good, whole.subarray(0, length));
        expect(await refused(good), `at ${length}`).to.be.instanceOf(BackupUnreadable);
      }
      // Also where gzip itself is complete.
      for (const length of [5, 20, 23, 300, Math.floor(unpacked.length / 2), unpacked.length - 1]) {
        await writeFile(good, gzipSync(unpacked.subarray(0, length)));
        expect((await refused(good)).message, `unpacked at ${length}`).to.match(/too early|no backup|damaged/);
      }
    });

    it("a single changed byte anywhere in the data is refused and changes nothing", async () => {
      const unpacked = gunzipSync(await readFile(good));
      const places = fc.nat({ max: unpacked.length - 1 });
      await fc.assert(
        fc.asyncProperty(places, fc.integer({ min: 1, max: 255 }), async (place, difference) => {
          const damaged = Buffer.from(unpacked);
          damaged[place] = (damaged[place] ?? 0) ^ difference;
          await writeFile(good, gzipSync(damaged));
          const outcome = await restore(other, good, { replace: true }).then(
            () => null,
            (error: unknown) => error,
          );
          // Only in the header is a byte that says nothing of the data: the time, for example.
          if (outcome === null) await restoreAgain();
          else expect(outcome).to.satisfy((error: unknown) => error instanceof BackupUnreadable || error instanceof BackupNewerThanCode);
        }),
        { numRuns: 10 },
      );
      async function restoreAgain(): Promise<void> {
        expect((await contents(other)).observations_2025_06).to.deep.equal(before.observations_2025_06);
      }
    });

    it("another file is told from a backup", async () => {
      const file = newFile();
      for (const content of [Buffer.from("select 1;"), gzipSync("market,apr\n"), gzipSync(randomBytes(100_000)), Buffer.alloc(0)]) {
        await writeFile(file, content);
        expect(await refused(file)).to.be.instanceOf(BackupUnreadable);
      }
      const error = await refused(path.join(folder, "nowhere"));
      expect(error).to.be.instanceOf(BackupUnreadable);
      expect(error.message).to.include("no such file");
      expect(await refused(folder)).to.be.instanceOf(BackupUnreadable);
    });

    it("a backup of a newer version is refused", async () => {
      const unpacked = gunzipSync(await readFile(good)).toString("latin1");
      await writeFile(good, gzipSync(Buffer.from(unpacked.replace("0003_yield_history", "0003_from_tomorrow"), "latin1")));
      expect(await refused(good)).to.be.instanceOf(BackupNewerThanCode);
      await writeFile(good, gzipSync(Buffer.from(unpacked.replace('"formatVersion":1', '"formatVersion":2'), "latin1")));
      expect(await refused(good)).to.be.instanceOf(BackupNewerThanCode);
    });

    it("tables that somebody does not let go of stay as they are", async () => {
      const reader = await other.openSession();
      await reader.query("begin; select from markets");
      const error = await rejection(restore(other, good, { replace: true, lockTimeoutMs: 50 }));
      expect(error).to.be.instanceOf(DatabaseInUse);
      await reader.query("commit");
      expect(await contents(other)).to.deep.equal(before);
    });

    it("a backup replaces no file, and leaves nothing where it cannot be written", async () => {
      const content = await readFile(good);
      expect(await rejection(backUp(store, good))).to.be.instanceOf(BackupExists);
      expect(await readFile(good)).to.deep.equal(content);
      expect(await rejection(backUp(store, path.join(folder, "nowhere", "x.backup")))).to.be.instanceOf(BackupFailed);
      expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).to.deep.equal([]);
    });
  });
});

const emptyYield = {
  periodStartSeconds: 0,
  origin: "import",
  lastSampleSeconds: 0,
  lastBlockNumber: null,
  samples: 1,
  rewardApr: null,
  realisedApr: null,
  totalSupplyUsd: null,
  totalBorrowUsd: null,
  liquidityUsd: null,
  utilization: null,
  assetPriceUsd: null,
  depositUsd: null,
  withdrawUsd: null,
  borrowUsd: null,
  repayUsd: null,
  impermanentLoss7d: null,
};
