import { expect } from "chai";
import { refillGaps } from "../../bot/collect/refill.ts";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { gapsWithin, openBuckets } from "../../bot/store/samplingGaps.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { BUCKET_SECONDS, MAINNET_BOOK, useLocalCollector } from "../observe/localCollector.ts";
import { createTestStore } from "../store/testStore.ts";
import { believed, MARKET_IDS, mineAfter, refillDeps, sampleInto } from "./support.ts";

const FOREVER = 4e9;
const NEVER = new AbortController().signal;

describe("what was missed", () => {
  const { chain, provider, collector } = useLocalCollector();
  let store: Store;
  /** The last block of each bucket, and the next one. */
  let numbers: number[];

  beforeEach(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, MAINNET_BOOK.markets);
    numbers = [];
    await mineAfter(chain(), BUCKET_SECONDS - 1);
  });
  afterEach(() => store.close());

  /** Buckets of three blocks, of which the last ends the bucket. */
  async function pass(buckets: number): Promise<void> {
    for (let block = 1; block <= 3 * buckets; block++) {
      await mineAfter(chain(), BUCKET_SECONDS / 3);
      if (block % 3 === 0) numbers.push((await readHead(chain().provider)).number);
    }
  }

  const open = async () =>
    (await openBuckets(store.db, { marketIds: MARKET_IDS, bucketSeconds: BUCKET_SECONDS, sinceSeconds: 0, limit: 100 })).length;

  /** One sample, then so many buckets in which nobody looks, then another. */
  async function missed(buckets: number): Promise<void> {
    const collecting = collector();
    await sampleInto(store, collecting);
    await pass(buckets + 1);
    const { recorded } = await sampleInto(store, collecting);
    expect(recorded.missed).to.equal(buckets * MARKET_IDS.length);
    expect(await open()).to.equal(buckets);
  }

  it("is one gap a market, and is read again from an archive as if it had been sampled in time", async () => {
    await missed(7);
    const gaps = await gapsWithin(store.db, MARKET_IDS, 0, FOREVER);
    expect(gaps.map(({ marketId, reason, buckets }) => [marketId, reason, buckets])).to.deep.equal(
      MARKET_IDS.toSorted().map((id) => [id, "not-running", 7]),
    );
    expect(await refillGaps(refillDeps(store, provider(), collector()), 100, NEVER)).to.deep.equal({
      buckets: 7,
      stored: 7 * MARKET_IDS.length,
      rejected: 0,
      refusals: [],
    });
    const expected = await Promise.all(numbers.map((number) => collector().collect(number)));
    for (const [marketId, rows] of await believed(store)) {
      expect(rows.slice(1)).to.deep.equal(expected.flatMap(({ observations }) => observations.filter((one) => one.marketId === marketId)));
    }
    expect(await open()).to.equal(0);
    expect((await gapsWithin(store.db, MARKET_IDS, 0, FOREVER)).every((gap) => gap.refilled === 7)).to.equal(true);
  });

  it("is read bit by bit, the newest buckets first, and the node is not asked when nothing is missing", async () => {
    await missed(5);
    const deps = refillDeps(store, provider(), collector());
    for (const left of [3, 1, 0]) {
      await refillGaps(deps, 2, NEVER);
      expect(await open()).to.equal(left);
    }
    expect([...(await believed(store)).values()].every((rows) => rows.length === 7)).to.equal(true);
    const before = provider().requestCount;
    await refillGaps(deps, 2, NEVER);
    expect(provider().requestCount).to.equal(before);
  });

  it("is left alone once it is time to stop", async () => {
    await missed(2);
    await refillGaps(refillDeps(store, provider(), collector()), 100, AbortSignal.abort());
    expect(await open()).to.equal(2);
  });

  it("stays a gap that everybody sees where the node has no state of it any more", async () => {
    await missed(6);
    await refillGaps(refillDeps(store, provider(), collector(), 3 * BUCKET_SECONDS), 100, NEVER);
    // Of the three buckets back from the head, one is only half in reach, and is not tried.
    expect(await open()).to.equal(4);
  });

  it("is irrecoverable where no block fell into the bucket", async () => {
    const collecting = collector();
    await sampleInto(store, collecting);
    await mineAfter(chain(), 4 * BUCKET_SECONDS);
    await sampleInto(store, collecting);
    await refillGaps(refillDeps(store, provider(), collector()), 100, NEVER);
    expect(await open()).to.equal(0);
    const gaps = await gapsWithin(store.db, MARKET_IDS, 0, FOREVER);
    expect(gaps.map(({ buckets, irrecoverable, refilled }) => [buckets, irrecoverable, refilled])).to.deep.equal(
      MARKET_IDS.map(() => [3, 3, 0]),
    );
  });

  it("of one market is its own gap, one row however long it lasts, and the others are complete", async () => {
    const { provider: node, addresses } = chain();
    const code = await node.request({ method: "eth_getCode", params: [addresses.comet, "latest"] });
    const collecting = collector();
    await sampleInto(store, collecting);
    await node.request({ method: "hardhat_setCode", params: [addresses.comet, "0x60006000fd"] });
    for (let bucket = 0; bucket < 3; bucket++) {
      await pass(1);
      await sampleInto(store, collecting);
    }
    // It is mended in a block of the bucket after.
    await mineAfter(chain(), 1);
    await node.request({ method: "hardhat_setCode", params: [addresses.comet, code] });
    await mineAfter(chain(), 1);
    await sampleInto(store, collecting);
    const gaps = await gapsWithin(store.db, MARKET_IDS, 0, FOREVER);
    expect(gaps.map(({ marketId, reason, buckets }) => [marketId, reason, buckets])).to.deep.equal([
      ["1:compound-v3:usdc", "unreadable", 3],
    ]);
    // At those blocks the market cannot be read today either.
    await refillGaps(refillDeps(store, provider(), collector()), 100, NEVER);
    const [gap] = await gapsWithin(store.db, MARKET_IDS, 0, FOREVER);
    expect(gap).to.include({ refilled: 0, irrecoverable: 3 });
  });
});
