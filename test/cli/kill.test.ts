import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { keccak256 } from "ethers";
import type { Store } from "../../bot/store/connection.ts";
import { recentTransactions, type StoredTransaction } from "../../bot/store/outbox.ts";
import { recentTicks } from "../../bot/store/ticks.ts";
import type { Eip1193Provider } from "../../scripts/local-mainnet/provider.ts";
import { type RpcServer, serveRpc } from "../../scripts/local-mainnet/rpcServer.ts";
import { createTestFolder, createTestStore } from "../store/testStore.ts";
import { type CommandOptions, type RunningCommand, runCommand, startCommand } from "./support/command.ts";
import { type KeptVault, MARKETS, rebalancedNonces, transactionCount, useKeptVault } from "./support/keptVault.ts";

const POLL_MILLISECONDS = 20;

describe("cli: keeper tick, killed with SIGKILL", () => {
  const keptVault = useKeptVault();
  let vault: KeptVault;
  let node: Eip1193Provider;
  /** The node as the keeper sees it: with what a test puts in the way of its transactions. */
  let server: RpcServer;
  let sendRaw: (forward: () => Promise<unknown>) => Promise<unknown>;
  let timesSent: number;
  let folder: string;
  let snapshot: unknown;
  let store: Store;
  let options: CommandOptions;
  let running: RunningCommand | null;
  let firstStateNonce: bigint;

  before(async () => {
    vault = keptVault();
    node = vault.fork.provider;
    server = await serveRpc({
      request: (call) => {
        if (call.method !== "eth_sendRawTransaction") return node.request(call);
        timesSent++;
        return sendRaw(() => node.request(call));
      },
    });
    folder = await createTestFolder();
    await writeFile(path.join(folder, "yield-keeper.json"), JSON.stringify({ markets: MARKETS }));
    firstStateNonce = await vault.as(vault.owner).getFunction("stateNonce").staticCall();
  });
  after(() => server.close());

  beforeEach(async () => {
    snapshot = await node.request({ method: "evm_snapshot" });
    sendRaw = (forward) => forward();
    timesSent = 0;
    store = await createTestStore();
    options = { folder, environment: { ...vault.environment, MAINNET_RPC_URL: server.rpcUrl, DATABASE_URL: store.databaseUrl } };
    running = null;
  });
  afterEach(async () => {
    running?.child.kill("SIGKILL");
    await running?.result;
    await store.close();
    await node.request({ method: "evm_setAutomine", params: [true] });
    await node.request({ method: "evm_revert", params: [snapshot] });
  });

  const transactions = () => recentTransactions(store.db, { chainId: 1, vault: vault.address }, 10);
  const ticks = async () => (await recentTicks(store.db, { chainId: 1, vault: vault.address }, 10)).map(({ status }) => status);

  /** Starts `keeper tick` and kills it when its transaction has this status; what the outbox then holds. */
  async function killAt(status: StoredTransaction["status"], alsoWhen: () => boolean = () => true): Promise<StoredTransaction> {
    const command = startCommand(["tick", "--json"], options);
    running = command;
    let ended = false;
    const result = command.result.finally(() => {
      ended = true;
    });
    for (;;) {
      const [row] = await transactions();
      if (row?.status === status && alsoWhen()) break;
      if (ended) throw new Error(`keeper tick ended before it was killed: ${JSON.stringify(await result)}`);
      await sleep(POLL_MILLISECONDS);
    }
    command.child.kill("SIGKILL");
    expect(await result).to.deep.include({ exitCode: null, signal: "SIGKILL", stdout: "", stderr: "" });
    const rows = await transactions();
    expect(rows.map((row) => row.status)).to.deep.equal([status]);
    expect(await ticks()).to.deep.equal(["running"]);
    return rows[0] as StoredTransaction;
  }

  /** The next start: it goes on with its own tick, which finds nothing left to do. */
  async function restart(): Promise<void> {
    const { exitCode, stdout, stderr } = await runCommand(["tick", "--json"], options);
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout).decision.action).to.equal("hold");
    expect(await ticks()).to.deep.equal(["held", "interrupted"]);
  }

  async function expectExecutedOnce(killed: StoredTransaction): Promise<void> {
    const rows = await transactions();
    expect(
      rows.map(({ id, decisionId, hash, rawTransaction, status }) => ({ id, decisionId, hash, rawTransaction, status })),
    ).to.deep.equal([
      { id: killed.id, decisionId: killed.decisionId, hash: killed.hash, rawTransaction: killed.rawTransaction, status: "mined" },
    ]);
    expect(keccak256(killed.rawTransaction)).to.equal(killed.hash);
    const receipt = (await node.request({ method: "eth_getTransactionReceipt", params: [killed.hash] })) as Record<string, string>;
    expect(receipt.status).to.equal("0x1");
    expect(rows[0]?.inclusion?.blockNumber).to.equal(Number(receipt.blockNumber));
    expect(rows[0]?.inclusion?.gasUsed).to.equal(BigInt(receipt.gasUsed ?? 0));
    expect(await transactionCount(node, vault.keeper.address)).to.equal(killed.nonce + 1);
    expect(await rebalancedNonces(vault)).to.deep.equal([firstStateNonce]);
  }

  const mine = () => node.request({ method: "evm_mine" });
  const stopMining = () => node.request({ method: "evm_setAutomine", params: [false] });

  it("between submission and receipt: the next start finds the transaction, records it and sends nothing", async () => {
    await stopMining();
    const killed = await killAt("submitted");
    await mine();
    await restart();
    await expectExecutedOnce(killed);
    expect(timesSent).to.equal(1);
  });

  it("between submission and receipt, still waiting: the next start decides nothing over it", async () => {
    await stopMining();
    const killed = await killAt("submitted");
    const { exitCode, stdout, stderr } = await runCommand(["tick", "--json"], options);
    expect(exitCode).to.equal(1);
    expect(stderr).to.match(/^error: The rebalance was not sent \((already-executed|unresolved-transaction)\): [^\n]+\n$/);
    expect(JSON.parse(stdout).error.name).to.equal("RebalanceNotSentError");
    expect(timesSent).to.equal(1);
    await mine();
    const { exitCode: last } = await runCommand(["tick", "--json"], options);
    expect(last).to.equal(0);
    await expectExecutedOnce(killed);
    expect(await ticks()).to.deep.equal(["held", "refused", "interrupted"]);
  });

  it("after the node has it and before that is recorded: the next start finds it waiting", async () => {
    await stopMining();
    let reached = false;
    sendRaw = async (forward) => {
      await forward();
      reached = true;
      return new Promise(() => {});
    };
    const killed = await killAt("signed", () => reached);
    await mine();
    await restart();
    await expectExecutedOnce(killed);
    expect(timesSent).to.equal(1);
  });

  it("before the node has it: the next start sends the same bytes", async () => {
    let reached = false;
    sendRaw = () => {
      reached = true;
      return new Promise(() => {});
    };
    const killed = await killAt("signed", () => reached);
    expect(await transactionCount(node, vault.keeper.address)).to.equal(killed.nonce);
    sendRaw = (forward) => forward();
    await restart();
    await expectExecutedOnce(killed);
    expect(timesSent).to.equal(2);
  });
});
