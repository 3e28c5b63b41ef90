import type { JsonRpcApiProvider } from "ethers";
import { createBlockFinder } from "../chain/blockFinder.ts";
import type { MarketId } from "../core/market.ts";
import type { Collector } from "../observe/collector.ts";
import type { Store } from "../store/connection.ts";
import { type RefillDeps, type Refilled, refillGaps, sumOf } from "./refill.ts";

export interface RefillerOptions {
  readonly store: Store;
  readonly chainId: number;
  readonly marketIds: readonly MarketId[];
  readonly bucketSeconds: number;
  /** Most buckets of one call. */
  readonly mostBuckets: number;
  /** The node that live samples are read from. */
  readonly provider: JsonRpcApiProvider;
  /** Opens a node that has all state; null where none is configured. Asked for when it is first needed, and again if that fails. */
  readonly openArchive: (() => Promise<JsonRpcApiProvider>) | null;
  /** A collector of its own for a node: what one remembers of a market is of one time. */
  readonly collectorOn: (provider: JsonRpcApiProvider) => Collector;
}

export interface Refiller {
  /** Reads some of what was missed. */
  refill(stop: AbortSignal): Promise<Refilled>;
  close(): void;
}

/**
 * Any node keeps the state of its last 128 blocks, 25 minutes on mainnet: enough to read again what a short failure or a reorganisation
 * took. Some slack for the walk there.
 */
const LIVE_STATE_SECONDS = 20 * 60;

/** Reads what was missed: of the last minutes from the ordinary node, everything else from an archive if there is one. */
export function createRefiller(options: RefillerOptions): Refiller {
  const { store, chainId, marketIds, bucketSeconds, mostBuckets, openArchive } = options;
  const depsOn = (provider: JsonRpcApiProvider, stateSeconds: number | null): RefillDeps => ({
    db: store.db,
    chainId,
    marketIds,
    bucketSeconds,
    provider,
    blocks: createBlockFinder(provider),
    collector: options.collectorOn(provider),
    stateSeconds,
  });
  const live = depsOn(options.provider, LIVE_STATE_SECONDS);
  let archive: RefillDeps | null = null;
  return {
    async refill(stop) {
      const recent = await refillGaps(live, mostBuckets, stop);
      if (openArchive === null || stop.aborted || recent.buckets >= mostBuckets) return recent;
      archive ??= depsOn(await openArchive(), null);
      const older = await refillGaps(archive, mostBuckets - recent.buckets, stop);
      return sumOf(recent, older);
    },
    close: () => archive?.provider.destroy(),
  };
}
