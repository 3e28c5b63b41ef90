import type { JsonRpcApiProvider } from "ethers";
import { type Reads, type Results, readBatch } from "../chain/batch.ts";
import type { PinnedBlock } from "../chain/block.ts";
import { createBlockFinder } from "../chain/blockFinder.ts";
import { UnexpectedAnswerError } from "../chain/errors.ts";
import type { Market, MarketId } from "../core/market.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { EarlierReading, OpenSource } from "./sources/source.ts";

/** What sources with a rate that changes in steps compare with. */
export interface Baselines {
  /**
   * A source's reads at the time it names, or null if it names none. Read once for each step, which takes a few requests, and kept until
   * the next. Throws when the node does not have that state; what failed is tried again an hour later.
   */
  read(market: Market, source: OpenSource, now: Results<Reads>, head: PinnedBlock): Promise<EarlierReading | null>;
}

const RETRY_SECONDS = 3_600;

interface Kept {
  readonly timeSeconds: UnixSeconds;
  /** Of the block at which it was read. */
  readonly triedAtSeconds: UnixSeconds;
  readonly reading: EarlierReading | { readonly failure: string };
}

export function createBaselines(provider: JsonRpcApiProvider): Baselines {
  const blocks = createBlockFinder(provider);
  const kept = new Map<MarketId, Kept>();

  async function readAt(source: OpenSource, timeSeconds: UnixSeconds, head: PinnedBlock): Promise<Kept["reading"]> {
    try {
      const block = await blocks.at(timeSeconds, head);
      if (block === null) throw new UnexpectedAnswerError("The chain", "it is not that old");
      const [results] = await readBatch(provider, block.number, [source.reads]);
      return { blockTimeSeconds: block.timeSeconds, results };
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      return {
        failure: `the state of ${new Date(timeSeconds * 1000).toISOString()} cannot be read, with which the last step is compared: ${cause}`,
      };
    }
  }

  return {
    async read(market, source, now, head) {
      if (source.baselineTime === undefined) return null;
      const timeSeconds = source.baselineTime(now);
      let found = kept.get(market.id);
      const mustTry = (one: Kept) => "failure" in one.reading && Math.abs(head.timeSeconds - one.triedAtSeconds) >= RETRY_SECONDS;
      if (found === undefined || found.timeSeconds !== timeSeconds || mustTry(found)) {
        found = { timeSeconds, triedAtSeconds: head.timeSeconds, reading: await readAt(source, timeSeconds, head) };
        kept.set(market.id, found);
      }
      if ("failure" in found.reading) throw new Error(`${market.id}: ${found.reading.failure}`);
      return found.reading;
    },
  };
}
