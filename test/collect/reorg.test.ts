import { expect } from "chai";
import { refillGaps } from "../../bot/collect/refill.ts";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { recentObservedBlocks } from "../../bot/store/observedBlocks.ts";
import { rejectedSamples } from "../../bot/store/rejectedSamples.ts";
import { gapsWithin } from "../../bot/store/samplingGaps.ts";
import { createLife } from "../../scripts/local-mainnet/life/createLife.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { BUCKET_SECONDS, MAINNET_BOOK, useLocalCollector } from "../observe/localCollector.ts";
import { createTestStore } from "../store/testStore.ts";
import { believed, CHAIN_ID, MARKET_IDS, mineAfter, refillDeps, sampleInto } from "./support.ts";

const FOREVER = 4e9;
const NEVER = new AbortController().signal;

describe("a reorganisation", function () {
  this.timeout(120_000);
  const { chain, provider, collector } = useLocalCollector();
  let store: Store;
  beforeEach(async () => {
    store = await openStoreOfMarkets();
    // Every block that ends a bucket comes in its last second.
    await mineAfter(chain(), BUCKET_SECONDS - 1);
  });
  afterEach(() => store.close());

  async function openStoreOfMarkets(): Promise<Store> {
    const opened = await createTestStore();
    await upsertMarkets(opened.db, MAINNET_BOOK.markets);
    return opened;
  }

  /** Lets so many buckets pass in blocks of `blockSeconds`, with a sample at the end of each; the last block of each. */
  async function live(seed: string, buckets: number, blockSeconds: number, sample: () => Promise<unknown>): Promise<number[]> {
    const life = await createLife({ provider: chain().provider, seed });
    const numbers: number[] = [];
    for (let bucket = 0; bucket < buckets; bucket++) {
      for (let elapsed = 0; elapsed < BUCKET_SECONDS; elapsed += blockSeconds) await life.advance(blockSeconds);
      numbers.push((await readHead(chain().provider)).number);
      await sample();
    }
    return numbers;
  }

  const request = (method: string, params: readonly unknown[] = []) => chain().provider.request({ method, params });

  /** A branch of `depth` buckets that is sampled and then replaced, and one more bucket on what replaced it. */
  async function reorganise(depth: number, blockSeconds: number): Promise<{ readonly numbers: number[]; readonly orphaned: number }> {
    const collecting = collector();
    const before = await live("common", 2, BUCKET_SECONDS, () => sampleInto(store, collecting));
    const fork = await request("evm_snapshot");
    await live("orphaned", depth, BUCKET_SECONDS, () => sampleInto(store, collecting));
    await request("evm_revert", [fork]);
    const after = await live("canonical", depth, blockSeconds, async () => undefined);
    const [last = 0] = await live("next", 1, BUCKET_SECONDS, async () => undefined);
    const { recorded } = await sampleInto(store, collecting);
    return { numbers: [...before, ...after, last], orphaned: recorded.orphaned };
  }

  for (const depth of [1, 2, 3, 4, 5]) {
    it(`of ${depth} blocks leaves the rows of a collector that never saw what was replaced`, async () => {
      const { numbers, orphaned } = await reorganise(depth, BUCKET_SECONDS);
      expect(orphaned).to.equal(depth * MARKET_IDS.length);
      const missing = await gapsWithin(store.db, MARKET_IDS, 0, FOREVER);
      expect(missing.map((gap) => gap.reason)).to.deep.equal(Array(depth * MARKET_IDS.length).fill("reorg"));

      await refillGaps(refillDeps(store, provider(), collector()), 100, NEVER);
      const innocent = await openStoreOfMarkets();
      const collecting = collector();
      for (const number of numbers) await sampleInto(innocent, collecting, number);
      expect(await believed(store)).to.deep.equal(await believed(innocent));
      expect([...(await believed(store)).values()].every((rows) => rows.length === depth + 3)).to.equal(true);
      expect(await recentObservedBlocks(store.db, CHAIN_ID, 100)).to.deep.equal(await recentObservedBlocks(innocent.db, CHAIN_ID, 100));
      expect((await gapsWithin(store.db, MARKET_IDS, 0, FOREVER)).every((gap) => gap.refilled === gap.buckets)).to.equal(true);
      await innocent.close();

      const kept = await rejectedSamples(store.db, { fromSeconds: 0, toSeconds: FOREVER });
      expect(kept).to.have.lengthOf(depth * MARKET_IDS.length);
      expect(new Set(kept.map((one) => one.rule))).to.deep.equal(new Set(["orphaned-block"]));
      expect(kept[0]?.sample).to.include({ marketId: kept[0]?.marketId, blockNumber: kept[0]?.blockNumber });
    });
  }

  it("into more blocks reads a bucket again at the block of the same number, or at its last where that is of another bucket", async () => {
    const { numbers } = await reorganise(2, BUCKET_SECONDS / 3);
    const [first = 0, second = 0, , ...others] = numbers;
    await refillGaps(refillDeps(store, provider(), collector()), 100, NEVER);
    for (const rows of (await believed(store)).values()) {
      expect(rows.map((row) => row.blockNumber)).to.deep.equal([first, second, second + 1, ...others]);
    }
  });

  it("to nothing leaves the bucket open, and one that is undone brings the sample back", async () => {
    const collecting = collector();
    await live("common", 1, BUCKET_SECONDS, () => sampleInto(store, collecting));
    const fork = await request("evm_snapshot");
    await live("first", 1, BUCKET_SECONDS, () => sampleInto(store, collecting));
    const original = await believed(store);
    await request("evm_revert", [fork]);
    const again = await request("evm_snapshot");
    // A block long after, where three buckets were to be.
    const life = await createLife({ provider: chain().provider, seed: "late" });
    await life.advance(3 * BUCKET_SECONDS);
    await sampleInto(store, collecting);
    await refillGaps(refillDeps(store, provider(), collector()), 100, NEVER);
    const gaps = await gapsWithin(store.db, MARKET_IDS, 0, FOREVER);
    expect(gaps.reduce((sum, gap) => sum + gap.irrecoverable, 0)).to.equal(2 * MARKET_IDS.length);

    await request("evm_revert", [again]);
    await live("first", 1, BUCKET_SECONDS, () => sampleInto(store, collecting));
    expect(await believed(store)).to.deep.equal(original);
  });
});
