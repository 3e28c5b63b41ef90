import { plainError, plainRevert } from "../errors/plainError.ts";
import { revertData } from "../errors/revertData.ts";
import type { Sender } from "./sendCall.ts";
import type { TransactionEvent } from "./transactionState.ts";

interface Sent {
  readonly hash: string;
  readonly from: string;
  readonly to: string;
  readonly data: string;
}

interface SeenTransaction {
  readonly hash: string;
  readonly from: string;
  readonly to: string | null;
  readonly input: string;
  readonly nonce: string;
}

interface Receipt {
  readonly status: string;
  readonly blockNumber: string;
}

/** Blocks that are searched for what took a transaction's place, at most. */
const SEARCHED_BLOCKS = 50;
/** Nodes behind one address know of a block at different times: looks until what is nowhere is given up. */
const LOOKS_FOR_REPLACEMENT = 5;

/** Follows a transaction until it is in a block, or another one of the same nonce is. A look that fails is a look less: it goes on. */
export async function followTransaction(sender: Sender, sent: Sent, tell: (event: TransactionEvent) => void): Promise<void> {
  const ask = async <Answer>(method: string, params: readonly unknown[] = []): Promise<Answer | null> =>
    (await sender.provider.request({ method, params }).catch(() => null)) as Answer | null;
  let { hash } = sent;
  let nonce: number | null = null;
  let firstBlock: number | null = null;
  let looks = 0;
  for (;;) {
    const receipt = await ask<Receipt>("eth_getTransactionReceipt", [hash]);
    if (receipt !== null) {
      const succeeded = BigInt(receipt.status) === 1n;
      if (succeeded) tell({ kind: "mined", blockNumber: Number(receipt.blockNumber) });
      else tell({ kind: "reverted", error: await whyReverted(sender, sent, receipt) });
      return;
    }
    if (nonce === null) {
      const seen = await ask<SeenTransaction>("eth_getTransactionByHash", [hash]);
      if (seen !== null) nonce = Number(seen.nonce);
    }
    const head = await ask<string>("eth_blockNumber");
    if (head !== null) firstBlock ??= Number(head);
    const used = nonce === null ? null : await ask<string>("eth_getTransactionCount", [sent.from, "latest"]);
    if (nonce !== null && used !== null && head !== null && Number(used) > nonce) {
      const other = await inPlaceOf({ ...sent, nonce }, Math.max(firstBlock ?? 0, Number(head) - SEARCHED_BLOCKS), Number(head), ask);
      if (other !== null && other.hash !== hash) {
        if (!isSameCall(other, sent)) return tell({ kind: "replaced", by: other.hash });
        hash = other.hash;
        tell({ kind: "repriced", hash });
        continue;
      }
      if (other === null && ++looks >= LOOKS_FOR_REPLACEMENT) return tell({ kind: "replaced", by: null });
    }
    await sender.pause();
  }
}

/** The transaction in a block that has this account's nonce. */
async function inPlaceOf(
  { from, nonce }: Sent & { readonly nonce: number },
  firstBlock: number,
  lastBlock: number,
  ask: <Answer>(method: string, params: readonly unknown[]) => Promise<Answer | null>,
): Promise<SeenTransaction | null> {
  for (let number = lastBlock; number >= firstBlock; number--) {
    const block = await ask<{ transactions: readonly SeenTransaction[] }>("eth_getBlockByNumber", [`0x${number.toString(16)}`, true]);
    const found = block?.transactions.find((one) => one.from.toLowerCase() === from.toLowerCase() && Number(one.nonce) === nonce);
    if (found !== undefined) return found;
  }
  return null;
}

function isSameCall(other: SeenTransaction, { to, data }: Sent): boolean {
  return other.to?.toLowerCase() === to.toLowerCase() && other.input.toLowerCase() === data.toLowerCase();
}

/** Asks the same again at the end of its block; a state in the middle of a block cannot be asked. */
async function whyReverted({ provider, tokens }: Sender, { from, to, data }: Sent, { blockNumber }: Receipt) {
  try {
    await provider.request({ method: "eth_call", params: [{ from, to, data }, blockNumber] });
  } catch (error) {
    const refusal = revertData(error);
    return refusal === null ? plainError(error, tokens) : plainRevert(refusal, tokens);
  }
  return {
    name: null,
    message: "It failed in its block and would succeed now: something else came just before it, or the gas was too little.",
    remedy: "Nothing but the gas was spent. Try again.",
  };
}
