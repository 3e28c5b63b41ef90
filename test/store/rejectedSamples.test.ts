import { expect } from "chai";
import type { RejectedSample } from "../../bot/core/rejectedSample.ts";
import type { Store } from "../../bot/store/connection.ts";
import { insertRejectedSamples, rejectedSamples } from "../../bot/store/rejectedSamples.ts";
import { createTestStore } from "./testStore.ts";

const spike: RejectedSample = {
  marketId: "1:aave-v3:usdc",
  origin: "rpc",
  sampleTimeSeconds: 1_750_000_211,
  blockNumber: 23_000_000,
  rule: "spike",
  value: 3_759.81,
  detail: "supply APR 3759.81 is over 5 × the last one",
  sample: { supplyApr: 3_759.81, totalSupply: "3000000000000000", deep: [null, { nested: true }] },
};

describe("store: rejected samples", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  beforeEach(() => store.pool.query("truncate rejected_samples"));
  after(() => store.close());

  const everything = { fromSeconds: 0, toSeconds: 2 ** 40 };

  it("are kept once, as they were first rejected", async () => {
    const stale = { ...spike, rule: "stale", value: null, blockNumber: null };
    expect(await insertRejectedSamples(store.db, [spike, stale, spike])).to.equal(2);
    expect(await insertRejectedSamples(store.db, [{ ...spike, detail: "again" }])).to.equal(0);
    expect(await rejectedSamples(store.db, everything)).to.deep.equal([spike, stale]);
    expect(await insertRejectedSamples(store.db, [])).to.equal(0);
  });

  it("come by market, origin and time, oldest first", async () => {
    const other = { ...spike, marketId: "1:sky-savings:usds" };
    const imported = { ...spike, origin: "import" };
    const later = { ...spike, sampleTimeSeconds: spike.sampleTimeSeconds + 300 };
    await insertRejectedSamples(store.db, [later, other, imported, spike]);
    expect(await rejectedSamples(store.db, { ...everything, marketId: spike.marketId, origin: "rpc" })).to.deep.equal([spike, later]);
    const range = { fromSeconds: spike.sampleTimeSeconds, toSeconds: later.sampleTimeSeconds };
    expect(await rejectedSamples(store.db, range)).to.deep.equal([imported, spike, other]);
  });

  it("may hold whatever was read: NUL, NaN, half a character, amounts beyond 2^53, nothing at all", async () => {
    const odd = { ...spike, value: Number.NaN, detail: "line\0 7", sample: { "k\0": "a\0b", half: ["\ud800"], amount: 2n ** 200n } };
    const nothing = { ...spike, rule: "unreadable", sample: undefined };
    expect(await insertRejectedSamples(store.db, [odd, nothing])).to.equal(2);
    expect(await rejectedSamples(store.db, everything)).to.deep.equal([
      { ...odd, detail: "line\ufffd 7", sample: { "k\ufffd": "a\ufffdb", half: ["\ufffd"], amount: (2n ** 200n).toString() } },
      { ...nothing, sample: null },
    ]);
  });
});
