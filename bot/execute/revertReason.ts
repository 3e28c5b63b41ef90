import { type Interface, Transaction } from "ethers";
import type { OutboxRow } from "../core/outbox.ts";
import { type Receipt, toQuantity } from "./chainReads.ts";
import { describeRevert } from "./revert.ts";
import { type JsonRpc, RpcError, RpcResponseError } from "./rpc.ts";

/**
 * Why a transaction that is in a block reverted, as well as it can be known: a receipt does not say, so the call is replayed on the
 * state of the block before. Something earlier in the same block, or the block's time, may have been the cause; then the replay succeeds
 * and the answer says so. A node that cannot replay does not keep the outcome from being recorded.
 */
export async function explainRevert(
  deps: { readonly rpc: JsonRpc; readonly errors: Interface },
  row: Pick<OutboxRow, "rawTransaction" | "sender">,
  receipt: Pick<Receipt, "blockNumber" | "gasUsed">,
): Promise<string> {
  const transaction = Transaction.from(row.rawTransaction);
  if (receipt.gasUsed === transaction.gasLimit) return `It ran out of gas (limit ${transaction.gasLimit})`;
  const call = { from: row.sender, to: transaction.to, data: transaction.data, gas: toQuantity(transaction.gasLimit) };
  try {
    await deps.rpc.send("eth_call", [call, toQuantity(receipt.blockNumber - 1)]);
    return `It reverted in block ${receipt.blockNumber}; on the state before that block it succeeds, so something changed within it`;
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    if (error instanceof RpcResponseError && error.revertData !== null) return describeRevert(error.revertData, deps.errors).reason;
    return `It reverted in block ${receipt.blockNumber}, and the reason could not be read: ${error.message}`;
  }
}
