import { expect } from "chai";
import { keccak256 } from "ethers";
import { publicSubmitter } from "../../bot/execute/publicSubmitter.ts";
import { RpcResponseError, RpcTimeoutError, RpcUnavailableError } from "../../bot/execute/rpc.ts";
import { localSigner } from "../../bot/execute/signers/localSigner.ts";
import { GuardedSigner } from "../../bot/execute/signers/signer.ts";
import { SubmissionRejectedError, type SubmissionRejectionReason } from "../../bot/execute/submitter.ts";
import type { UnsignedTransaction } from "../../bot/execute/transaction.ts";
import { encodeRebalance } from "../../bot/execute/vaultAbi.ts";
import { type Chain, startChain } from "./support/chain.ts";
import { CHAIN_ID } from "./support/constants.ts";
import { answerWith, disconnect, FaultyRpc, hang, refuseWith } from "./support/faultyRpc.ts";
import { ethersProvider, type RpcServer, serveRpc } from "./support/rpcServer.ts";
import { ADAPTER_A, signingPolicy } from "./support/scenario.ts";

const RAW = "0x02f8";

describe("execute: public submitter", () => {
  /** As sent by the clients of execution layer nodes; the words are all there is to tell them apart. */
  const words: [string, number, string, SubmissionRejectionReason | "known" | "uncertain"][] = [
    ["geth", -32000, "already known", "known"],
    ["Nethermind", -32010, "AlreadyKnown", "known"],
    ["Besu", -32000, "Known transaction", "known"],
    ["geth", -32000, "nonce too low: next nonce 5, tx nonce 3", "nonce-too-low"],
    ["Nethermind", -32010, "OldNonce, Current nonce: 5, nonce of rejected tx: 3", "nonce-too-low"],
    ["Besu", -32001, "Nonce too low", "nonce-too-low"],
    ["geth", -32000, "replacement transaction underpriced", "replacement-underpriced"],
    ["geth", -32000, "transaction underpriced: gas tip cap 1, minimum needed 1000000", "underpriced"],
    ["Nethermind", -32010, "FeeTooLow, MaxFeePerGas too low", "underpriced"],
    ["geth", -32000, "max fee per gas less than block base fee: address 0x1, maxFeePerGas: 1, baseFee: 7", "underpriced"],
    ["geth", -32000, "insufficient funds for gas * price + value: balance 0, tx cost 42, overshot 42", "insufficient-funds"],
    ["Nethermind", -32010, "InsufficientFunds, Account balance: 0", "insufficient-funds"],
    ["Besu", -32004, "Upfront cost exceeds account balance", "insufficient-funds"],
    ["geth", -32000, "intrinsic gas too low: gas 1, minimum needed 21000", "invalid"],
    ["geth", -32000, "exceeds block gas limit", "invalid"],
    ["geth", -32000, "transaction gas limit too high (cap: 16777216, tx: 20000000)", "invalid"],
    ["geth", -32000, "tx fee (2.00 ether) exceeds the configured cap (1.00 ether)", "invalid"],
    ["geth", -32000, "txpool is full", "uncertain"],
    ["a provider", -32005, "rate limit exceeded", "uncertain"],
    ["a provider", -32603, "internal error", "uncertain"],
  ];
  for (const [client, code, message, meaning] of words) {
    it(`takes ${client}'s "${message}" for ${meaning}`, async () => {
      const node = new FaultyRpc({ send: async () => "0x" }).next("eth_sendRawTransaction", refuseWith(code, message));
      const result = await publicSubmitter(node, 1_000)
        .submit(RAW)
        .catch((error) => error);
      if (meaning === "known") expect(result).to.equal(keccak256(RAW));
      else if (meaning === "uncertain") expect(result).to.be.instanceOf(RpcResponseError);
      else expect(result).to.be.instanceOf(SubmissionRejectedError).with.property("reason", meaning);
    });
  }

  it("leaves a hang and a broken connection open: the node may have the transaction", async () => {
    const node = new FaultyRpc({ send: async () => "0x" }).next("eth_sendRawTransaction", hang, disconnect);
    const submitter = publicSubmitter(node, 50);
    expect(await submitter.submit(RAW).catch((error) => error)).to.be.instanceOf(RpcTimeoutError);
    expect(await submitter.submit(RAW).catch((error) => error)).to.be.instanceOf(RpcUnavailableError);
  });

  it("does not believe a node about the hash", async () => {
    const node = new FaultyRpc({ send: async () => "0x" }).next("eth_sendRawTransaction", answerWith(`0x${"00".repeat(32)}`));
    expect(await publicSubmitter(node, 50).submit(RAW)).to.equal(keccak256(RAW));
  });

  describe("with a real node, through ethers", () => {
    let chain: Chain;
    let server: RpcServer;
    before(async () => {
      chain = await startChain();
      server = await serveRpc(chain.rpc);
    });
    after(async () => {
      await server.close();
      await chain.close();
    });

    it("sends, sends again without harm, and knows a used nonce", async () => {
      const provider = ethersProvider(server.url);
      const submitter = publicSubmitter(provider, 5_000);
      const signer = new GuardedSigner(localSigner(chain.keeper.privateKey), signingPolicy(chain.recorder));
      const transaction: UnsignedTransaction = {
        chainId: CHAIN_ID,
        from: signer.address,
        to: chain.recorder,
        nonce: 0,
        data: encodeRebalance([{ adapter: ADAPTER_A, assets: 1n }], {
          deadlineSeconds: 4_000_000_000n,
          stateNonce: 0n,
          minTotalAssets: 1n,
        }),
        valueWei: 0n,
        gasLimit: 300_000n,
        maxFeePerGasWei: 3n * 10n ** 9n,
        maxPriorityFeePerGasWei: 10n ** 8n,
      };
      const raw = await signer.signTransaction(transaction);
      expect(await submitter.submit(raw)).to.equal(keccak256(raw));
      expect(await submitter.submit(raw)).to.equal(keccak256(raw));
      const cheaper = await signer.signTransaction({ ...transaction, gasLimit: 300_001n });
      expect(await submitter.submit(cheaper).catch((error) => error)).to.include({ reason: "replacement-underpriced" });
      await chain.mine();
      expect(await chain.read("rebalances")).to.equal(1n);
      expect(await submitter.submit(raw).catch((error) => error)).to.include({ reason: "nonce-too-low" });
      provider.destroy();
    });
  });
});
