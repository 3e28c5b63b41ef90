import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import type { PeriodYield } from "../../bot/core/periodYield.ts";
import type { Store } from "../../bot/store/connection.ts";
import { openStore } from "../../bot/store/connection.ts";
import { upsertHistoryMarkets } from "../../bot/store/history.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { insertObservations } from "../../bot/store/observations.ts";
import { insertPeriodYields, periodYields } from "../../bot/store/periodYields.ts";
import { runCommand } from "../cli/support/command.ts";
import { sampleMarket, sampleObservation } from "./samples.ts";
import { createTestDatabase, createTestFolder } from "./testStore.ts";

const DAY = 86_400;
const FIRST = 1_650_000_000 - (1_650_000_000 % DAY);

const figure = fc.option(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1.1 }).map((value) => (Object.is(value, -0) ? 0 : value)),
);

describe("an export", () => {
  let databaseUrl: string;
  let store: Store;
  let folder: string;
  const markets = ["plain", 'quo"ted, with a comma'].map((id) => ({ id, protocol: "aave-v3", symbol: `S ${id}`, category: null }));
  const yields: PeriodYield[] = [];

  before(async () => {
    databaseUrl = await createTestDatabase();
    store = await openStore({ databaseUrl });
    folder = await createTestFolder();
    await upsertHistoryMarkets(store.db, markets);
    for (const [index, one] of fc.sample(fc.record({ apr: figure, reward: figure, supply: figure }), 60).entries()) {
      const { id } = markets[index % markets.length] ?? { id: "" };
      yields.push({
        marketId: id,
        periodStartSeconds: FIRST + index * DAY,
        origin: index % 7 === 0 ? "yields-daily" : "defillama",
        lastSampleSeconds: FIRST + index * DAY + 7,
        lastBlockNumber: index % 3 === 0 ? null : 15_000_000 + index,
        samples: 1 + index,
        supplyApr: one.apr === null ? null : one.apr / 2,
        rewardApr: one.reward === null ? null : one.reward / 2,
        realisedApr: one.apr,
        totalSupplyUsd: one.supply === null ? null : one.supply * 1e9,
        totalBorrowUsd: null,
        liquidityUsd: one.supply,
        utilization: one.apr,
        assetPriceUsd: 0.1 + 0.2,
        depositUsd: 5e-324,
        withdrawUsd: 1.7976931348623157e308,
        borrowUsd: 0,
        repayUsd: 1 / 3,
        volumeUsd: null,
        impermanentLoss7d: null,
      });
    }
    await insertPeriodYields(store.db, "day", yields);
    await insertPeriodYields(store.db, "hour", yields);
    await upsertMarkets(store.db, [sampleMarket]);
    await insertObservations(
      store.db,
      Array.from({ length: 50 }, (_, bucket) => sampleObservation(bucket)),
    );
  });
  after(() => store.close());

  const run = async (url: string, ...args: string[]) => {
    const result = await runCommand(["--json", ...args], { environment: { DATABASE_URL: url }, folder });
    expect(result.stderr).to.equal("");
    return JSON.parse(result.stdout);
  };
  const all = (from: Store, period: "hour" | "day") =>
    Promise.all(markets.map(({ id }) => periodYields(from.db, { marketId: id, period, fromSeconds: 0, toSeconds: 2 ** 40 })));

  for (const [table, period, file] of [
    ["hourly", "hour", "hourly.csv.gz"],
    ["daily", "day", "daily.csv"],
  ] as const) {
    it(`of ${table} history comes back from ${file} to the last bit, in another database`, async () => {
      expect(await run(databaseUrl, "export", "--table", table, "--out", file)).to.include({ table, file, rows: yields.length });
      const elsewhere = await createTestDatabase();
      const report = await run(elsewhere, "import", file);
      expect(report).to.include({ rows: yields.length, stored: yields.length, rejected: 0, layout: `keeper-${table}` });
      const other = await openStore({ databaseUrl: elsewhere });
      try {
        expect(await all(other, period)).to.deep.equal(await all(store, period));
        const described = "select * from history_markets order by id";
        expect((await other.pool.query(described)).rows).to.deep.equal((await store.pool.query(described)).rows);
      } finally {
        await other.close();
      }
    });
  }

  it("is one market, from a day up to another, where that is asked for", async () => {
    const [{ id } = { id: "" }] = markets;
    const days = (place: number) => new Date((FIRST + place * DAY) * 1000).toISOString().slice(0, 10);
    const range = ["--from", days(10), "--to", days(20)];
    await run(databaseUrl, "export", "--table", "daily", "--market", id, ...range, "--out", "some.csv");
    const lines = (await readFile(path.join(folder, "some.csv"), "utf8")).trimEnd().split("\n");
    expect(
      lines
        .slice(1)
        .map((line) => Number(line.split(",")[4]))
        .toSorted(),
    ).to.deep.equal([10, 12, 14, 16, 18].map((place) => FIRST + place * DAY));
  });

  it("into Parquet is what another reader finds there", async () => {
    await run(databaseUrl, "export", "--table", "daily", "--out", "daily.parquet");
    const file = await asyncBufferFromFile(path.join(folder, "daily.parquet"));
    expect(Number((await parquetMetadataAsync(file)).num_rows)).to.equal(yields.length);
    const rows = (await parquetReadObjects({ file })) as Record<string, unknown>[];
    const expected = (await all(store, "day")).flat();
    const byName = new Map(rows.map((row) => [`${row.market_id}@${row.day_start}`, row]));
    for (const one of expected) {
      const row = byName.get(`${one.marketId}@${one.periodStartSeconds}`);
      expect(row).to.include({
        origin: one.origin,
        samples: BigInt(one.samples),
        supply_apr: one.supplyApr,
        reward_apr: one.rewardApr,
        total_supply_usd: one.totalSupplyUsd,
        deposit_usd: one.depositUsd,
        withdraw_usd: one.withdrawUsd,
        repay_usd: one.repayUsd,
        volume_usd: null,
        last_block_number: one.lastBlockNumber === null ? null : BigInt(one.lastBlockNumber),
      });
    }
  });

  it("of observations keeps amounts to the last unit, and their rate models", async () => {
    await run(databaseUrl, "export", "--table", "observations", "--out", "observations.parquet");
    const file = await asyncBufferFromFile(path.join(folder, "observations.parquet"));
    const rows = (await parquetReadObjects({ file })) as Record<string, unknown>[];
    expect(rows).to.have.lengthOf(50);
    for (const [bucket, row] of rows.entries()) {
      const one = sampleObservation(bucket);
      expect(row).to.include({
        market_id: one.marketId,
        block_number: BigInt(one.blockNumber),
        growth_index_ray: one.growthIndexRay.toString(),
        supply_room: null,
        utilization: one.utilization,
        paused: false,
      });
      expect(row.rate_model).to.deep.equal(one.rateModel);
    }
    await run(databaseUrl, "export", "--table", "observations", "--out", "observations.csv");
    const [header = "", first = ""] = (await readFile(path.join(folder, "observations.csv"), "utf8")).split("\n");
    expect(header.split(",").slice(0, 2)).to.deep.equal(["market_id", "block_number"]);
    expect(first).to.include(sampleObservation(0).growthIndexRay.toString());
  });
});
