import { type Eip1193Provider, readHead } from "./provider.ts";

/** Hardhat takes a block of chain 1 for final when 32 blocks have come after it. */
const CONFIRMATIONS = 40;

/**
 * Mines empty blocks on top of the head and returns the number of the block that was the head. A fork pinned there caches what it reads
 * from the chain, because the block is final; pinned at the head itself it would read the same accounts again for every transaction,
 * which takes five times as long.
 */
export async function confirmHead(provider: Eip1193Provider): Promise<number> {
  const { number } = await readHead(provider);
  for (let mined = 0; mined < CONFIRMATIONS; mined++) await provider.request({ method: "evm_mine", params: [] });
  return number;
}
