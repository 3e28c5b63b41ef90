import { expect } from "chai";
import type { BundleOffer, StoredBundle } from "../../bot/core/bundle.ts";
import { bundleCounts, postgresBundleLog, recentBundles } from "../../bot/store/bundles.ts";
import type { Store } from "../../bot/store/connection.ts";
import { recordDecision } from "../../bot/store/decisions.ts";
import { postgresOutbox } from "../../bot/store/outbox.ts";
import { rejection } from "./rejection.ts";
import { SAMPLE_VAULT, sampleDecision, sampleTransaction } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const KEY = { chainId: 1, vault: SAMPLE_VAULT };

describe("store: bundles", () => {
  let store: Store;
  let transactionId: string;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());
  beforeEach(async () => {
    await store.pool.query("truncate bundles, transactions, ticks, decisions cascade");
    transactionId = await recordTransaction(1, SAMPLE_VAULT);
  });

  async function recordTransaction(number: number, vault: string): Promise<string> {
    const decision = sampleDecision(number);
    await recordDecision(store.db, decision);
    const details = { purpose: "rebalance", route: "private", attempt: 0, ethPriceUsd: 3_000, signedAtBlock: 7, vault } as const;
    const row = await postgresOutbox(store.db, null).recordSigned(sampleTransaction(number, decision.id, details));
    return row.id;
  }

  const offer = (targetBlock: number, changes: Partial<BundleOffer> = {}): BundleOffer => ({
    transactionId,
    builder: "flashbots",
    method: "bundle",
    targetBlock,
    bundleHash: `0x${"7".repeat(64)}`,
    replacementUuid: "0f3f9d7e-58a1-5f6e-9b7a-1f8f6a7f3b11",
    sentAtSeconds: 1_750_000_000,
    ...changes,
  });

  it("gives back what was recorded, by target block", async () => {
    const log = postgresBundleLog(store.db);
    await log.recordSent(offer(9));
    await log.recordSent(offer(8));
    const hidden = offer(10, { builder: "titan", method: "private-transaction", bundleHash: null, replacementUuid: null });
    await log.recordRefused(hidden, "busy");
    const [first, second, third] = await log.ofTransaction(transactionId);
    expect(first).to.deep.include({ ...offer(8), status: "sent", reason: null });
    expect(second).to.deep.include({ ...offer(9), status: "sent", reason: null });
    expect(third).to.deep.include({ ...hidden, status: "refused", reason: "busy" });
    expect(await log.ofTransaction(await recordTransaction(2, SAMPLE_VAULT))).to.deep.equal([]);
  });

  it("concludes one offer, and lets the chain correct it", async () => {
    const log = postgresBundleLog(store.db);
    await log.recordSent(offer(8));
    await log.recordSent(offer(9));
    const [eighth] = await log.ofTransaction(transactionId);
    await log.conclude(eighth as StoredBundle, "missed", "Block 8 went by without it");
    expect((await log.ofTransaction(transactionId)).map(({ status, reason }) => [status, reason])).to.deep.equal([
      ["missed", "Block 8 went by without it"],
      ["sent", null],
    ]);
    await log.conclude(eighth as StoredBundle, "included", null);
    expect((await log.ofTransaction(transactionId))[0]).to.include({ status: "included", reason: null });
  });

  it("refuses an end without its reason, and an offer of no transaction", async () => {
    const log = postgresBundleLog(store.db);
    await log.recordSent(offer(8));
    const [recorded] = await log.ofTransaction(transactionId);
    expect((await rejection(log.conclude(recorded as StoredBundle, "missed", null))).message).to.contain("check constraint");
    expect((await rejection(log.recordSent(offer(8, { transactionId: "999999" })))).message).to.contain("foreign key");
  });

  it("shows a vault's last offers with their transaction, newest first", async () => {
    const log = postgresBundleLog(store.db);
    for (const block of [8, 9, 10]) await log.recordSent(offer(block));
    const foreign = await recordTransaction(2, "0x00000000000000000000000000000000000000b2");
    await log.recordSent(offer(11, { transactionId: foreign }));
    const recent = await recentBundles(store.db, KEY, 2);
    expect(recent.map(({ targetBlock }) => targetBlock)).to.deep.equal([10, 9]);
    expect(recent[0]?.transactionHash).to.equal(sampleTransaction(1, "").hash);
  });

  it("counts a vault's offers since a time, by builder and what became of them", async () => {
    const log = postgresBundleLog(store.db);
    await log.recordSent(offer(7, { sentAtSeconds: 1_749_999_999 }));
    for (const block of [8, 9, 10, 11]) await log.recordSent(offer(block));
    await log.recordRefused(offer(8, { builder: "titan" }), "busy");
    const ends = [
      ["missed", "late"],
      ["included", null],
      ["cancelled", "It is in block 9"],
    ] as const;
    const offers = (await log.ofTransaction(transactionId)).filter(({ status, targetBlock }) => status === "sent" && targetBlock > 7);
    for (const [index, [status, reason]] of ends.entries()) await log.conclude(offers[index] as StoredBundle, status, reason);
    expect(await bundleCounts(store.db, KEY, 1_750_000_000)).to.deep.equal([
      { builder: "flashbots", sent: 1, refused: 0, included: 1, missed: 1, cancelled: 1 },
      { builder: "titan", sent: 0, refused: 1, included: 0, missed: 0, cancelled: 0 },
    ]);
    expect(await bundleCounts(store.db, { chainId: 1, vault: "0x00000000000000000000000000000000000000b2" }, 0)).to.deep.equal([]);
  });
});
