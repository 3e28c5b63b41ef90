import type { Eip1193Provider } from "../local-mainnet/provider.ts";
import { readBlock } from "./pendingBlock.ts";

/** One task at a time on one chain, whoever in this process asks: two relays would switch each other's mining off. */
const tails = new WeakMap<Eip1193Provider, Promise<unknown>>();

/** Runs `work` after all that was handed in before for the same chain. */
export function exclusively<T>(provider: Eip1193Provider, work: () => Promise<T>): Promise<T> {
  const before = tails.get(provider) ?? Promise.resolve();
  const result = before.then(work);
  tails.set(
    provider,
    result.catch(() => {}),
  );
  return result;
}

/**
 * Runs `work` while the chain makes no blocks by itself. What others send meanwhile waits in the mempool; if it is still there at the end and
 * the chain mines at once, as it did before, a block is made of it.
 */
export async function holdingBlocks<T>(provider: Eip1193Provider, work: () => Promise<T>): Promise<T> {
  const minesAtOnce = (await provider.request({ method: "hardhat_getAutomine" })) as boolean;
  if (!minesAtOnce) return work();
  await provider.request({ method: "evm_setAutomine", params: [false] });
  try {
    return await work();
  } finally {
    await provider.request({ method: "evm_setAutomine", params: [true] });
    const left = await readBlock(provider, "pending");
    if (left.transactionCount > 0) await provider.request({ method: "evm_mine" });
  }
}
