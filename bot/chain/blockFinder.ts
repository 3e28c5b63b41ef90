import type { JsonRpcApiProvider } from "ethers";
import type { UnixSeconds } from "../core/units.ts";
import { type PinnedBlock, pinBlock } from "./block.ts";

/** Finds blocks by time. */
export interface BlockFinder {
  /** The last block before `timeSeconds`, of those up to `newest`; null if the chain begins later. One request a step, a handful on mainnet. */
  lastBefore(timeSeconds: UnixSeconds, newest: PinnedBlock): Promise<PinnedBlock | null>;
  /** What the chain was at `timeSeconds`: the newest block that is not younger. */
  at(timeSeconds: UnixSeconds, newest: PinnedBlock): Promise<PinnedBlock | null>;
}

const SECONDS_PER_BLOCK = 12;

/** Blocks that searches begin from: neighbours in time are searched for one after the other. */
const MOST_REMEMBERED = 256;

/** A reorganisation may replace what is younger; finality comes after 64 blocks. */
const FINAL_AFTER_BLOCKS = 256;

/**
 * Search between two known blocks, guessing by their times where the wanted one is, and in the middle every other step: blocks that come evenly
 * take a few requests, any others no more than twice those of bisection. Final blocks that were met are remembered.
 */
export function createBlockFinder(provider: JsonRpcApiProvider): BlockFinder {
  const remembered = new Map<number, PinnedBlock>();

  async function read(number: number, newest: PinnedBlock): Promise<PinnedBlock> {
    const known = remembered.get(number);
    if (known !== undefined) return known;
    const block = await pinBlock(provider, number);
    if (number <= newest.number - FINAL_AFTER_BLOCKS) {
      remembered.set(number, block);
      if (remembered.size > MOST_REMEMBERED) remembered.delete(remembered.keys().next().value as number);
    }
    return block;
  }

  async function lastBefore(timeSeconds: UnixSeconds, newest: PinnedBlock): Promise<PinnedBlock | null> {
    if (newest.timeSeconds < timeSeconds) return newest;
    // `low` is before the time, `high` is not; between them is what is not known.
    let high = newest;
    let low: PinnedBlock | null = null;
    for (const block of remembered.values()) {
      if (block.number >= newest.number) continue;
      if (block.timeSeconds >= timeSeconds && block.number < high.number) high = block;
      if (block.timeSeconds < timeSeconds && (low === null || block.number > low.number)) low = block;
    }
    for (let step = 0, stride = 32; ; step++) {
      if (low === null) {
        if (high.number === 0) return null;
        // Nothing earlier is known: back in strides that double, or as far as twelve seconds a block say.
        const guess = Math.ceil((high.timeSeconds - timeSeconds) / SECONDS_PER_BLOCK) + 1;
        const block = await read(Math.max(0, high.number - Math.max(stride, guess)), newest);
        stride *= 2;
        if (block.timeSeconds < timeSeconds) low = block;
        else high = block;
        continue;
      }
      if (high.number - low.number <= 1) return low;
      const share = step % 2 === 0 ? (timeSeconds - low.timeSeconds) / (high.timeSeconds - low.timeSeconds) : 0.5;
      const between = low.number + Math.floor(share * (high.number - low.number));
      const block = await read(Math.min(high.number - 1, Math.max(low.number + 1, between)), newest);
      if (block.timeSeconds < timeSeconds) low = block;
      else high = block;
    }
  }

  return { lastBefore, at: (timeSeconds, newest) => lastBefore(timeSeconds + 1, newest) };
}
