import { expect } from "chai";
import { execute } from "../../bot/execute/execute.ts";
import { MemoryOutbox } from "./memoryOutbox.ts";
import { type Chain, FAULTS, startChain } from "./support/chain.ts";
import { disconnect, FaultyRpc } from "./support/faultyRpc.ts";
import { decisionFor, keeper, ManualClock, POLICY, vaultStateAtHead } from "./support/scenario.ts";

describe("execute: a reverted transaction", () => {
  let chain: Chain;
  let node: FaultyRpc;
  let outbox: MemoryOutbox;
  beforeEach(async () => {
    chain = await startChain();
    node = new FaultyRpc(chain.rpc);
    outbox = new MemoryOutbox();
  });
  afterEach(() => chain.close());

  const makeKeeper = (clock = new ManualClock(() => chain.mine())) =>
    keeper({ provider: node, privateKey: chain.keeper.privateKey, vault: chain.recorder, outbox, clock });

  it("is recorded with its reason and its cost", async () => {
    const { deps } = makeKeeper();
    const vault = await vaultStateAtHead(node, chain.recorder);
    node.next("eth_sendRawTransaction", async (forward) => {
      await chain.configure("setTotalAssets", [7n]);
      return forward();
    });
    const outcome = await execute(deps, decisionFor(vault), vault);
    expect(outcome).to.include({ kind: "reverted", reason: "TotalAssetsBelowMinimum (totalAssets 7, minTotalAssets 999500000000)" });
    expect(outbox.rows[0]).to.deep.include({ status: "reverted", inclusion: outcome.kind === "reverted" ? outcome.inclusion : null });
    expect(outbox.rows[0]?.inclusion?.costWei).to.satisfy((cost: bigint) => cost > 0n);
    expect(await chain.read("rebalances")).to.equal(0n);
  });

  it("says so when a transaction ran out of gas", async () => {
    const { deps } = makeKeeper();
    const vault = await vaultStateAtHead(node, chain.recorder);
    node.next("eth_sendRawTransaction", async (forward) => {
      await chain.configure("setFault", [FAULTS.gasHungry]);
      return forward();
    });
    const outcome = await execute(deps, decisionFor(vault), vault);
    expect(outcome).to.include({ kind: "reverted" });
    expect(outcome)
      .to.have.property("reason")
      .that.matches(/^It ran out of gas \(limit \d+\)$/);
  });

  it("says so when the reason came with the block itself, here its time", async () => {
    const vault = await vaultStateAtHead(node, chain.recorder);
    const late = new ManualClock(() => chain.mineAt(vault.blockTimeSeconds + POLICY.plan.deadlineSeconds + 1));
    const outcome = await execute(makeKeeper(late).deps, decisionFor(vault), vault);
    expect(outcome).to.include({ kind: "reverted" });
    expect(outcome)
      .to.have.property("reason")
      .that.matches(/something changed within it/);
  });

  it("records a revert whose reason the node does not tell", async () => {
    const { deps } = makeKeeper();
    const vault = await vaultStateAtHead(node, chain.recorder);
    node.next("eth_sendRawTransaction", async (forward) => {
      await chain.configure("setTotalAssets", [7n]);
      node.next("eth_call", disconnect);
      return forward();
    });
    const outcome = await execute(deps, decisionFor(vault), vault);
    expect(outcome).to.include({ kind: "reverted" });
    expect(outcome)
      .to.have.property("reason")
      .that.matches(/the reason could not be read/);
    expect(outbox.rows[0]).to.include({ status: "reverted" });
  });
});
