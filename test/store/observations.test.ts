import { expect } from "chai";
import fc from "fast-check";
import type { Market } from "../../bot/core/market.ts";
import { observationId } from "../../bot/core/observation.ts";
import type { Store } from "../../bot/store/connection.ts";
import { UnknownMarkets } from "../../bot/store/errors.ts";
import { allMarkets, upsertMarkets } from "../../bot/store/markets.ts";
import { insertObservations, latestObservations, observationHistories, observationsById } from "../../bot/store/observations.ts";
import { anyObservation } from "./arbitraries.ts";
import { rejection } from "./rejection.ts";
import { sampleMarket, sampleObservation } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const compound: Market = { ...sampleMarket, id: "1:compound-v3:usdc", protocol: "compound-v3" };
const sky: Market = { ...sampleMarket, id: "1:sky-savings:usds", protocol: "sky-savings" };

describe("store: observations", () => {
  let store: Store;
  beforeEach(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket, compound, sky]);
  });
  afterEach(() => store.close());

  async function historyOf(marketId: string, sinceSeconds = 0) {
    return (await observationHistories(store.db, [marketId], sinceSeconds)).get(marketId);
  }

  it("come back exactly, for any observation", async () => {
    let bucket = 0;
    const next = fc.constant(null).chain(() => {
      bucket += 1;
      return anyObservation(bucket, bucket * 300);
    });
    await fc.assert(
      fc.asyncProperty(next, async (observation) => {
        expect(await insertObservations(store.db, [observation])).to.equal(1);
        expect(await latestObservations(store.db, [sampleMarket.id])).to.deep.equal([observation]);
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });

  it("are all kept, and show as a history the first sample of each bucket", async () => {
    const first = sampleObservation(0);
    const later = { ...first, blockNumber: first.blockNumber + 3, blockTimeSeconds: first.blockTimeSeconds + 36, supplyApr: 0.09 };
    expect(await insertObservations(store.db, [first])).to.equal(1);
    expect(await insertObservations(store.db, [later, sampleObservation(1)])).to.equal(2);
    expect(await historyOf(first.marketId)).to.deep.equal([first, sampleObservation(1)]);
    expect(await observationsById(store.db, [later, first].map(observationId))).to.deep.equal([later, first]);
  });

  it("come as the latest by block, also within one bucket", async () => {
    const first = sampleObservation(0);
    const later = { ...first, blockNumber: first.blockNumber + 3 };
    await insertObservations(store.db, [later, first]);
    expect(await latestObservations(store.db, [first.marketId])).to.deep.equal([later]);
  });

  it("come by the ids a decision names, in their order, without those that are not there", async () => {
    await insertObservations(store.db, [sampleObservation(0), sampleObservation(1), sampleObservation(1, compound.id)]);
    const wanted = [sampleObservation(1, compound.id), sampleObservation(0)];
    const missing = [observationId(sampleObservation(2)), `${sky.id}@1`, "not an id"];
    expect(await observationsById(store.db, [...wanted.map(observationId), ...missing])).to.deep.equal(wanted);
    expect(await observationsById(store.db, [])).to.deep.equal([]);
  });

  it("never show a bucket of a market double, nor lose a block, whatever is inserted in whatever order", async () => {
    const sample = fc.record({
      block: fc.integer({ min: 0, max: 20 }),
      bucket: fc.integer({ min: 0, max: 5 }),
      marketId: fc.constantFrom(sampleMarket.id, compound.id),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(sample, { maxLength: 8 }), { maxLength: 6 }), async (calls) => {
        await store.pool.query("truncate observations");
        const rows = calls.map((call) =>
          call.map(({ block, bucket, marketId }) => ({ ...sampleObservation(bucket, marketId), blockNumber: block })),
        );
        let stored = 0;
        for (const call of rows) stored += await insertObservations(store.db, call);
        const given = new Set(rows.flat().map(observationId));
        expect(stored).to.equal(given.size);
        expect(await observationsById(store.db, [...given])).to.have.length(given.size);
        const all = [...(await observationHistories(store.db, [sampleMarket.id, compound.id], 0)).values()].flat();
        expect(new Set(all.map((row) => `${row.marketId}/${row.bucketTimeSeconds}`)).size).to.equal(all.length);
      }),
      { numRuns: 30 },
    );
  });

  it("are refused for a market nobody described", async () => {
    const error = await rejection(insertObservations(store.db, [sampleObservation(0, "1:nowhere:usdc")]));
    expect(error).to.be.instanceOf(UnknownMarkets);
    expect(error.message).to.include("1:nowhere:usdc");
  });

  it("come as the latest of each market asked for, in that order, without those that have none", async () => {
    await insertObservations(store.db, [sampleObservation(1), sampleObservation(0), sampleObservation(2, compound.id)]);
    const latest = await latestObservations(store.db, [compound.id, sky.id, sampleMarket.id]);
    expect(latest).to.deep.equal([sampleObservation(2, compound.id), sampleObservation(1)]);
  });

  it("come as a history from a time on, oldest first", async () => {
    await insertObservations(
      store.db,
      [3, 1, 0, 2].map((bucket) => sampleObservation(bucket)),
    );
    const history = await historyOf(sampleMarket.id, sampleObservation(1).bucketTimeSeconds);
    expect(history).to.deep.equal([1, 2, 3].map((bucket) => sampleObservation(bucket)));
  });

  it("go in ten thousand at a time", async () => {
    const rows = Array.from({ length: 10_000 }, (_, bucket) => sampleObservation(bucket));
    expect(await insertObservations(store.db, rows)).to.equal(10_000);
    expect(await insertObservations(store.db, rows)).to.equal(0);
  });

  it("are nothing to do when there are none", async () => {
    expect(await insertObservations(store.db, [])).to.equal(0);
    await upsertMarkets(store.db, []);
  });

  it("belong to markets whose description can be brought up to date", async () => {
    const renamed = { ...compound, address: "0xc3d688B66703497DAA19211EEdff47f25384cdc3" };
    await upsertMarkets(store.db, [renamed]);
    expect(await allMarkets(store.db)).to.deep.equal([sampleMarket, renamed, sky]);
  });
});
