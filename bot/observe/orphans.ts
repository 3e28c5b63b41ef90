import { blockHashRead, optional, type Reads, type Results } from "../chain/batch.ts";
import type { PinnedBlock } from "../chain/block.ts";
import type { ObservedBlock } from "../core/sampling.ts";

/** Of how many blocks at most, the newest, this is asked. With buckets of five minutes eleven are in reach. */
export const MOST_CHECKED = 64;

/** How far back the EVM knows block hashes, and so how deep a reorganisation can be that is noticed (finality comes after 64 blocks). */
const KNOWN_HASHES = 256;

/** One read for every known block whose hash the EVM still tells at `block`. */
export function blockHashReads(block: PinnedBlock, known: readonly ObservedBlock[]): Reads {
  const numbers = new Set(known.map(({ number }) => number).filter((number) => isInReach(block, number)));
  return Object.fromEntries([...numbers].map((number) => [nameOf(number), blockHashRead(number)]));
}

/**
 * Those of the known blocks that are not ancestors of `block`, nor `block` itself. One that is out of reach, or above `block` (a node that
 * lags), is not judged.
 */
export function orphanedBlocks(block: PinnedBlock, known: readonly ObservedBlock[], results: Results<Reads>): readonly ObservedBlock[] {
  return known.filter(({ number, hash }) => {
    if (number === block.number) return hash !== block.hash;
    const result = results[nameOf(number)];
    const canonical = result === undefined ? null : (optional(result) as string | null);
    return canonical !== null && BigInt(canonical) !== 0n && canonical !== hash;
  });
}

function isInReach(block: PinnedBlock, number: number): boolean {
  return number < block.number && number >= block.number - KNOWN_HASHES;
}

function nameOf(number: number): string {
  return `hash${number}`;
}
