import type { JsonRpcApiProvider } from "ethers";
import type { UnixSeconds } from "../core/units.ts";
import { UnexpectedAnswerError } from "./errors.ts";

/** The block everything of one tick is read at. */
export interface PinnedBlock {
  readonly number: number;
  readonly hash: string;
  readonly timeSeconds: UnixSeconds;
  readonly baseFeePerGasWei: bigint;
}

/** Reads the head of the chain, or the block `number`: one request. */
export async function pinBlock(provider: JsonRpcApiProvider, number: number | "latest" = "latest"): Promise<PinnedBlock> {
  const block = await provider.send("eth_getBlockByNumber", [number === "latest" ? number : `0x${number.toString(16)}`, false]);
  if (block === null) throw new UnexpectedAnswerError("The node", `it has no block ${number}`);
  return {
    number: Number(BigInt(block.number)),
    hash: block.hash,
    timeSeconds: Number(BigInt(block.timestamp)),
    baseFeePerGasWei: BigInt(block.baseFeePerGas ?? 0),
  };
}
