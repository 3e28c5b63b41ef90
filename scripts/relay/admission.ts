import type { Eip1193Provider } from "../local-mainnet/provider.ts";
import type { Obstacle, SignedTransaction } from "./bundle.ts";
import type { BlockTag, PendingBlock } from "./pendingBlock.ts";

/**
 * What keeps a transaction from being executed at all on the state `tag`, in the words of a node; null if nothing does. It is about the
 * sender's nonce and funds, and the block's base fee and gas.
 */
export async function findObstacle(
  provider: Eip1193Provider,
  transaction: SignedTransaction,
  block: PendingBlock,
  tag: BlockTag,
): Promise<Obstacle | null> {
  const { from, nonce, hash, maxFeePerGasWei, gasLimit, valueWei } = transaction;
  const read = async (method: string) => BigInt((await provider.request({ method, params: [from, tag] })) as string);
  const expectedNonce = Number(await read("eth_getTransactionCount"));
  if (nonce < expectedNonce) {
    const minedIn = await minedBlockOf(provider, hash);
    if (minedIn !== null) return { reason: "already-included", detail: `transaction ${hash} is in block ${minedIn}` };
    return obstacle("nonce-used", `nonce too low: address ${from}, tx: ${nonce} state: ${expectedNonce}`, hash);
  }
  if (nonce > expectedNonce) {
    return obstacle("nonce-too-high", `nonce too high: address ${from}, tx: ${nonce} state: ${expectedNonce}`, hash);
  }
  if (maxFeePerGasWei < block.baseFeeWei) {
    const fees = `maxFeePerGas: ${maxFeePerGasWei}, baseFee: ${block.baseFeeWei}`;
    return obstacle("fee-too-low", `max fee per gas less than block base fee: address ${from}, ${fees}`, hash);
  }
  const costWei = valueWei + gasLimit * maxFeePerGasWei;
  const balanceWei = await read("eth_getBalance");
  if (balanceWei < costWei) {
    const amounts = `have ${balanceWei} want ${costWei}`;
    return obstacle("insufficient-funds", `insufficient funds for gas * price + value: address ${from} ${amounts}`, hash);
  }
  const gasLeft = block.gasLimit - block.gasUsed;
  if (gasLimit > gasLeft) return obstacle("block-full", `gas limit reached: the block has ${gasLeft} left of ${block.gasLimit}`, hash);
  return null;
}

/** The number of the block that a transaction is in; null while it is in none. */
export async function minedBlockOf(provider: Eip1193Provider, hash: string): Promise<number | null> {
  const receipt = (await provider.request({ method: "eth_getTransactionReceipt", params: [hash] })) as { blockNumber: string } | null;
  return receipt === null ? null : Number(receipt.blockNumber);
}

function obstacle(reason: Obstacle["reason"], detail: string, hash: string): Obstacle {
  return { reason, detail: `${detail}; txhash ${hash}` };
}
