import { expect } from "chai";
import type { Store } from "../../bot/store/connection.ts";
import { recordDecision } from "../../bot/store/decisions.ts";
import { finishTick, markInterruptedTicks, recentTicks, startTick } from "../../bot/store/ticks.ts";
import { SAMPLE_VAULT, sampleDecision } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const key = { chainId: 1, vault: SAMPLE_VAULT };

describe("store: ticks", () => {
  let store: Store;
  beforeEach(async () => {
    store = await createTestStore();
  });
  afterEach(() => store.close());

  it("leave a row from their start on, and one row only", async () => {
    const id = await startTick(store.db, key, 1_750_000_200);
    const [running] = await recentTicks(store.db, key, 10);
    expect(running).to.include({ id, status: "running", bucketTimeSeconds: 1_750_000_200, finishedAt: null, blockNumber: null });

    await recordDecision(store.db, sampleDecision(23_000_000));
    const outcome = {
      status: "rebalanced",
      blockNumber: 23_000_000,
      decisionId: sampleDecision(23_000_000).id,
      stageMs: { observe: 12.5, decide: 0.25 },
      totalAssets: 10n ** 30n + 1n,
      totalShares: 2n ** 256n - 1n,
      navUsd: 1_000_123.25,
      sharePrice: 1.000123,
      baseFeeWei: 12_345_678_901n,
      vaultStatus: "reduce-only",
      tripReason: "price-fall",
      turnoverBps: 12_345,
      lossMillionths: 678,
    } as const;
    await finishTick(store.db, id, outcome);
    const ticks = await recentTicks(store.db, key, 10);
    expect(ticks).to.have.length(1);
    expect(ticks[0]).to.deep.include({ ...outcome, error: null });
    expect(ticks[0]?.finishedAt).to.be.instanceOf(Date);
  });

  it("keep the rule and the message of a failure, also when the block is not known", async () => {
    const id = await startTick(store.db, key, 300);
    const error = { rule: "RpcUnreachable", message: "no answer from 127.0.0.1:8545" };
    await finishTick(store.db, id, { status: "failed", error });
    expect((await recentTicks(store.db, key, 1))[0]).to.deep.include({
      status: "failed",
      error,
      blockNumber: null,
      totalAssets: null,
      vaultStatus: null,
    });
  });

  it("end once", async () => {
    const id = await startTick(store.db, key, 300);
    await finishTick(store.db, id, { status: "held", blockNumber: 1 });
    await finishTick(store.db, id, { status: "failed", error: { rule: "Late", message: "" } });
    expect((await recentTicks(store.db, key, 1))[0]).to.deep.include({ status: "held", blockNumber: 1, error: null });
  });

  it("are marked as interrupted when their keeper died, of that vault only", async () => {
    const other = { chainId: 10, vault: SAMPLE_VAULT };
    await startTick(store.db, key, 300);
    await startTick(store.db, other, 300);
    const done = await startTick(store.db, key, 600);
    await finishTick(store.db, done, { status: "held" });
    expect(await markInterruptedTicks(store.db, key)).to.equal(1);
    expect(await markInterruptedTicks(store.db, key)).to.equal(0);
    expect((await recentTicks(store.db, key, 10)).map((tick) => tick.status)).to.deep.equal(["held", "interrupted"]);
    expect((await recentTicks(store.db, other, 10)).map((tick) => tick.status)).to.deep.equal(["running"]);
  });
});
