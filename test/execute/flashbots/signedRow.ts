import { keccak256, parseUnits, Wallet } from "ethers";
import type { OutboxRow } from "../../../bot/core/outbox.ts";
import { encodeRebalance } from "../../../bot/execute/vaultAbi.ts";
import { CHAIN_ID } from "../support/constants.ts";

const MAX_FEE_PER_GAS_WEI = parseUnits("3", "gwei");
const GAS_LIMIT = 300_000n;

export interface RowOptions {
  readonly privateKey: string;
  /** The vault that is called. */
  readonly vault: string;
  readonly nonce?: number;
  /** Null signs the cancellation of the nonce, which has no deadline. */
  readonly deadlineSeconds: number | null;
  readonly signedAtBlock?: number;
  readonly priorityFeePerGasWei?: bigint;
}

/** A really signed transaction, as the outbox would have it. */
export async function signedRow(options: RowOptions): Promise<OutboxRow> {
  const { privateKey, vault, deadlineSeconds, nonce = 0, signedAtBlock = 0, priorityFeePerGasWei = parseUnits("0.1", "gwei") } = options;
  const wallet = new Wallet(privateKey);
  const guard = { deadlineSeconds: BigInt(deadlineSeconds ?? 0), stateNonce: 0n, minTotalAssets: 0n };
  const call =
    deadlineSeconds === null
      ? { to: wallet.address, data: "0x" }
      : { to: vault, data: encodeRebalance([{ adapter: "0x00000000000000000000000000000000000000A1", assets: 1n }], guard) };
  const rawTransaction = await wallet.signTransaction({
    ...call,
    type: 2,
    chainId: CHAIN_ID,
    nonce,
    gasLimit: GAS_LIMIT,
    maxFeePerGas: MAX_FEE_PER_GAS_WEI,
    maxPriorityFeePerGas: priorityFeePerGasWei,
  });
  return {
    id: "1",
    decisionId: "decision",
    purpose: deadlineSeconds === null ? "cancel" : "rebalance",
    route: "private",
    attempt: 0,
    chainId: CHAIN_ID,
    vault,
    sender: wallet.address,
    nonce,
    hash: keccak256(rawTransaction),
    rawTransaction,
    gasLimit: GAS_LIMIT,
    maxFeePerGasWei: MAX_FEE_PER_GAS_WEI,
    maxPriorityFeePerGasWei: priorityFeePerGasWei,
    ethPriceUsd: 3_000,
    signedAtBlock,
    createdAtSeconds: 0,
    status: "signed",
    submitter: null,
  };
}
