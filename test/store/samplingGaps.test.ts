import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { closeBuckets, gapsWithin, insertGaps, openBuckets, reopenBuckets } from "../../bot/store/samplingGaps.ts";
import { sampleMarket } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const SIZE = 300;
const FIRST = 1_750_000_200;
const BUCKETS = 40;
const marketId = sampleMarket.id;

/** What a bucket may be in a model of its own: a list. */
type State = "none" | "open" | "refilled" | "irrecoverable";

describe("store: gaps", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket]);
  });
  after(() => store.close());

  const at = (bucket: number) => FIRST + bucket * SIZE;
  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom("refilled" as const, "irrecoverable" as const, "reopen" as const), bucket: fc.nat(BUCKETS - 1) }),
    fc.record({
      kind: fc.constant("miss" as const),
      length: fc.integer({ min: 1, max: 6 }),
      reason: fc.constantFrom("rpc" as const, "database" as const),
    }),
  );

  it("know of every bucket what became of it, whatever is missed, read again and orphaned in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        await store.pool.query("truncate sampling_gaps");
        const model: State[] = Array(BUCKETS).fill("none");
        let next = 0;
        for (const one of steps) {
          if (one.kind === "miss") {
            const last = Math.min(next + one.length, BUCKETS) - 1;
            if (last < next) continue;
            await insertGaps(store.db, SIZE, [
              { marketId, firstBucketSeconds: at(next), lastBucketSeconds: at(last), reason: one.reason, detail: "" },
            ]);
            for (; next <= last; next++) if (model[next] === "none") model[next] = "open";
            // Every other time somebody was there afterwards.
            if (one.length % 2 === 0) next++;
          } else if (one.kind === "reopen") {
            if (one.bucket >= next) continue;
            await reopenBuckets(store.db, SIZE, [
              { marketId, firstBucketSeconds: at(one.bucket), lastBucketSeconds: at(one.bucket), reason: "reorg", detail: "" },
            ]);
            model[one.bucket] = "open";
          } else {
            await closeBuckets(store.db, SIZE, [{ marketId, bucketTimeSeconds: at(one.bucket) }], one.kind);
            if (model[one.bucket] === "open") model[one.bucket] = one.kind;
          }
        }
        const count = (state: State) => model.filter((one) => one === state).length;
        const open = await openBuckets(store.db, { marketIds: [marketId], bucketSeconds: SIZE, sinceSeconds: 0, limit: BUCKETS });
        const expected = model.flatMap((state, bucket) => (state === "open" ? [at(bucket)] : [])).toReversed();
        expect(open.map((one) => one.bucketTimeSeconds)).to.deep.equal(expected);
        const gaps = await gapsWithin(store.db, [marketId], 0, 4e9);
        const sum = (key: "buckets" | "refilled" | "irrecoverable") => gaps.reduce((total, gap) => total + gap[key], 0);
        expect([sum("buckets"), sum("refilled"), sum("irrecoverable")]).to.deep.equal([
          BUCKETS - count("none"),
          count("refilled"),
          count("irrecoverable"),
        ]);
        const closed = await store.pool.query("select closed_at is not null as closed from sampling_gaps order by first_bucket");
        expect(closed.rows.map((row) => row.closed)).to.deep.equal(gaps.map((gap) => gap.buckets === gap.refilled + gap.irrecoverable));
      }),
      { numRuns: 60 },
    );
  });

  it("count only what lies within the time that is asked for", async () => {
    await store.pool.query("truncate sampling_gaps");
    await insertGaps(store.db, SIZE, [{ marketId, firstBucketSeconds: at(0), lastBucketSeconds: at(9), reason: "rpc", detail: "" }]);
    await closeBuckets(
      store.db,
      SIZE,
      [2, 7].map((bucket) => ({ marketId, bucketTimeSeconds: at(bucket) })),
      "refilled",
    );
    const [gap] = await gapsWithin(store.db, [marketId], at(1), at(5));
    expect(gap).to.include({ buckets: 4, refilled: 1, irrecoverable: 0 });
  });

  it("give no more buckets than are wanted, of a year as of an hour", async () => {
    await store.pool.query("truncate sampling_gaps");
    const year = 365 * 288;
    await insertGaps(store.db, SIZE, [{ marketId, firstBucketSeconds: at(0), lastBucketSeconds: at(year), reason: "rpc", detail: "" }]);
    const open = await openBuckets(store.db, { marketIds: [marketId], bucketSeconds: SIZE, sinceSeconds: 0, limit: 3 });
    expect(open.map((one) => one.bucketTimeSeconds)).to.deep.equal([at(year), at(year - 1), at(year - 2)]);
  });
});
