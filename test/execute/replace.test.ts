import { expect } from "chai";
import type { ExecutionDeps, ExecutionPolicy } from "../../bot/execute/execute.ts";
import { execute, settlementDeps } from "../../bot/execute/execute.ts";
import type { ExecutionOutcome } from "../../bot/execute/outcome.ts";
import { reconcile } from "../../bot/execute/reconcile.ts";
import { SignedOtherBytesError } from "../../bot/execute/signers/signer.ts";
import { MemoryOutbox } from "./memoryOutbox.ts";
import { type Chain, startChain } from "./support/chain.ts";
import { CHAIN_ID, TOTAL_ASSETS } from "./support/constants.ts";
import { FaultyRpc, refuseWith } from "./support/faultyRpc.ts";
import { decisionFor, type Keeper, keeper, ManualClock, POLICY, vaultStateAtHead } from "./support/scenario.ts";

/** Three blocks are patience enough; blocks come when the test says so. */
const HASTY = { replacement: { afterBlocks: 3, atMost: 2, bumpBps: 1_250 }, inclusion: { timeoutSeconds: 0, pollMilliseconds: 1_000 } };

describe("execute: a transaction that waits too long", () => {
  let chain: Chain;
  let node: FaultyRpc;
  let outbox: MemoryOutbox;
  beforeEach(async () => {
    chain = await startChain();
    node = new FaultyRpc(chain.rpc);
    outbox = new MemoryOutbox();
  });
  afterEach(() => chain.close());

  const made = (policy: Partial<ExecutionPolicy> = {}): Keeper =>
    keeper({
      provider: node,
      privateKey: chain.keeper.privateKey,
      vault: chain.recorder,
      outbox,
      clock: new ManualClock(),
      policy: { ...HASTY, ...policy },
    });
  const look = (deps: ExecutionDeps) => reconcile(settlementDeps(deps), { chainId: CHAIN_ID, sender: chain.keeper.address });
  const rows = () => outbox.rows.map(({ attempt, purpose, status }) => [attempt, purpose, status]);

  async function executeNow(deps: ExecutionDeps): Promise<ExecutionOutcome> {
    const vault = await vaultStateAtHead(chain.rpc, chain.recorder, { stateNonce: (await chain.read("stateNonce")) as bigint });
    return execute(deps, decisionFor(vault), vault);
  }

  /** Blocks that take nothing of what waits: their base fee is above what it offers. */
  async function mineBeyond(blocks: number, gwei = 10): Promise<void> {
    for (let block = 0; block < blocks; block++) {
      await setBaseFee(gwei);
      await chain.mine();
    }
  }
  const setBaseFee = (gwei: number) => chain.rpc.send("hardhat_setNextBlockBaseFeePerGas", [`0x${(gwei * 1e9).toString(16)}`]);

  it("is signed again with better fees, at the same nonce, and mined once", async () => {
    const { deps, events } = made();
    expect(await executeNow(deps)).to.include({ kind: "pending", nonce: 0 });
    await mineBeyond(2);
    await look(deps);
    expect(rows(), "two blocks are not three").to.deep.equal([[0, "rebalance", "submitted"]]);
    await mineBeyond(1);
    const { unresolved } = await look(deps);
    expect(unresolved.map(({ attempt, nonce, status }) => [attempt, nonce, status])).to.deep.equal([
      [0, 0, "submitted"],
      [1, 0, "submitted"],
    ]);
    const [first, second] = outbox.rows;
    expect(Number(second?.maxFeePerGasWei)).to.be.at.least(Number(first?.maxFeePerGasWei) * 1.125);
    expect(Number(second?.maxPriorityFeePerGasWei)).to.be.at.least(Number(first?.maxPriorityFeePerGasWei) * 1.125);
    await chain.mine();
    const { settlements } = await look(deps);
    expect(settlements.map(({ status }) => status)).to.deep.equal(["mined"]);
    expect(rows()).to.deep.equal([
      [0, "rebalance", "replaced"],
      [1, "rebalance", "mined"],
    ]);
    expect(await chain.read("rebalances")).to.equal(1n);
    expect(await chain.transactionCount()).to.equal(1);
    expect(events.filter(({ type }) => type === "replaced-by")).to.have.length(1);
  });

  it("is found mined also when it is the first attempt that made it", async () => {
    const { deps } = made();
    await executeNow(deps);
    await mineBeyond(3);
    await look(deps);
    // The node gives up the better one and still holds nothing of it: the first one's bytes are public all the same.
    const [first, second] = outbox.rows;
    await chain.rpc.send("hardhat_dropTransaction", [second?.hash]);
    await setBaseFee(1);
    await chain.rpc.send("eth_sendRawTransaction", [first?.rawTransaction]);
    await chain.mine();
    await look(deps);
    expect(rows()).to.deep.equal([
      [0, "rebalance", "mined"],
      [1, "rebalance", "replaced"],
    ]);
    expect(outbox.rows[1]?.reason).to.contain("Attempt 0");
  });

  it("is cancelled when it would fail by now", async () => {
    const { deps, events } = made();
    await executeNow(deps);
    // The vault lost money, in a block without it.
    await setBaseFee(10);
    await chain.configure("setTotalAssets", [0n]);
    await mineBeyond(3);
    await look(deps);
    expect(rows()).to.deep.equal([
      [0, "rebalance", "submitted"],
      [1, "cancel", "submitted"],
    ]);
    await chain.mine();
    const { settlements } = await look(deps);
    expect(settlements.map((one) => [one.status, "reason" in one ? one.reason : ""])).to.deep.equal([
      ["replaced", `It was cancelled in block ${(await vaultStateAtHead(chain.rpc, chain.recorder)).blockNumber}`],
    ]);
    expect(outbox.rows[1]?.inclusion?.gasUsed).to.equal(21_000n);
    expect(await chain.read("rebalances")).to.equal(0n);
    expect(events.find(({ type }) => type === "replaced-by"))
      .to.have.property("explanation")
      .that.contains("TotalAssetsBelowMinimum");
    await chain.configure("setTotalAssets", [TOTAL_ASSETS]);
    expect(await executeNow(deps), "its nonce is used, the next one is free").to.include({ kind: "pending", nonce: 1 });
  });

  it("is cancelled when its deadline has passed and the node still holds it", async () => {
    const { deps } = made({ replacement: { ...HASTY.replacement, afterBlocks: 1_000 } });
    await executeNow(deps);
    const { blockTimeSeconds } = await vaultStateAtHead(chain.rpc, chain.recorder);
    await setBaseFee(10);
    await chain.mineAt(blockTimeSeconds + POLICY.plan.deadlineSeconds + 1);
    await look(deps);
    expect(rows()).to.deep.equal([
      [0, "rebalance", "submitted"],
      [1, "cancel", "submitted"],
    ]);
    await chain.mine();
    await look(deps);
    expect(rows()).to.deep.equal([
      [0, "rebalance", "replaced"],
      [1, "cancel", "mined"],
    ]);
  });

  it("is replaced no more often than allowed, and stays followed", async () => {
    const { deps, events } = made();
    await executeNow(deps);
    for (const gwei of [10, 30, 60, 60]) {
      await mineBeyond(3, gwei);
      await look(deps);
    }
    expect(rows().map(([attempt]) => attempt)).to.deep.equal([0, 1, 2]);
    expect(events.filter(({ type }) => type === "replacement-refused")).to.not.have.length(0);
    await chain.mine(6);
    expect((await look(deps)).unresolved).to.deep.equal([]);
    expect(await chain.transactionCount()).to.equal(1);
  });

  it("offers nothing above the ceilings, whatever the market asks", async () => {
    const { deps, events } = made({ fees: { ...POLICY.fees, maxFeePerGasWei: 4n * 10n ** 9n } });
    await executeNow(deps);
    await mineBeyond(3);
    await look(deps);
    expect(rows()).to.deep.equal([[0, "rebalance", "submitted"]]);
    expect(events.find(({ type }) => type === "replacement-refused"))
      .to.have.property("explanation")
      .that.contains("ceiling");
  });

  it("is not replaced beyond the day's budget, of which its own first attempt is not counted twice", async () => {
    const first = made();
    await executeNow(first.deps);
    const cost = outbox.rows.map((row) => row.gasLimit * row.maxFeePerGasWei)[0] ?? 0n;
    await mineBeyond(3);
    const poor = made({ budget: { maxUsdPerDay: 1e9, maxWeiPerDay: cost } });
    await look(poor.deps);
    expect(poor.events.find(({ type }) => type === "replacement-refused"))
      .to.have.property("explanation")
      .that.contains("budget");
    const enough = made({ budget: { maxUsdPerDay: 1e9, maxWeiPerDay: 10n ** 18n } });
    await look(enough.deps);
    expect(rows()).to.have.length(2);
  });

  it("is replaced also when the node forgets it and refuses it: too cheap for a full pool", async () => {
    const { deps } = made();
    await executeNow(deps);
    await chain.rpc.send("hardhat_dropTransaction", [outbox.rows[0]?.hash]);
    await chain.mine(3);
    node.next("eth_sendRawTransaction", refuseWith(-32000, "transaction underpriced"));
    await look(deps);
    expect(rows()).to.deep.equal([
      [0, "rebalance", "submitted"],
      [1, "rebalance", "signed"],
    ]);
    await look(deps);
    await chain.mine();
    await look(deps);
    expect(rows()).to.deep.equal([
      [0, "rebalance", "replaced"],
      [1, "rebalance", "mined"],
    ]);
  });

  it("is followed on when the signer is away, and replaced once it is back", async () => {
    const { deps } = made();
    await executeNow(deps);
    await mineBeyond(3);
    const away = made({});
    const refusing = made();
    Object.assign(refusing.deps, {
      signer: { address: away.deps.signer.address, signTransaction: async () => Promise.reject(new SignedOtherBytesError("0x")) },
    });
    await look(refusing.deps);
    expect(rows()).to.deep.equal([[0, "rebalance", "submitted"]]);
    expect(refusing.events.find(({ type }) => type === "replacement-refused"))
      .to.have.property("explanation")
      .that.contains("signed");
    await look(away.deps);
    expect(rows()).to.have.length(2);
  });

  it("is not signed anew by a dry run", async () => {
    await executeNow(made().deps);
    await mineBeyond(3);
    await look(made({ dryRun: true }).deps);
    expect(rows()).to.deep.equal([[0, "rebalance", "submitted"]]);
  });
});
