import { expect } from "chai";
import { keccak256 } from "ethers";
import { WrongChainError } from "../../bot/chain/errors.ts";
import { settlementDeps } from "../../bot/execute/execute.ts";
import { reconcile } from "../../bot/execute/reconcile.ts";
import { encodeRebalance } from "../../bot/execute/vaultAbi.ts";
import { MemoryOutbox } from "./memoryOutbox.ts";
import { type Chain, startChain } from "./support/chain.ts";
import { CHAIN_ID } from "./support/constants.ts";
import { answerWith, FaultyRpc } from "./support/faultyRpc.ts";
import { ADAPTER_A, keeper, vaultStateAtHead } from "./support/scenario.ts";

describe("execute: reconciliation at start", () => {
  let chain: Chain;
  let node: FaultyRpc;
  let outbox: MemoryOutbox;
  beforeEach(async () => {
    chain = await startChain();
    node = new FaultyRpc(chain.rpc);
    outbox = new MemoryOutbox();
  });
  afterEach(() => chain.close());

  const made = () => keeper({ provider: node, privateKey: chain.keeper.privateKey, vault: chain.recorder, outbox });
  const account = () => ({ chainId: CHAIN_ID, sender: chain.keeper.address });
  const statuses = () => outbox.rows.map(({ nonce, status }) => [nonce, status]);

  /** What a killed keeper leaves behind: recorded, and sent or not. */
  async function leave(nonce: number, deadlineInSeconds: number, stateNonce = nonce): Promise<string> {
    const { blockNumber, blockTimeSeconds } = await vaultStateAtHead(chain.rpc, chain.recorder);
    const guard = { deadlineSeconds: BigInt(blockTimeSeconds + deadlineInSeconds), stateNonce: BigInt(stateNonce), minTotalAssets: 1n };
    const transaction = {
      chainId: CHAIN_ID,
      from: chain.keeper.address,
      to: chain.recorder,
      nonce,
      data: encodeRebalance([{ adapter: ADAPTER_A, assets: 1n }], guard),
      valueWei: 0n,
      gasLimit: 300_000n,
      maxFeePerGasWei: 5n * 10n ** 9n,
      maxPriorityFeePerGasWei: 10n ** 8n,
    };
    const rawTransaction = await made().deps.signer.signTransaction(transaction);
    const { chainId, gasLimit, maxFeePerGasWei, maxPriorityFeePerGasWei } = transaction;
    await outbox.recordSigned({
      decisionId: `decision ${nonce}`,
      purpose: "rebalance",
      route: "public",
      attempt: 0,
      chainId,
      vault: transaction.to,
      sender: transaction.from,
      nonce,
      hash: keccak256(rawTransaction),
      rawTransaction,
      gasLimit,
      maxFeePerGasWei,
      maxPriorityFeePerGasWei,
      ethPriceUsd: 3_000,
      signedAtBlock: blockNumber,
      createdAtSeconds: blockTimeSeconds,
    });
    return rawTransaction;
  }

  it("has nothing to do on an empty outbox but to check the chain", async () => {
    expect(await reconcile(settlementDeps(made().deps), account())).to.deep.equal({ settlements: [], unresolved: [] });
    expect(node.calls.map(({ method }) => method)).to.deep.equal(["eth_chainId"]);
  });

  it("sends what was never sent, in the order of the nonces, until all of it is mined", async () => {
    const first = await leave(0, 600);
    const second = await leave(1, 600);
    outbox.rows.reverse();
    const { unresolved } = await reconcile(settlementDeps(made().deps), account());
    expect(unresolved.map(({ nonce, status }) => [nonce, status])).to.deep.equal([
      [0, "submitted"],
      [1, "submitted"],
    ]);
    const sent = node.calls.filter(({ method }) => method === "eth_sendRawTransaction").map(({ params }) => params[0]);
    expect(sent).to.deep.equal([first, second]);

    await chain.mine();
    const { settlements } = await reconcile(settlementDeps(made().deps), account());
    expect(settlements.map(({ status }) => status)).to.deep.equal(["mined", "mined"]);
    expect(await chain.read("rebalances")).to.equal(2n);
  });

  it("looks at what the account sent for another vault, and leaves sending to that vault's keeper", async () => {
    const sent = () => node.calls.filter(({ method }) => method === "eth_sendRawTransaction");
    const raw = await leave(0, 600);
    const settlement = settlementDeps({ ...made().deps, vault: ADAPTER_A });
    const { unresolved } = await reconcile(settlement, account());
    expect(unresolved.map(({ nonce, status }) => [nonce, status])).to.deep.equal([[0, "signed"]]);
    expect(sent()).to.deep.equal([]);
    await chain.rpc.send("eth_sendRawTransaction", [raw]);
    await chain.mine();
    await reconcile(settlement, account());
    expect(statuses()).to.deep.equal([[0, "mined"]]);

    await leave(1, 600);
    await reconcile(settlementDeps({ ...made().deps, vault: chain.recorder.toLowerCase() }), account());
    expect(sent()).to.have.length(1);
  });

  it("settles each row by its own fate", async () => {
    await chain.rpc.send("eth_sendRawTransaction", [await leave(0, 600)]);
    await chain.mine();
    await leave(1, 600);
    await chain.sendForeign({ to: ADAPTER_A, nonce: 1, maxFeePerGas: 5n * 10n ** 9n, maxPriorityFeePerGas: 1n });
    await chain.mine(4);
    await leave(2, 600);
    await leave(3, 0);
    const { unresolved } = await reconcile(settlementDeps(made().deps), account());
    expect(statuses()).to.deep.equal([
      [0, "mined"],
      [1, "replaced"],
      [2, "submitted"],
      [3, "dropped"],
    ]);
    expect(unresolved.map(({ nonce }) => nonce)).to.deep.equal([2]);
  });

  it("gives up, once its deadline has passed, what was signed behind a nonce that nothing uses, so that the nonce can be used", async () => {
    await chain.rpc.send("eth_sendRawTransaction", [await leave(1, 60)]);
    const { unresolved } = await reconcile(settlementDeps(made().deps), account());
    expect(unresolved.map(({ nonce }) => nonce)).to.deep.equal([1]);
    const { blockTimeSeconds } = await vaultStateAtHead(chain.rpc, chain.recorder);
    await chain.mineAt(blockTimeSeconds + 60);
    await chain.mine(5);
    expect((await reconcile(settlementDeps(made().deps), account())).unresolved).to.deep.equal([]);
    expect(statuses()).to.deep.equal([[1, "dropped"]]);
    expect(outbox.rows[0]?.reason).to.match(/Nonce 0, which comes before its own, is not used/);

    // The gap is filled, so the chain takes it, and the vault refuses it: it is on record all the same.
    await chain.rpc.send("eth_sendRawTransaction", [await leave(0, 600)]);
    await chain.mine();
    await reconcile(settlementDeps(made().deps), account());
    expect(statuses()).to.deep.equal([
      [1, "reverted"],
      [0, "mined"],
    ]);
  });

  it("keeps following what waits behind a nonce that a lagging node calls free", async () => {
    await chain.rpc.send("eth_sendRawTransaction", [await leave(0, 600)]);
    await chain.mine();
    await reconcile(settlementDeps(made().deps), account());
    await leave(1, 0);
    await outbox.markSubmitted("2", { submitter: "public-mempool", submittedAtSeconds: 0 });
    node.next("eth_getTransactionCount", answerWith("0x0"));
    await reconcile(settlementDeps(made().deps), account());
    expect(statuses()).to.deep.equal([
      [0, "mined"],
      [1, "dropped"],
    ]);
    expect(outbox.rows[1]?.reason, "for its own sake")
      .to.match(/its deadline has passed/)
      .and.not.to.match(/comes before/);
  });

  it("finds what was given up and came up again in another node", async () => {
    const bytes = await leave(0, 60);
    const { blockTimeSeconds } = await vaultStateAtHead(chain.rpc, chain.recorder);
    await chain.mineAt(blockTimeSeconds + 60);
    await reconcile(settlementDeps(made().deps), account());
    expect(statuses()).to.deep.equal([[0, "dropped"]]);
    await reconcile(settlementDeps(made().deps), account());
    expect(statuses(), "it is in no block").to.deep.equal([[0, "dropped"]]);

    await chain.rpc.send("eth_sendRawTransaction", [bytes]);
    await chain.mine();
    await reconcile(settlementDeps(made().deps), account());
    expect(statuses()).to.deep.equal([[0, "reverted"]]);
    expect(outbox.rows[0]?.inclusion).to.have.property("blockNumber");
  });

  it("uses up a nonce whose transaction came too late when a later one waits for it", async () => {
    await leave(0, 0);
    await leave(1, 600, 0);
    const { unresolved } = await reconcile(settlementDeps(made().deps), account());
    expect(unresolved.map(({ nonce, purpose, status }) => [nonce, purpose, status])).to.deep.equal([
      [0, "rebalance", "signed"],
      [0, "cancel", "submitted"],
      [1, "rebalance", "submitted"],
    ]);
    await chain.mine();
    await reconcile(settlementDeps(made().deps), account());
    expect(statuses()).to.deep.equal([
      [0, "replaced"],
      [1, "mined"],
      [0, "mined"],
    ]);
    expect(await chain.read("rebalances")).to.equal(1n);
    expect(await chain.transactionCount()).to.equal(2);
  });

  it("touches nothing on the wrong chain, where everything would look lost", async () => {
    await leave(0, 0);
    node.next("eth_chainId", answerWith("0x1"));
    expect(await reconcile(settlementDeps(made().deps), account()).catch((error) => error)).to.be.instanceOf(WrongChainError);
    expect(statuses()).to.deep.equal([[0, "signed"]]);
  });
});
