import { once } from "node:events";
import { expect } from "chai";
import type { Store } from "../../bot/store/connection.ts";
import { StoreUnreachable } from "../../bot/store/errors.ts";
import { acquireLeadership, type Leadership } from "../../bot/store/leader.ts";
import { startChild } from "./childProcess.ts";
import { SAMPLE_VAULT } from "./samples.ts";
import { createTestStore, execute } from "./testStore.ts";

const key = { chainId: 1, vault: SAMPLE_VAULT };

describe("store: leader election", () => {
  let store: Store;
  beforeEach(async () => {
    store = await createTestStore();
  });
  afterEach(() => store.close());

  async function lead(): Promise<Leadership> {
    const leadership = await acquireLeadership(store, key);
    if (leadership === null) throw new Error("somebody else leads");
    return leadership;
  }

  it("has one leader per vault; the next one follows when it steps down", async () => {
    const first = await lead();
    expect(await acquireLeadership(store, key)).to.equal(null);
    await first.release();
    await first.release();
    expect(first.lost.aborted).to.equal(false);
    const second = await lead();
    await second.release();
  });

  it("is a matter of each vault, chain and database by itself, however the address is written", async () => {
    const other = await createTestStore();
    const leaderships = [
      await acquireLeadership(store, key),
      await acquireLeadership(store, { ...key, chainId: 10 }),
      await acquireLeadership(store, { ...key, vault: "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512" }),
      await acquireLeadership(other, key),
    ];
    expect(leaderships).not.to.include(null);
    expect(await acquireLeadership(store, { ...key, vault: SAMPLE_VAULT.toLowerCase() })).to.equal(null);
    await Promise.all(leaderships.map((leadership) => leadership?.release()));
    await other.close();
  });

  it("tells a leader whose connection is cut, and lets another one lead", async () => {
    const first = await lead();
    const aborted = once(first.lost, "abort");
    await execute(
      store.databaseUrl,
      "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())",
    );
    await aborted;
    expect(first.lost.reason).to.be.instanceOf(StoreUnreachable);
    const second = await lead();
    await first.release();
    expect(await acquireLeadership(store, key)).to.equal(null);
    await second.release();
  });

  it("passes to the standby process when the leading process is killed", async () => {
    const first = startChild("lead.ts", [store.databaseUrl, SAMPLE_VAULT]);
    await first.line(/^leader$/);
    const second = startChild("lead.ts", [store.databaseUrl, SAMPLE_VAULT]);
    await second.line(/^standby$/);
    expect(second.lines).not.to.include("leader");
    expect(await acquireLeadership(store, key)).to.equal(null);
    await first.kill();
    await second.line(/^leader$/);
    expect(await acquireLeadership(store, key)).to.equal(null);
    await second.kill();
  });
});
