/** What every part here needs of a node: EIP-1193's `request`. */
export interface Eip1193Provider {
  request(args: { method: string; params?: readonly unknown[] }): Promise<unknown>;
}

export function toQuantity(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

/** The head block's number, timestamp and base fee. */
export interface BlockHeader {
  readonly number: number;
  readonly timestampSeconds: number;
  readonly baseFeeWei: bigint;
  readonly hash: string;
}

/** Reads a block's header; null if the node does not have the block. */
export async function readBlockHeader(provider: Eip1193Provider, block: number | "latest" = "latest"): Promise<BlockHeader | null> {
  const tag = typeof block === "number" ? toQuantity(block) : block;
  const answer = (await provider.request({ method: "eth_getBlockByNumber", params: [tag, false] })) as RpcBlock | null;
  if (answer === null) return null;
  return {
    number: Number(answer.number),
    timestampSeconds: Number(answer.timestamp),
    baseFeeWei: BigInt(answer.baseFeePerGas ?? 0),
    hash: answer.hash,
  };
}

/** The head block's header. */
export async function readHead(provider: Eip1193Provider): Promise<BlockHeader> {
  const header = await readBlockHeader(provider);
  if (header === null) throw new Error("The node answers no latest block");
  return header;
}

interface RpcBlock {
  readonly number: string;
  readonly timestamp: string;
  readonly baseFeePerGas?: string;
  readonly hash: string;
}
