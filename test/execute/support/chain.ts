import { fileURLToPath } from "node:url";
import { getAddress, Interface, type TransactionRequest, Wallet } from "ethers";
import { artifacts, network, solidity } from "hardhat";
import { boundedRpc, type JsonRpc } from "../../../bot/execute/rpc.ts";
import { buildBesideOthers } from "../../../scripts/local-mainnet/buildBesideOthers.ts";
import { CHAIN_ID, TOTAL_ASSETS } from "./constants.ts";

/** `Fault` of RebalanceRecorder.sol. */
export const FAULTS = { none: 0, unhealthy: 1, text: 2, panic: 3, silent: 4, unknown: 5, gasHungry: 6 } as const;

const RECORDER = fileURLToPath(new URL("../../../contracts/test/mocks/RebalanceRecorder.sol", import.meta.url));

/** A Hardhat chain with a RebalanceRecorder on it and a keeper with 10 ETH. Blocks come when `mine` is called, and only then. */
export interface Chain {
  /** Straight into the chain, without a limit on time. */
  readonly rpc: JsonRpc;
  readonly keeper: { readonly address: string; readonly privateKey: string };
  readonly recorder: string;
  readonly recorderInterface: Interface;
  mine(blocks?: number): Promise<void>;
  mineAt(timestampSeconds: number): Promise<void>;
  /** Runs a call of the recorder from another account and mines it. */
  configure(functionName: string, args: readonly unknown[]): Promise<void>;
  read(functionName: string): Promise<unknown>;
  /** Transactions of the keeper in blocks, by the chain's own count. */
  transactionCount(): Promise<number>;
  /** Signs with the keeper's key behind the keeper's back, and sends. */
  sendForeign(transaction: TransactionRequest): Promise<string>;
  close(): Promise<void>;
}

/** @param mempoolOrder "fifo" keeps the order of arrival, as a relay needs it; otherwise the better paid comes first. */
export async function startChain(mempoolOrder: "priority" | "fifo" = "priority"): Promise<Chain> {
  await buildBesideOthers(() => solidity.build([RECORDER], { quiet: true }));
  const artifact = await artifacts.readArtifact("RebalanceRecorder");
  const recorderInterface = new Interface(artifact.abi);
  const connection = await network.create({ override: { mining: { auto: false, interval: 0, mempool: { order: mempoolOrder } } } });
  const rpc: JsonRpc = { send: (method, params) => connection.provider.request({ method, params }) };
  const send = boundedRpc(rpc, 20_000).send;
  const mine = async (blocks = 1) => {
    for (let block = 0; block < blocks; block++) await send("evm_mine", []);
  };

  const wallet = Wallet.createRandom();
  await send("hardhat_setBalance", [wallet.address, `0x${(10n ** 19n).toString(16)}`]);
  const [deployer] = (await send("eth_accounts", [])) as string[];
  const initCode = artifact.bytecode + recorderInterface.encodeDeploy([wallet.address, TOTAL_ASSETS]).slice(2);
  const deployment = await send("eth_sendTransaction", [{ from: deployer, data: initCode, gas: "0x200000" }]);
  await mine();
  const receipt = (await send("eth_getTransactionReceipt", [deployment])) as { contractAddress: string };
  const recorder = getAddress(receipt.contractAddress);

  return {
    rpc,
    keeper: { address: wallet.address, privateKey: wallet.privateKey },
    recorder,
    recorderInterface,
    mine,
    async mineAt(timestampSeconds) {
      await send("evm_setNextBlockTimestamp", [timestampSeconds]);
      await mine();
    },
    async configure(functionName, args) {
      const data = recorderInterface.encodeFunctionData(functionName, args);
      await send("eth_sendTransaction", [{ from: deployer, to: recorder, data, gas: "0x40000" }]);
      await mine();
    },
    async read(functionName) {
      const data = recorderInterface.encodeFunctionData(functionName, []);
      const result = (await send("eth_call", [{ to: recorder, data }, "latest"])) as string;
      return recorderInterface.decodeFunctionResult(functionName, result)[0];
    },
    async transactionCount() {
      return Number(await send("eth_getTransactionCount", [wallet.address, "latest"]));
    },
    async sendForeign(transaction) {
      const raw = await wallet.signTransaction({ type: 2, chainId: CHAIN_ID, gasLimit: 21_000n, ...transaction });
      return (await send("eth_sendRawTransaction", [raw])) as string;
    },
    close: () => connection.close(),
  };
}
