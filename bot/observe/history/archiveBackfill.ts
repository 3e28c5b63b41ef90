import type { PinnedBlock } from "../../chain/block.ts";
import type { BlockFinder } from "../../chain/blockFinder.ts";
import type { Market, MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { Collector, Snapshot } from "../collector.ts";
import { MissingStateError } from "./errors.ts";

/** Which times: from one up to another that is not included, at multiples of `everySeconds` since 1970, so UTC's full hours and days. */
export interface SampleTimes {
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
  readonly everySeconds: number;
}

export interface ArchiveBackfillDeps {
  /** A collector of these markets, at blocks that an archive node still has the state of. */
  collectorOf(markets: readonly Market[]): Collector;
  readonly blocks: BlockFinder;
  /**
   * For each of these times the markets that have a sample already, believed or not: one that is not older than `everySeconds` before it.
   */
  sampled(markets: readonly Market[], times: SampleTimes): Promise<ReadonlyMap<UnixSeconds, ReadonlySet<MarketId>>>;
  /** Stores a snapshot, all of it or nothing; returns how many observations were new. */
  store(snapshot: Snapshot): Promise<number>;
  onProgress?(progress: BackfillProgress): void;
}

export interface BackfillProgress {
  readonly timesDone: number;
  readonly times: number;
  readonly observations: number;
}

/** What a backfill did. Samples asked for and those that were there before add up to times × markets, but for times without a block. */
export interface ArchiveBackfillReport {
  readonly times: number;
  /** Blocks that were read. */
  readonly blocks: number;
  readonly observations: number;
  readonly rejected: number;
  /** Samples that were not asked for, since they are stored. */
  readonly alreadyStored: number;
  /** Times before the chain, after its head, or without a block of their own. */
  readonly withoutBlock: number;
  /** Told to stop before the end; the same command goes on where it stopped. */
  readonly stopped: boolean;
}

/** Times that are looked up in the database at once. */
const CHUNK_TIMES = 500;

/**
 * Observes markets at past blocks: at each time the newest block that is not younger. Each snapshot is stored before the next is read, so
 * that a backfill that is killed goes on where it was, and markets that have a sample of a time are not asked again.
 *
 * @throws MissingStateError when the node does not keep the state of a block; what the node and the store throw.
 */
export async function backfillFromArchive(
  deps: ArchiveBackfillDeps,
  markets: readonly Market[],
  newest: PinnedBlock,
  times: SampleTimes,
  stop: AbortSignal,
): Promise<ArchiveBackfillReport> {
  const all = sampleTimes(times);
  const collectorFor = rememberCollectors(deps);
  const report = { times: all.length, blocks: 0, observations: 0, rejected: 0, alreadyStored: 0, withoutBlock: 0 };
  let lastRead = -1;
  let timesDone = 0;
  for (let at = 0; at < all.length && !stop.aborted; at += CHUNK_TIMES) {
    const chunk = all.slice(at, at + CHUNK_TIMES);
    const { everySeconds } = times;
    const chunkTimes = { fromSeconds: chunk[0] ?? 0, toSeconds: (chunk.at(-1) ?? 0) + everySeconds, everySeconds };
    const sampled = await deps.sampled(markets, chunkTimes);
    for (const time of chunk) {
      if (stop.aborted) break;
      const there = sampled.get(time);
      const missing = markets.filter((market) => !there?.has(market.id));
      report.alreadyStored += markets.length - missing.length;
      if (missing.length > 0) {
        const block = time > newest.timeSeconds ? null : await deps.blocks.at(time, newest);
        // A block that is older than the time before has been read for that one.
        if (block === null || block.number === lastRead || block.timeSeconds <= time - everySeconds) report.withoutBlock++;
        else {
          lastRead = block.number;
          const snapshot = await collectAt(collectorFor(missing), block.number);
          report.observations += await deps.store(snapshot);
          report.rejected += snapshot.rejected.length;
          report.blocks++;
        }
      }
      timesDone++;
      deps.onProgress?.({ timesDone, times: all.length, observations: report.observations });
    }
  }
  return { ...report, stopped: stop.aborted };
}

/** The times themselves, oldest first. */
export function sampleTimes({ fromSeconds, toSeconds, everySeconds }: SampleTimes): readonly UnixSeconds[] {
  const first = Math.ceil(fromSeconds / everySeconds) * everySeconds;
  return Array.from({ length: Math.max(0, Math.ceil((toSeconds - first) / everySeconds)) }, (_, index) => first + index * everySeconds);
}

/** Markets are missing together most of the time: their collector, and what it has discovered, is kept. */
function rememberCollectors(deps: ArchiveBackfillDeps): (markets: readonly Market[]) => Collector {
  const collectors = new Map<string, Collector>();
  return (markets) => {
    const name = markets.map((market) => market.id).join("\0");
    const collector = collectors.get(name) ?? deps.collectorOf(markets);
    collectors.set(name, collector);
    return collector;
  };
}

async function collectAt(collector: Collector, blockNumber: number): Promise<Snapshot> {
  try {
    return await collector.collect(blockNumber);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Geth: "missing trie node", "historical state … is not available"; Erigon: "pruned"; Nethermind: "No state available"; Reth: "state at block … is pruned".
    if (/missing trie node|historical state|pruned|no state available|state .*not available/i.test(reason))
      throw new MissingStateError(blockNumber, error);
    throw error;
  }
}
