import type { OutboxRow } from "../core/outbox.ts";
import { type BlockHead, isKnown, type Receipt, readHead, readReceipt, readTransactionCount } from "./chainReads.ts";
import type { JsonRpc } from "./rpc.ts";

/** What identifies the transactions of one nonce. */
type Attempt = Pick<OutboxRow, "hash" | "sender" | "nonce">;

/** What the chain says about the transactions signed for one nonce, as of `head`. */
export type Inspection<Row> = { readonly head: BlockHead } & (
  | { readonly state: "included"; readonly row: Row; readonly receipt: Receipt }
  /** The nonce is used, and by none of these as far as the node knows; `final` once that is buried deep enough. */
  | { readonly state: "nonce-used"; readonly final: boolean }
  /** The node holds at least one of them, and it waits for a block. */
  | ({ readonly state: "waiting" } & Free)
  /** The node has never heard of any, or has forgotten it, and the nonce is free. */
  | ({ readonly state: "unknown" } & Free)
);

interface Free {
  /** The sender's first nonce that no block has used: theirs, or one before it. */
  readonly nextNonce: number;
}

/**
 * The head is read before the receipts and the nonce at that head, so a block arriving in between cannot make a transaction look like one
 * whose nonce was used by another. A receipt missing although the nonce is used may still be a node that lags behind another one behind
 * the same URL, hence `finalAfterBlocks`.
 *
 * @param attempts All of one sender and nonce, at least one.
 * @throws {RpcError}
 */
export async function inspect<Row extends Attempt>(
  rpc: JsonRpc,
  attempts: readonly [Row, ...Row[]],
  finalAfterBlocks: number,
): Promise<Inspection<Row>> {
  const head = await readHead(rpc);
  const included = await findIncluded(rpc, attempts);
  if (included) return { head, state: "included", ...included };
  const [{ sender, nonce }] = attempts;
  const nextNonce = await readTransactionCount(rpc, sender, head.number);
  if (nextNonce > nonce) {
    const buried = head.number - finalAfterBlocks;
    const final = buried >= 0 && (await readTransactionCount(rpc, sender, buried)) > nonce;
    return { head, state: "nonce-used", final };
  }
  for (const { hash } of attempts) {
    if (await isKnown(rpc, hash)) return { head, state: "waiting", nextNonce };
  }
  return { head, state: "unknown", nextNonce };
}

/** The one of them that is in a block; null while none is. */
export async function findIncluded<Row extends Attempt>(
  rpc: JsonRpc,
  attempts: readonly Row[],
): Promise<{ readonly row: Row; readonly receipt: Receipt } | null> {
  for (const row of attempts) {
    const receipt = await readReceipt(rpc, row.hash);
    if (receipt) return { row, receipt };
  }
  return null;
}
