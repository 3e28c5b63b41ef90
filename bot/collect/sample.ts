import type { Kysely } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { Collector, Snapshot } from "../observe/collector.ts";
import { judge } from "../observe/judge.ts";
import { MOST_CHECKED } from "../observe/orphans.ts";
import { marketPasts } from "../store/marketPasts.ts";
import { recentObservedBlocks } from "../store/observedBlocks.ts";
import type { Database } from "../store/schema.ts";

export interface SampleDeps {
  readonly db: Kysely<Database>;
  readonly chainId: number;
  readonly collector: Collector;
}

export interface SampleOptions {
  /** An earlier block than the newest. */
  readonly blockNumber?: number;
  readonly nowSeconds: UnixSeconds;
  /** Older blocks are not believed; null where a block's age says nothing. */
  readonly maxBlockAgeSeconds: number | null;
}

/** Reads all markets at one block and judges what was read by the samples before it. Writes nothing; `recordSnapshot` does. */
export async function takeSample({ db, chainId, collector }: SampleDeps, options: SampleOptions): Promise<Snapshot> {
  const known = await recentObservedBlocks(db, chainId, MOST_CHECKED);
  const snapshot = await collector.collect(options.blockNumber, known);
  const marketIds: readonly MarketId[] = snapshot.observations.map(({ marketId }) => marketId);
  const pasts = await marketPasts(db, marketIds, snapshot.block.timeSeconds);
  return judge(snapshot, { pasts, ...options });
}
