import { type Eip1193Provider, readHead, toQuantity } from "../provider.ts";
import type { ActorTransaction } from "./actor.ts";

/** More than any call of an actor uses; a block takes some fifty of them. */
const TRANSACTION_GAS = 900_000;

export interface BlockToMine {
  readonly transactions: readonly ActorTransaction[];
  /** Later if another block came in between. */
  readonly timestampSeconds: number;
  readonly baseFeeWei: bigint;
  readonly priorityFeeWei: bigint;
}

/** A transaction of an actor that reverted. */
export interface FailedTransaction extends ActorTransaction {
  readonly blockTimestampSeconds: number;
  readonly hash: string;
}

/**
 * Mines one block with all the transactions, in their order, at the given time and base fee. The node's own mining rests meanwhile.
 * Returns what reverted.
 */
export async function mineBlock(provider: Eip1193Provider, block: BlockToMine): Promise<readonly FailedTransaction[]> {
  const request = (method: string, ...params: readonly unknown[]) => provider.request({ method, params });
  const minedByItself = await request("hardhat_getAutomine");
  await request("evm_setAutomine", false);
  let { timestampSeconds } = block;
  const sent: { readonly hash: string; readonly transaction: ActorTransaction }[] = [];
  try {
    for (const transaction of block.transactions) {
      const hash = await request("eth_sendTransaction", {
        ...transaction,
        gas: toQuantity(TRANSACTION_GAS),
        maxFeePerGas: toQuantity(2n * block.baseFeeWei + block.priorityFeeWei),
        maxPriorityFeePerGas: toQuantity(block.priorityFeeWei),
      });
      sent.push({ hash: hash as string, transaction });
    }
    await request("hardhat_setNextBlockBaseFeePerGas", toQuantity(block.baseFeeWei));
    // Whoever else uses the chain may have had a block mined since the time was chosen, which need not be now.
    timestampSeconds = Math.max(timestampSeconds, (await readHead(provider)).timestampSeconds + 1);
    await request("evm_setNextBlockTimestamp", timestampSeconds);
    await request("evm_mine");
  } finally {
    await request("evm_setAutomine", minedByItself);
  }
  const failed: FailedTransaction[] = [];
  for (const { hash, transaction } of sent) {
    const receipt = (await request("eth_getTransactionReceipt", hash)) as { readonly status: string } | null;
    if (receipt?.status !== "0x1") failed.push({ ...transaction, hash, blockTimestampSeconds: timestampSeconds });
  }
  return failed;
}
