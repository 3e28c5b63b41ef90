import type { UnixSeconds } from "../core/units.ts";

/** A block and when it was made. */
export interface BlockTime {
  readonly number: number;
  readonly timeSeconds: UnixSeconds;
}

/** Where to search: two blocks of the chain whose times are known, the earlier first. */
export interface BlockRange {
  readonly earliest: BlockTime;
  readonly latest: BlockTime;
}

/** From here on every other guess halves the range, so that no sequence of block times takes more than 8 + 2·log2(range) reads. */
const INTERPOLATED_GUESSES = 8;

/**
 * The newest block that is not younger than `timeSeconds`: what the chain was at that time. Null when the earliest block of the range is
 * younger; the latest one when that time is after it.
 *
 * Blocks come at nearly even intervals, so the guess is interpolated: where a slot in a hundred is missed, two or three reads
 * find a time among 500,000 blocks, and halving would take 19.
 * Times may not decrease from block to block; of blocks of the same second the last is found.
 *
 * @param read the block of a number between the two; its errors pass through.
 */
export async function blockAtTime(
  timeSeconds: UnixSeconds,
  { earliest, latest }: BlockRange,
  read: (number: number) => Promise<BlockTime>,
): Promise<BlockTime | null> {
  if (earliest.timeSeconds > timeSeconds) return null;
  if (latest.timeSeconds <= timeSeconds) return latest;
  let low = earliest;
  let high = latest;
  for (let guesses = 0; high.number - low.number > 1; guesses++) {
    const blocks = high.number - low.number;
    const interpolate = guesses < INTERPOLATED_GUESSES || guesses % 2 === 0;
    const share = interpolate ? (timeSeconds - low.timeSeconds) / (high.timeSeconds - low.timeSeconds) : 0.5;
    const step = Math.min(Math.max(Math.floor(share * blocks), 1), blocks - 1);
    const block = await read(low.number + step);
    if (block.timeSeconds <= timeSeconds) low = block;
    else high = block;
  }
  return low;
}
