import type { Eip1193Provider } from "../local-mainnet/provider.ts";

/** What matters of a block to the transactions that are to go into it. */
export interface PendingBlock {
  readonly baseFeeWei: bigint;
  readonly timestampSeconds: number;
  readonly gasLimit: bigint;
  readonly gasUsed: bigint;
  readonly coinbase: string;
  readonly transactionCount: number;
}

/** Hex quantity, "latest" or "pending": the block that the chain would make now, of what is in its mempool. */
export type BlockTag = string;

/** @throws Error when the chain does not have the block. */
export async function readBlock(provider: Eip1193Provider, tag: BlockTag): Promise<PendingBlock> {
  const block = (await provider.request({ method: "eth_getBlockByNumber", params: [tag, false] })) as RpcBlock | null;
  if (block === null) throw new Error(`header not found: block ${tag}`);
  return {
    baseFeeWei: BigInt(block.baseFeePerGas ?? 0),
    timestampSeconds: Number(block.timestamp),
    gasLimit: BigInt(block.gasLimit),
    gasUsed: BigInt(block.gasUsed),
    coinbase: block.miner.toLowerCase(),
    transactionCount: block.transactions.length,
  };
}

interface RpcBlock {
  readonly timestamp: string;
  readonly baseFeePerGas?: string;
  readonly gasLimit: string;
  readonly gasUsed: string;
  readonly miner: string;
  readonly transactions: readonly string[];
}
