import { expect } from "chai";
import { execute, settlementDeps } from "../../bot/execute/execute.ts";
import type { ExecutionOutcome } from "../../bot/execute/outcome.ts";
import { reconcile } from "../../bot/execute/reconcile.ts";
import { MemoryOutbox } from "./memoryOutbox.ts";
import { type Chain, startChain } from "./support/chain.ts";
import { CHAIN_ID } from "./support/constants.ts";
import { answerWith, FaultyRpc } from "./support/faultyRpc.ts";
import { decisionFor, keeper, ManualClock, vaultStateAtHead } from "./support/scenario.ts";

describe("execute: a block that leaves the chain", () => {
  let chain: Chain;
  let node: FaultyRpc;
  let outbox: MemoryOutbox;
  beforeEach(async () => {
    chain = await startChain();
    node = new FaultyRpc(chain.rpc);
    outbox = new MemoryOutbox();
  });
  afterEach(() => chain.close());

  const made = (finalAfterBlocks = 8) =>
    keeper({
      provider: node,
      privateKey: chain.keeper.privateKey,
      vault: chain.recorder,
      outbox,
      clock: new ManualClock(() => chain.mine()),
      policy: { finalAfterBlocks },
    });
  const look = (keeping = made()) => reconcile(settlementDeps(keeping.deps), { chainId: CHAIN_ID, sender: chain.keeper.address });
  const statuses = () => outbox.rows.map(({ status }) => status);
  const snapshot = () => chain.rpc.send("evm_snapshot", []);
  /** Goes back, and on with blocks of another content: their times are others. */
  async function replaceBy(snapshotId: unknown, blocks: number): Promise<void> {
    await chain.rpc.send("evm_revert", [snapshotId]);
    const { blockTimeSeconds } = await vaultStateAtHead(chain.rpc, chain.recorder);
    for (let block = 1; block <= blocks; block++) await chain.mineAt(blockTimeSeconds + 3 * block);
  }

  async function executeNow(): Promise<ExecutionOutcome> {
    const vault = await vaultStateAtHead(chain.rpc, chain.recorder, { stateNonce: (await chain.read("stateNonce")) as bigint });
    return execute(made().deps, decisionFor(vault), vault);
  }

  for (const depth of [1, 2, 5]) {
    it(`${depth} deep: what it held is offered again, the same bytes, and mined once more`, async () => {
      const before = await snapshot();
      expect(await executeNow()).to.include({ kind: "mined" });
      await chain.mine(depth - 1);
      const bytes = outbox.rows[0]?.rawTransaction;
      await replaceBy(before, depth);
      expect(await chain.read("rebalances")).to.equal(0n);

      const keeping = made();
      await look(keeping);
      expect(statuses()).to.deep.equal(["submitted"]);
      expect(keeping.events.map(({ type }) => type)).to.include.members(["reorganised", "rebroadcast"]);
      await chain.mine();
      await look();
      expect(statuses()).to.deep.equal(["mined"]);
      expect(outbox.rows.map(({ rawTransaction }) => rawTransaction)).to.deep.equal([bytes]);
      expect(await chain.read("rebalances")).to.equal(1n);
      expect(await chain.transactionCount()).to.equal(1);
    });
  }

  it("two transactions deep: both are mined again, in their order", async () => {
    const before = await snapshot();
    expect(await executeNow()).to.include({ kind: "mined", nonce: 0 });
    expect(await executeNow()).to.include({ kind: "mined", nonce: 1 });
    await replaceBy(before, 3);
    await look();
    await chain.mine();
    await look();
    expect(statuses()).to.deep.equal(["mined", "mined"]);
    expect(await chain.read("rebalances")).to.equal(2n);
    expect(await chain.transactionCount()).to.equal(2);
  });

  it("nothing new is signed until what it held is settled", async () => {
    const before = await snapshot();
    await executeNow();
    await replaceBy(before, 1);
    expect(await executeNow()).to.include({ kind: "refused", reason: "unresolved-transaction" });
    expect(outbox.rows).to.have.length(1);
  });

  it("is recorded with its new place when the transaction is in another block already", async () => {
    const before = await snapshot();
    await executeNow();
    const raw = outbox.rows[0]?.rawTransaction;
    const place = outbox.rows[0]?.inclusion;
    await chain.mine();
    await replaceBy(before, 1);
    await chain.rpc.send("eth_sendRawTransaction", [raw]);
    await chain.mine(2);
    await look();
    expect(statuses()).to.deep.equal(["mined"]);
    expect(outbox.rows[0]?.inclusion?.blockNumber).to.equal((place?.blockNumber ?? 0) + 1);
    expect(outbox.rows[0]?.inclusion?.blockHash).to.not.equal(place?.blockHash);
  });

  it("is not believed of a node that merely lags and lacks the block", async () => {
    await executeNow();
    node.next("eth_getBlockByNumber", (forward) => forward(), answerWith(null));
    const keeping = made();
    await look(keeping);
    expect(statuses()).to.deep.equal(["mined"]);
    expect(keeping.events).to.deep.equal([]);
  });

  it("is not looked for where blocks are final", async () => {
    await executeNow();
    await chain.mine(10);
    node.calls.length = 0;
    await look();
    expect(node.count("eth_getBlockByNumber"), "the head, and no other").to.equal(1);
  });

  it("frees the nonce for the next decision when the deadline has passed meanwhile", async () => {
    const before = await snapshot();
    await executeNow();
    await chain.rpc.send("evm_revert", [before]);
    const { blockTimeSeconds } = await vaultStateAtHead(chain.rpc, chain.recorder);
    await chain.mineAt(blockTimeSeconds + 1_000);
    await chain.mine();
    await look();
    expect(statuses()).to.deep.equal(["dropped"]);
    expect(await executeNow()).to.include({ kind: "mined", nonce: 0 });
    expect(await chain.read("rebalances")).to.equal(1n);
  });

  it("and of two attempts the one that was given up may be the one that is mined in the end", async () => {
    const before = await snapshot();
    await executeNow();
    const lost = outbox.rows[0];
    await chain.rpc.send("evm_revert", [before]);
    const { blockTimeSeconds } = await vaultStateAtHead(chain.rpc, chain.recorder);
    await chain.mineAt(blockTimeSeconds + 1_000);
    await chain.mine();
    await look();
    expect(statuses()).to.deep.equal(["dropped"]);
    // Another decision has the nonce now; somebody still held the old bytes, and a builder takes them first.
    const impatient = made();
    const vault = await vaultStateAtHead(chain.rpc, chain.recorder);
    const { deps } = impatient;
    const policy = { ...deps.policy, inclusion: { timeoutSeconds: 0, pollMilliseconds: 1 } };
    expect(await execute({ ...deps, policy }, decisionFor(vault), vault)).to.include({ kind: "pending", nonce: 0 });
    await chain.rpc.send("hardhat_dropTransaction", [outbox.rows[1]?.hash]);
    await chain.rpc.send("eth_sendRawTransaction", [lost?.rawTransaction]);
    await chain.mine();
    await look();
    expect(statuses()).to.deep.equal(["reverted", "replaced"]);
    expect(outbox.rows[0]?.reason).to.contain("DeadlinePassed");
    expect(await chain.read("rebalances")).to.equal(0n);
  });
});
