import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Store } from "../../bot/store/connection.ts";
import { recentTransactions } from "../../bot/store/outbox.ts";
import type { Eip1193Provider } from "../../scripts/local-mainnet/provider.ts";
import { type RpcServer, serveRpc } from "../../scripts/local-mainnet/rpcServer.ts";
import { createTestFolder, createTestStore, execute } from "../store/testStore.ts";
import { type CommandOptions, type RunningCommand, startCommand } from "./support/command.ts";
import { type KeptVault, MARKETS, rebalancedNonces, transactionCount, useKeptVault } from "./support/keptVault.ts";

const TICK_SECONDS = 5;
const POLL_MILLISECONDS = 20;
/** The session that holds the lock, and no other: its keeper's queries go on working. */
const FREE_THE_LOCK =
  "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())";

describe("cli: two keepers on one database", () => {
  const keptVault = useKeptVault();
  let vault: KeptVault;
  let node: Eip1193Provider;
  let server: RpcServer;
  /** Called with every request before it is answered. */
  let meanwhile: (method: string) => Promise<void>;
  let timesSent: number;
  let snapshot: unknown;
  let store: Store;
  let options: CommandOptions;
  let keepers: RunningCommand[];

  before(async () => {
    vault = keptVault();
    node = vault.fork.provider;
    server = await serveRpc({
      request: async (call) => {
        if (call.method === "eth_sendRawTransaction") timesSent++;
        await meanwhile(call.method);
        return node.request(call);
      },
    });
  });
  after(() => server.close());

  beforeEach(async () => {
    snapshot = await node.request({ method: "evm_snapshot" });
    meanwhile = async () => undefined;
    timesSent = 0;
    keepers = [];
    store = await createTestStore();
    const folder = await createTestFolder();
    await writeFile(path.join(folder, "yield-keeper.json"), JSON.stringify({ markets: MARKETS, tickSeconds: TICK_SECONDS }));
    options = { folder, environment: { ...vault.environment, MAINNET_RPC_URL: server.rpcUrl, DATABASE_URL: store.databaseUrl } };
  });
  afterEach(async () => {
    for (const { child } of keepers) child.kill("SIGKILL");
    await Promise.all(keepers.map(({ result }) => result));
    await store.close();
    await node.request({ method: "evm_setAutomine", params: [true] });
    await node.request({ method: "evm_revert", params: [snapshot] });
  });

  function start(): RunningCommand {
    const keeper = startCommand(["run", "--json"], options);
    keepers.push(keeper);
    return keeper;
  }
  const transactions = () => recentTransactions(store.db, { chainId: 1, vault: vault.address }, 10);
  const until = async (isSo: () => Promise<boolean>) => {
    while (!(await isSo())) await sleep(POLL_MILLISECONDS);
  };
  const ledBy = async () => (await store.db.selectFrom("leaders").select("epoch").executeTakeFirst())?.epoch ?? 0;

  it("leader killed: the standby takes over within one tick, and nothing is sent twice", async () => {
    const before = await transactionCount(node, vault.keeper.address);
    const leader = start();
    await until(async () => (await ledBy()) === 1);
    const standby = start();
    // The leader's transaction waits for a block when it dies.
    await node.request({ method: "evm_setAutomine", params: [false] });
    await until(async () => (await transactions())[0]?.status === "submitted");
    // Waiting for the lock takes a keeper that is up and has nothing else to do.
    await sleep(3_000);
    leader.child.kill("SIGKILL");
    const killedAt = Date.now();
    await until(async () => (await ledBy()) === 2);
    expect((Date.now() - killedAt) / 1000).to.be.lessThan(TICK_SECONDS);
    await node.request({ method: "evm_setAutomine", params: [true] });
    await node.request({ method: "evm_mine" });
    await until(async () => (await transactions())[0]?.status === "mined");
    const [tick] = await standby.lines(1);
    expect(JSON.parse(tick ?? "")).to.have.nested.property("decision.action", "hold");
    expect(await transactions()).to.have.length(1);
    expect(timesSent).to.equal(1);
    expect(await rebalancedNonces(vault)).to.have.length(1);
    expect(await transactionCount(node, vault.keeper.address)).to.equal(before + 1);
  });

  it("leader paused in the middle of a tick: it sends nothing when it wakes up, for the standby leads by then", async () => {
    const leader = start();
    await until(async () => (await ledBy()) === 1);
    const standby = start();
    let woken = false;
    // It falls asleep just before it would sign: while it waits for the node's gas estimate.
    meanwhile = async (method) => {
      if (method !== "eth_estimateGas" || woken) return;
      woken = true;
      meanwhile = async () => undefined;
      leader.child.kill("SIGSTOP");
      await execute(store.databaseUrl, FREE_THE_LOCK);
      await until(async () => (await ledBy()) === 2);
      await until(async () => (await transactions())[0]?.status === "mined");
      leader.child.kill("SIGCONT");
    };
    const [tick] = await standby.lines(1);
    expect(JSON.parse(tick ?? "")).to.have.nested.property("outcome.kind", "mined");
    // Time enough for the other to do harm.
    await sleep(3_000);
    expect(woken).to.equal(true);
    expect(await transactions()).to.have.length(1);
    expect(timesSent).to.equal(1);
    expect(await rebalancedNonces(vault)).to.have.length(1);
  });
});
