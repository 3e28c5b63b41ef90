import { expect } from "chai";
import { LeadershipLostError } from "../../bot/core/outbox.ts";
import type { Store } from "../../bot/store/connection.ts";
import { recordDecision } from "../../bot/store/decisions.ts";
import { type Fence, raiseFence } from "../../bot/store/fence.ts";
import { acquireLeadership, awaitLeadership, type Leadership } from "../../bot/store/leader.ts";
import { postgresOutbox } from "../../bot/store/outbox.ts";
import { rejection } from "./rejection.ts";
import { SAMPLE_SENDER, SAMPLE_VAULT, sampleDecision, sampleTransaction } from "./samples.ts";
import { createTestStore, execute } from "./testStore.ts";

const key = { chainId: 1, vault: SAMPLE_VAULT };

describe("store: the fence around leaders", () => {
  let store: Store;
  beforeEach(async () => {
    store = await createTestStore();
    await recordDecision(store.db, sampleDecision(1));
  });
  afterEach(() => store.close());

  const record = (fence: Fence, nonce = 1) => postgresOutbox(store.db, fence).recordSigned(sampleTransaction(nonce, sampleDecision(1).id));

  async function lead(): Promise<Leadership> {
    const leadership = await acquireLeadership(store, key);
    if (leadership === null) throw new Error("somebody else leads");
    return leadership;
  }

  it("lets the leader record and send", async () => {
    const leadership = await lead();
    expect(await record(leadership.fence)).to.include({ status: "signed" });
    await leadership.fence.check();
    await leadership.release();
  });

  it("keeps a leader that was paused, and knows nothing of having lost, from recording and from sending", async () => {
    const paused = await lead();
    // As when its machine slept: its connection is cut, and it has not noticed when it acts next.
    await execute(
      store.databaseUrl,
      "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())",
    );
    const next = await awaitLeadership(store, key, AbortSignal.timeout(20_000));
    expect(next.fence.epoch).to.be.greaterThan(paused.fence.epoch);
    expect(await rejection(record(paused.fence))).to.be.instanceOf(LeadershipLostError);
    expect(await rejection(paused.fence.check())).to.be.instanceOf(LeadershipLostError);
    expect(await postgresOutbox(store.db, null).unresolved(1, SAMPLE_SENDER)).to.deep.equal([]);
    expect(await record(next.fence)).to.include({ status: "signed" });
    await next.release();
    await paused.release();
  });

  it("stands between two that record at the same time: whoever is out by then records nothing", async () => {
    for (let round = 0; round < 10; round++) {
      const first = await raiseFence(store.db, key);
      const [recorded, second] = await Promise.allSettled([record(first, 100 + round), raiseFence(store.db, key)]);
      expect(second.status).to.equal("fulfilled");
      const rows = await postgresOutbox(store.db, null).unresolved(1, SAMPLE_SENDER);
      expect(rows).to.have.length(recorded.status === "fulfilled" ? 1 : 0);
      for (const { id } of rows) await store.pool.query("delete from transactions where id = $1", [id]);
    }
  });

  it("is one of each vault and chain, however the address is written", async () => {
    const first = await raiseFence(store.db, key);
    await raiseFence(store.db, { ...key, chainId: 10 });
    await first.check();
    await raiseFence(store.db, { ...key, vault: SAMPLE_VAULT.toLowerCase() });
    expect(await rejection(first.check())).to.be.instanceOf(LeadershipLostError);
  });

  it("is waited for until the waiting is called off", async () => {
    const leadership = await lead();
    const stop = new AbortController();
    const waiting = awaitLeadership(store, key, stop.signal);
    stop.abort(new Error("enough"));
    expect(await waiting.catch((error) => error)).to.be.instanceOf(Error);
    await leadership.release();
  });
});
