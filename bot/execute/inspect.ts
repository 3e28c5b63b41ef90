import type { OutboxRow } from "../core/outbox.ts";
import { type BlockHead, isKnown, type Receipt, readHead, readReceipt, readTransactionCount } from "./chainReads.ts";
import type { JsonRpc } from "./rpc.ts";

/** What the chain says about a signed transaction, as of `head`. */
export type Inspection = { readonly head: BlockHead } & (
  | { readonly state: "included"; readonly receipt: Receipt }
  /** The nonce is used, and not by this transaction as far as the node knows; `final` once that is buried deep enough. */
  | { readonly state: "nonce-used"; readonly final: boolean }
  /** The node holds it and it waits for a block. */
  | { readonly state: "waiting" }
  /** The node has never heard of it, or has forgotten it, and its nonce is free. */
  | { readonly state: "unknown" }
);

/**
 * The head is read before the receipt and the nonce at that head, so a block arriving in between cannot make a transaction look like one
 * whose nonce was used by another. A receipt missing although the nonce is used may still be a node that lags behind another one behind
 * the same URL, hence `finalAfterBlocks`.
 *
 * @throws {RpcError}
 */
export async function inspect(
  rpc: JsonRpc,
  row: Pick<OutboxRow, "hash" | "sender" | "nonce">,
  finalAfterBlocks: number,
): Promise<Inspection> {
  const head = await readHead(rpc);
  const receipt = await readReceipt(rpc, row.hash);
  if (receipt) return { head, state: "included", receipt };
  if ((await readTransactionCount(rpc, row.sender, head.number)) > row.nonce) {
    const buried = head.number - finalAfterBlocks;
    const final = buried >= 0 && (await readTransactionCount(rpc, row.sender, buried)) > row.nonce;
    return { head, state: "nonce-used", final };
  }
  return { head, state: (await isKnown(rpc, row.hash)) ? "waiting" : "unknown" };
}
