import { AbiCoder, dataSlice } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { type Eip1193Provider, toQuantity } from "../local-mainnet/provider.ts";
import { priorityFeeWei, type SignedTransaction } from "./bundle.ts";
import type { BlockTag, PendingBlock } from "./pendingBlock.ts";

/** What a transaction does, if it is executed on a given state. */
export interface TransactionOutcome {
  readonly hash: string;
  readonly from: Address;
  readonly to: Address | null;
  readonly gasUsed: bigint;
  /** Paid to the block's producer for gas, above the base fee. */
  readonly gasFeesWei: bigint;
  /** All that the producer gains: `gasFeesWei` and what the transaction sends to it. */
  readonly coinbaseDiffWei: bigint;
  /** What the call returns. */
  readonly output: string;
  /** Null when it succeeds. */
  readonly error: string | null;
  /** The text of a revert, or its data where it is no text; null where there is none. */
  readonly revert: string | null;
}

/** Selector of `Error(string)`. */
const ERROR_STRING = "0x08c379a0";

/**
 * Executes a transaction on the state `tag` and throws the result away: neither the chain nor its mempool changes. On "pending" it comes
 * after all that waits there.
 */
export async function traceTransaction(
  provider: Eip1193Provider,
  transaction: SignedTransaction,
  block: PendingBlock,
  tag: BlockTag,
): Promise<TransactionOutcome> {
  const options = { tracer: "muxTracer", tracerConfig: { callTracer: { onlyTopCall: true }, prestateTracer: { diffMode: true } } };
  const trace = (await provider.request({ method: "debug_traceCall", params: [toCall(transaction), tag, options] })) as MuxTrace;
  const { gasUsed, output = "0x", error } = trace.callTracer;
  const gas = BigInt(gasUsed);
  const { pre, post } = trace.prestateTracer;
  const gainWei = BigInt(post[block.coinbase]?.balance ?? 0) - BigInt(pre[block.coinbase]?.balance ?? 0);
  // The chain executes calls at a base fee of zero, so that the producer's gain holds more for gas than it will be in a block.
  const sentWei = gainWei - gas * priorityFeeWei(transaction, 0n);
  const gasFeesWei = gas * priorityFeeWei(transaction, block.baseFeeWei);
  return {
    hash: transaction.hash,
    from: transaction.from,
    to: transaction.to,
    gasUsed: gas,
    gasFeesWei,
    coinbaseDiffWei: gasFeesWei + sentWei,
    output,
    error: error ?? null,
    revert: error === undefined || output === "0x" ? null : revertText(output),
  };
}

function toCall(transaction: SignedTransaction): Record<string, unknown> {
  const { from, to, nonce, valueWei, gasLimit, maxFeePerGasWei, maxPriorityFeePerGasWei, data, accessList } = transaction;
  return {
    from,
    ...(to === null ? {} : { to }),
    nonce: toQuantity(nonce),
    value: toQuantity(valueWei),
    gas: toQuantity(gasLimit),
    data,
    maxFeePerGas: toQuantity(maxFeePerGasWei),
    maxPriorityFeePerGas: toQuantity(maxPriorityFeePerGasWei),
    ...(accessList.length === 0 ? {} : { accessList }),
  };
}

function revertText(data: string): string {
  if (!data.startsWith(ERROR_STRING)) return data;
  try {
    return AbiCoder.defaultAbiCoder().decode(["string"], dataSlice(data, 4))[0] as string;
  } catch {
    return data;
  }
}

interface MuxTrace {
  readonly callTracer: { readonly gasUsed: string; readonly output?: string; readonly error?: string };
  readonly prestateTracer: { readonly pre: Accounts; readonly post: Accounts };
}

/** Only what changed; the balance is absent from `post` where it did not. */
type Accounts = Readonly<Record<string, { readonly balance?: string }>>;
