import { expect } from "chai";
import type { Observation } from "../../bot/core/observation.ts";
import type { Store } from "../../bot/store/connection.ts";
import { maintainStore, periodicMaintenance } from "../../bot/store/maintenance.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { insertObservations, latestObservations } from "../../bot/store/observations.ts";
import { observationPartitions } from "../../bot/store/partitions.ts";
import { periodYields } from "../../bot/store/periodYields.ts";
import { sampleMarket, sampleObservation } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const HOUR = 3_600;
const DAY = 86_400;
const at = (time: string) => Date.parse(`${time}Z`) / 1000;
const NOW = at("2026-03-10T12:30");
const options = { observationDays: 30, partitionMonthsAhead: 2 };

function observedAt(seconds: number, changes: Partial<Observation> = {}): Observation {
  return { ...sampleObservation(0), bucketTimeSeconds: seconds, blockTimeSeconds: seconds + 11, blockNumber: seconds / 12, ...changes };
}

describe("store: maintenance", () => {
  let store: Store;
  beforeEach(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket]);
  });
  afterEach(() => store.close());

  const months = async () => (await observationPartitions(store.db)).map(({ name }) => name.replace("observations_", ""));
  const hourly = () => periodYields(store.db, { marketId: sampleMarket.id, period: "hour", fromSeconds: 0, toSeconds: 2 ** 40 });
  const modelCount = async () => (await store.pool.query("select from rate_models")).rowCount;

  it("makes the partitions of this month and the months ahead, over the end of a year, and once", async () => {
    const report = await maintainStore(store.db, options, at("2026-11-30T23:59"));
    expect(report?.partitionsMade).to.equal(3);
    expect(await months()).to.deep.equal(["2026_11", "2026_12", "2027_01"]);
    expect((await maintainStore(store.db, options, at("2026-12-01T00:00")))?.partitionsMade).to.equal(1);
    const bounds = (await observationPartitions(store.db)).map(({ fromSeconds, toSeconds }) => [fromSeconds, toSeconds]);
    expect(bounds[0]).to.deep.equal([at("2026-11-01T00:00"), at("2026-12-01T00:00")]);
    for (const [place, bound] of bounds.slice(1).entries()) expect(bound[0]).to.equal(bounds[place]?.[1]);
  });

  it("lets go of months that are older than is kept, after they are summed up, with the rate models only they had", async () => {
    const old = observedAt(at("2026-01-31T23:00"), { rateModel: { kind: "flat" } });
    const edge = observedAt(at("2026-02-01T00:00"));
    await insertObservations(store.db, [old, edge, observedAt(NOW - HOUR)]);
    const report = await maintainStore(store.db, options, NOW);
    expect(report?.dropped).to.deep.equal(["observations_2026_01"]);
    expect(await months()).to.deep.equal(["2026_02", "2026_03", "2026_04", "2026_05"]);
    expect((await hourly()).map(({ periodStartSeconds }) => periodStartSeconds)).to.deep.equal([
      old.bucketTimeSeconds,
      edge.bucketTimeSeconds,
      at("2026-03-10T11:00"),
    ]);
    expect(await modelCount()).to.equal(1);
    expect(await maintainStore(store.db, options, NOW)).to.deep.include({ dropped: [], partitionsMade: 0 });
  });

  it("keeps everything for ever with 0 days, and by default a year", async () => {
    await insertObservations(store.db, [observedAt(at("2020-01-01T00:00"))]);
    expect((await maintainStore(store.db, { ...options, observationDays: 0 }, NOW))?.dropped).to.deep.equal([]);
    expect(await months()).to.include("2020_01");
  });

  it("keeps a month that could not be summed up or is being read, and lets it go the next time", async () => {
    const broken = observedAt(at("2025-12-05T00:00"), { totalSupply: 2n ** 255n, assetPriceUsd: Number.MAX_VALUE });
    await insertObservations(store.db, [broken, observedAt(at("2026-01-05T00:00"))]);
    const failures: Error[] = [];
    const maintain = periodicMaintenance(store.db, options, (error) => failures.push(error));
    await maintain(NOW);
    expect(failures.map(({ message }) => message)).to.have.length(1);
    expect(await months())
      .to.include("2025_12")
      .and.to.include("2026_01");

    await store.pool.query("delete from observations where market_id = $1 and block_number = $2", [broken.marketId, broken.blockNumber]);
    const reader = await store.openSession();
    await reader.query("begin; select from observations");
    expect((await maintainStore(store.db, options, NOW))?.dropped).to.deep.equal([]);
    await reader.query("commit");
    expect((await maintainStore(store.db, options, NOW))?.dropped).to.deep.equal(["observations_2025_12", "observations_2026_01"]);
  });

  it("takes observations of months that are gone, and does not let them overwrite what the month came to", async () => {
    const start = at("2026-01-10T06:00");
    await insertObservations(
      store.db,
      [0, 300, 600].map((seconds) => observedAt(start + seconds)),
    );
    await maintainStore(store.db, options, NOW);
    const before = await hourly();
    expect(before).to.have.length(1);
    expect(await insertObservations(store.db, [observedAt(start + 900), observedAt(start + HOUR)])).to.equal(2);
    expect((await maintainStore(store.db, options, NOW))?.dropped).to.deep.equal(["observations_2026_01"]);
    const after = await hourly();
    expect(after[0]).to.deep.equal(before[0]);
    expect(after.map(({ periodStartSeconds }) => periodStartSeconds)).to.deep.equal([start, start + HOUR]);
  });

  it("is done by one program at a time", async () => {
    const other = await store.openSession();
    await other.query("select pg_advisory_lock(7218400000004)");
    expect(await maintainStore(store.db, options, NOW)).to.equal(null);
    await other.end();
    expect(await maintainStore(store.db, options, NOW)).not.to.equal(null);
    expect(await maintainStore(store.db, options, NOW)).not.to.equal(null);
  });

  it("runs at once and then hourly, and goes on at the next call while something is left", async () => {
    const maintain = periodicMaintenance(store.db, options, (error) => {
      throw error;
    });
    await maintain(NOW);
    await insertObservations(store.db, [observedAt(NOW - 5 * DAY - (NOW % HOUR))]);
    await maintain(NOW + HOUR - 1);
    expect(await hourly()).to.have.length(0);
    await maintain(NOW + HOUR);
    expect(await hourly()).to.have.length(1);
  });

  it("never leaves an insert without its month while months are let go", async () => {
    const times = Array.from({ length: 30 }, (_, number) => at("2025-10-01T00:00") + number * DAY * 4);
    const inserting = (async () => {
      for (const time of times) await insertObservations(store.db, [observedAt(time)]);
    })();
    let over = false;
    void inserting.then(() => (over = true));
    while (!over) await maintainStore(store.db, options, NOW);
    await inserting;
    await maintainStore(store.db, options, NOW);
    expect((await hourly()).map(({ periodStartSeconds }) => periodStartSeconds)).to.deep.equal(times);
    const kept = times.filter((time) => time >= at("2026-02-01T00:00"));
    expect((await latestObservations(store.db, [sampleMarket.id])).map(({ bucketTimeSeconds }) => bucketTimeSeconds)).to.deep.equal(
      kept.slice(-1),
    );
  });
});
