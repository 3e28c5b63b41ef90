import { expect } from "chai";
import { type DaemonDeps, observeForever } from "../../bot/collect/daemon.ts";
import { NOTHING_REFILLED } from "../../bot/collect/refill.ts";
import type { Clock } from "../../bot/core/clock.ts";
import type { Store } from "../../bot/store/connection.ts";
import { periodicMaintenance } from "../../bot/store/maintenance.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { observationPartitions } from "../../bot/store/partitions.ts";
import { BUCKET_SECONDS, MAINNET_BOOK, useLocalCollector } from "../observe/localCollector.ts";
import { createTestStore } from "../store/testStore.ts";
import { CHAIN_ID, mineAfter } from "./support.ts";

describe("the collecting daemon", () => {
  const { chain, collector } = useLocalCollector();
  let store: Store;
  beforeEach(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, MAINNET_BOOK.markets);
  });
  afterEach(() => store.close());

  /** Runs it for so many buckets, a block in each. */
  async function observe(buckets: number, maintain: NonNullable<DaemonDeps["maintain"]>, onStop: () => void = () => undefined) {
    const stop = new AbortController();
    let nowMilliseconds = 1_800_000_000_000;
    const clock: Clock = {
      nowMilliseconds: () => nowMilliseconds,
      sleep: async (milliseconds) => {
        nowMilliseconds += milliseconds;
        await mineAfter(chain(), BUCKET_SECONDS);
      },
    };
    const results: unknown[] = [];
    const deps: DaemonDeps = {
      db: store.db,
      chainId: CHAIN_ID,
      collector: collector(),
      bucketSeconds: BUCKET_SECONDS,
      maxBlockAgeSeconds: null,
      clock,
      refill: async () => NOTHING_REFILLED,
      maintain,
    };
    await observeForever(deps, stop.signal, {
      onSample: (result) => {
        results.push(result);
        if (results.length < buckets) return;
        stop.abort();
        onStop();
      },
      onRefill: () => undefined,
    });
    expect(results.filter((result) => result instanceof Error)).to.deep.equal([]);
    return results.length;
  }

  it("looks after the store beside the samples: partitions are there before they are needed", async () => {
    const before = await observationPartitions(store.db);
    const failures: Error[] = [];
    await observe(
      2,
      periodicMaintenance(store.db, { observationDays: 0, partitionMonthsAhead: 2 }, (error) => failures.push(error)),
    );
    expect(failures).to.deep.equal([]);
    expect((await observationPartitions(store.db)).length).to.be.at.least(before.length + 3);
  });

  it("does not wait for that: samples go on while it hangs, and only the end waits until it is done", async () => {
    let calls = 0;
    let release: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const maintain = async () => {
      calls++;
      await hanging;
    };
    expect(await observe(4, maintain, () => setImmediate(() => release()))).to.equal(4);
    expect(calls).to.equal(1);
  });
});
