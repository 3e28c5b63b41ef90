import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { Decision } from "../../bot/core/decision.ts";
import type { VaultState } from "../../bot/core/vaultState.ts";
import { execute } from "../../bot/execute/execute.ts";
import type { ExecutionOutcome } from "../../bot/execute/outcome.ts";
import { FileOutbox, readRows } from "./fileOutbox.ts";
import { type Chain, startChain } from "./support/chain.ts";
import { FaultyRpc } from "./support/faultyRpc.ts";
import { fromJson, toJson } from "./support/json.ts";
import type { KeeperTask } from "./support/keeperProcess.ts";
import { type RpcServer, serveRpc } from "./support/rpcServer.ts";
import { decisionFor, keeper, POLICY, vaultStateAtHead } from "./support/scenario.ts";

const KEEPER = fileURLToPath(new URL("./support/keeperProcess.ts", import.meta.url));
const never = () => new Promise<never>(() => {});

describe("execute: a keeper killed with SIGKILL", function () {
  this.timeout(180_000);

  let chain: Chain;
  let node: FaultyRpc;
  let server: RpcServer;
  let folder: string;
  let outboxFile: string;
  let vault: VaultState;
  let decision: Decision;
  let running: ChildProcess | null;

  beforeEach(async () => {
    chain = await startChain();
    folder = await mkdtemp(path.join(tmpdir(), "kill-"));
    outboxFile = path.join(folder, "outbox.json");
    node = new FaultyRpc(chain.rpc);
    server = await serveRpc({ send: (method, params) => node.send(method, params) });
    await newDecision(0n);
  });
  afterEach(async () => {
    running?.kill("SIGKILL");
    await server.close();
    await chain.close();
    await rm(folder, { recursive: true });
  });

  async function newDecision(stateNonce: bigint): Promise<void> {
    vault = await vaultStateAtHead(chain.rpc, chain.recorder, { stateNonce });
    decision = decisionFor(vault);
  }

  /** Starts a keeper; resolves when its process has ended, with what it said, or null when it was killed first. */
  async function startKeeper(inclusionTimeoutSeconds: number): Promise<ExecutionOutcome | null> {
    const task: KeeperTask = { url: server.url, outboxFile, privateKey: chain.keeper.privateKey, decision, vault, inclusionTimeoutSeconds };
    const child = spawn(process.execPath, [KEEPER, toJson(task)], { stdio: ["ignore", "pipe", "inherit"] });
    running = child;
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    const [code, signal] = await once(child, "close");
    running = null;
    if (signal === "SIGKILL") return null;
    expect(code).to.equal(0);
    return fromJson<ExecutionOutcome>(output);
  }

  async function kill(): Promise<void> {
    const child = running;
    if (!child) throw new Error("no keeper is running");
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  /** What the next start of the same keeper says, when it looks once and does not wait. */
  const restartKeeper = () => startKeeper(0);

  /** The same in this process, which is quicker. Everything it knows comes from the file. */
  async function recoverHere(): Promise<ExecutionOutcome> {
    const { deps } = keeper({
      provider: node,
      privateKey: chain.keeper.privateKey,
      vault: chain.recorder,
      outbox: await FileOutbox.open(outboxFile),
      policy: { inclusion: { timeoutSeconds: 0, pollMilliseconds: 50 } },
    });
    return execute(deps, decision, vault);
  }

  const statuses = async () => (await readRows(outboxFile)).map(({ status }) => status);

  const sentBytes = () => new Set(node.calls.filter(({ method }) => method === "eth_sendRawTransaction").map(({ params }) => params[0]));

  async function expectSentExactlyOnce(): Promise<void> {
    expect(await statuses()).to.deep.equal(["mined"]);
    expect(sentBytes().size, "different transactions sent").to.be.at.most(1);
    expect(await chain.transactionCount(), "transactions of the keeper on chain").to.equal(1);
    expect(await chain.read("rebalances"), "the recorder's count").to.equal(1n);
  }

  it("between recording and sending: the next start sends the recorded bytes", async () => {
    node.next("eth_sendRawTransaction", async () => {
      await kill();
      return never();
    });
    expect(await startKeeper(60)).to.equal(null);
    expect(await statuses()).to.deep.equal(["signed"]);
    const [recorded] = await readRows(outboxFile);

    expect(await restartKeeper()).to.include({ kind: "refused", reason: "already-executed" });
    expect(await statuses()).to.deep.equal(["submitted"]);
    expect([...sentBytes()]).to.deep.equal([recorded?.rawTransaction]);

    await chain.mine();
    await restartKeeper();
    await expectSentExactlyOnce();
  });

  it("after sending, before it is recorded as sent: the next start finds it waiting", async () => {
    node.next("eth_sendRawTransaction", async (forward) => {
      await forward();
      await kill();
      return never();
    });
    expect(await startKeeper(60)).to.equal(null);
    expect(await statuses()).to.deep.equal(["signed"]);

    expect(await restartKeeper()).to.include({ kind: "refused", reason: "already-executed" });
    expect(await statuses()).to.deep.equal(["submitted"]);
    expect(node.count("eth_sendRawTransaction"), "it was found, not sent again").to.equal(1);

    await chain.mine();
    await restartKeeper();
    await expectSentExactlyOnce();
  });

  /** Killed at the first look for a receipt, when the submission is on record. */
  async function killWhileWaiting(): Promise<void> {
    node.next("eth_getTransactionReceipt", async () => {
      await kill();
      return never();
    });
    expect(await startKeeper(60)).to.equal(null);
    expect(await statuses()).to.deep.equal(["submitted"]);
  }

  it("between sending and the receipt, mined meanwhile: the next start records it", async () => {
    await killWhileWaiting();
    await chain.mine();
    expect(await restartKeeper()).to.include({ kind: "refused", reason: "already-executed" });
    await expectSentExactlyOnce();
    expect((await readRows(outboxFile))[0]?.inclusion).to.have.property("blockNumber");
  });

  it("between sending and the receipt, still waiting: the next start leaves it, also for another decision", async () => {
    await killWhileWaiting();
    expect(await restartKeeper()).to.include({ kind: "refused", reason: "already-executed" });
    decision = { ...decision, id: `${decision.id}/next` };
    expect(await restartKeeper()).to.include({ kind: "refused", reason: "unresolved-transaction" });
    await chain.mine();
    await restartKeeper();
    expect((await statuses())[0]).to.equal("mined");
    expect(sentBytes().size).to.equal(1);
    expect(await chain.read("rebalances")).to.equal(1n);
  });

  it("between sending and the receipt, forgotten by the node: the next start sends the same bytes", async () => {
    await killWhileWaiting();
    const [recorded] = await readRows(outboxFile);
    expect(await chain.rpc.send("hardhat_dropTransaction", [recorded?.hash])).to.equal(true);
    await restartKeeper();
    expect(node.count("eth_sendRawTransaction")).to.equal(2);
    await chain.mine();
    await restartKeeper();
    await expectSentExactlyOnce();
  });

  it("before sending, restarted after the deadline: the next start sends nothing, and a new decision gets the nonce", async () => {
    node.next("eth_sendRawTransaction", async () => {
      await kill();
      return never();
    });
    await startKeeper(60);
    await chain.mineAt(vault.blockTimeSeconds + POLICY.plan.deadlineSeconds);
    expect(await restartKeeper()).to.include({ kind: "refused", reason: "already-executed" });
    expect(await statuses()).to.deep.equal(["dropped"]);
    expect(node.count("eth_sendRawTransaction"), "the one that never arrived").to.equal(1);

    await newDecision(0n);
    expect(await restartKeeper()).to.include({ kind: "pending", nonce: 0 });
    await chain.mine();
    await restartKeeper();
    expect(await statuses()).to.deep.equal(["dropped", "mined"]);
    expect(await chain.read("rebalances")).to.equal(1n);
    expect(await chain.transactionCount()).to.equal(1);
  });

  it("at any of its calls to the node: the decision is executed once and its bytes never change", async () => {
    let killedAt = 0;
    for (; ; killedAt++) {
      await newDecision((await chain.read("stateNonce")) as bigint);
      const transactionsBefore = await chain.transactionCount();
      const rowsBefore = (await readRows(outboxFile)).length;
      let calls = 0;
      node = new FaultyRpc({
        async send(method, params) {
          const answer = await chain.rpc.send(method, params);
          if (calls++ === killedAt) await kill();
          return answer;
        },
      });
      const survived = (await startKeeper(0)) !== null;
      calls = Number.NEGATIVE_INFINITY;

      await recoverHere();
      await chain.mine();
      await recoverHere();
      expect((await chain.transactionCount()) - transactionsBefore, `killed after call ${killedAt}`).to.equal(1);
      expect(sentBytes().size).to.be.at.most(1);
      const rows = (await readRows(outboxFile)).slice(rowsBefore);
      expect(rows.map(({ status, decisionId }) => ({ status, decisionId }))).to.deep.equal([{ status: "mined", decisionId: decision.id }]);
      if (survived) break;
    }
    expect(killedAt).to.be.greaterThan(10);
    expect(await chain.read("rebalances")).to.equal(BigInt(killedAt + 1));
  });
});
