import { expect } from "chai";
import { type Outbox, OutboxConflictError } from "../../bot/core/outbox.ts";
import type { Store } from "../../bot/store/connection.ts";
import { recordDecision } from "../../bot/store/decisions.ts";
import { IllegalTransition, postgresOutbox, recentTransactions } from "../../bot/store/outbox.ts";
import { describeOutbox } from "../execute/outboxContract.ts";
import { rejection } from "./rejection.ts";
import { SAMPLE_VAULT, sampleDecision, sampleTransaction } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const INCLUSION = { blockNumber: 9, blockHash: `0x${"9".repeat(64)}`, gasUsed: 100n, effectiveGasPriceWei: 7n, costWei: 700n };
const KEY = { chainId: 1, vault: SAMPLE_VAULT };

describe("postgresOutbox", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());
  beforeEach(() => store.pool.query("truncate transactions, ticks, decisions cascade"));

  /** A transaction is always a decision's: the contract's made-up decisions are written down first. */
  function withDecisions(outbox: Outbox): Outbox {
    return {
      ...outbox,
      async recordSigned(transaction) {
        await recordDecision(store.db, { ...sampleDecision(1), id: transaction.decisionId });
        return outbox.recordSigned(transaction);
      },
    };
  }

  describeOutbox("PostgreSQL", async () => withDecisions(postgresOutbox(store.db, null)));

  it("refuses a transaction without a decision", async () => {
    const error = await rejection(postgresOutbox(store.db, null).recordSigned(sampleTransaction(1, "nowhere")));
    expect(error.message).to.contain("foreign key");
  });

  it("frees a dropped transaction's nonce, and no other's", async () => {
    const outbox = withDecisions(postgresOutbox(store.db, null));
    const dropped = await outbox.recordSigned(sampleTransaction(4, "a"));
    await outbox.markDropped(dropped.id, "deadline passed");
    const mined = await outbox.recordSigned({ ...sampleTransaction(4, "b"), hash: `0x${"b".repeat(64)}` });
    expect(await rejection(outbox.recordSigned({ ...sampleTransaction(4, "c"), hash: `0x${"c".repeat(64)}` }))).to.be.instanceOf(
      OutboxConflictError,
    );
    await outbox.markMined(mined.id, INCLUSION);
    expect((await recentTransactions(store.db, KEY, 10)).map(({ status }) => status)).to.deep.equal(["mined", "dropped"]);
  });

  it("keeps what became of a transaction, with its cost and reason", async () => {
    const outbox = withDecisions(postgresOutbox(store.db, null));
    const row = await outbox.recordSigned(sampleTransaction(1, "a"));
    await outbox.markSubmitted(row.id, { submitter: "public-mempool", submittedAtSeconds: 12 });
    await outbox.markReverted(row.id, INCLUSION, "StaleStateNonce(1, 2)");
    const [stored] = await recentTransactions(store.db, KEY, 1);
    expect(stored).to.deep.include({
      status: "reverted",
      submitter: "public-mempool",
      reason: "StaleStateNonce(1, 2)",
      inclusion: INCLUSION,
    });
  });

  it("refuses to bring a final transaction back to life", async () => {
    const outbox = withDecisions(postgresOutbox(store.db, null));
    const row = await outbox.recordSigned(sampleTransaction(1, "a"));
    await outbox.markMined(row.id, INCLUSION);
    expect(await rejection(outbox.markSubmitted(row.id, { submitter: null, submittedAtSeconds: 1 }))).to.be.instanceOf(IllegalTransition);
  });
});
