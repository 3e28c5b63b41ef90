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
  async function leave(nonce: number, deadlineInSeconds: number): Promise<string> {
    const { blockTimeSeconds } = await vaultStateAtHead(chain.rpc, chain.recorder);
    const guard = { deadlineSeconds: BigInt(blockTimeSeconds + deadlineInSeconds), stateNonce: BigInt(nonce), minTotalAssets: 1n };
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
      chainId,
      vault: transaction.to,
      sender: transaction.from,
      nonce,
      hash: keccak256(rawTransaction),
      rawTransaction,
      gasLimit,
      maxFeePerGasWei,
      maxPriorityFeePerGasWei,
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
    expect(settlements.map(({ settlement }) => settlement.status)).to.deep.equal(["mined", "mined"]);
    expect(await chain.read("rebalances")).to.equal(2n);
  });

  it("settles each row by its own fate", async () => {
    await chain.rpc.send("eth_sendRawTransaction", [await leave(0, 600)]);
    await chain.mine();
    await leave(1, 600);
    await chain.sendForeign({ to: ADAPTER_A, nonce: 1, maxFeePerGas: 5n * 10n ** 9n, maxPriorityFeePerGas: 1n });
    await chain.mine(4);
    await leave(2, 0);
    await leave(3, 600);
    const { unresolved } = await reconcile(settlementDeps(made().deps), account());
    expect(statuses()).to.deep.equal([
      [0, "mined"],
      [1, "replaced"],
      [2, "dropped"],
      [3, "submitted"],
    ]);
    expect(unresolved.map(({ nonce }) => nonce)).to.deep.equal([3]);
  });

  it("touches nothing on the wrong chain, where everything would look lost", async () => {
    await leave(0, 0);
    node.next("eth_chainId", answerWith("0x1"));
    expect(await reconcile(settlementDeps(made().deps), account()).catch((error) => error)).to.be.instanceOf(WrongChainError);
    expect(statuses()).to.deep.equal([[0, "signed"]]);
  });
});
