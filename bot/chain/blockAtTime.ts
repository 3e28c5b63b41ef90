import type { JsonRpcApiProvider } from "ethers";
import type { UnixSeconds } from "../core/units.ts";
import { type PinnedBlock, pinBlock } from "./block.ts";
import { UnexpectedAnswerError } from "./errors.ts";

/** Ethereum's slots. Some have no block, so that going back by them goes a little too far. */
const SECONDS_PER_SLOT = 12;

/** From here on every other guess halves the range: on a chain whose blocks come at any time interpolation alone may crawl. */
const INTERPOLATIONS = 4;

/** The newest block whose time is not after `timeSeconds`: some three requests on Ethereum, more where blocks come unevenly. */
export async function blockAtTime(provider: JsonRpcApiProvider, head: PinnedBlock, timeSeconds: UnixSeconds): Promise<PinnedBlock> {
  if (head.timeSeconds <= timeSeconds) return head;
  let younger = head;
  let older: PinnedBlock | null = null;
  for (let guesses = 0; older === null || (older.timeSeconds < timeSeconds && younger.number - older.number > 1); guesses++) {
    const number: number = older === null ? slotsBack(younger, timeSeconds) : between(older, younger, timeSeconds, guesses);
    if (number < 0) throw new UnexpectedAnswerError("The chain", `it has no block as old as ${new Date(timeSeconds * 1000).toISOString()}`);
    const block = await pinBlock(provider, number);
    if (block.timeSeconds <= timeSeconds) older = block;
    else younger = block;
  }
  return older;
}

function slotsBack(younger: PinnedBlock, timeSeconds: UnixSeconds): number {
  return younger.number - Math.ceil((younger.timeSeconds - timeSeconds) / SECONDS_PER_SLOT);
}

/** A block strictly between two: by their times as if blocks came evenly, or half way. */
function between(older: PinnedBlock, younger: PinnedBlock, timeSeconds: UnixSeconds, guesses: number): number {
  const part = (timeSeconds - older.timeSeconds) / (younger.timeSeconds - older.timeSeconds);
  const fraction = guesses >= INTERPOLATIONS && guesses % 2 === 0 ? 0.5 : part;
  const guess = older.number + Math.round(fraction * (younger.number - older.number));
  return Math.min(Math.max(guess, older.number + 1), younger.number - 1);
}
