import { createBlockFinder } from "../../bot/chain/blockFinder.ts";
import type { FailoverProvider } from "../../bot/chain/failoverProvider.ts";
import { createMissLog } from "../../bot/collect/missLog.ts";
import type { RefillDeps } from "../../bot/collect/refill.ts";
import { takeSample } from "../../bot/collect/sample.ts";
import type { MarketId } from "../../bot/core/market.ts";
import type { Observation } from "../../bot/core/observation.ts";
import type { Collector, Snapshot } from "../../bot/observe/collector.ts";
import type { Store } from "../../bot/store/connection.ts";
import { observationHistories } from "../../bot/store/observations.ts";
import { type Recorded, recordSnapshot } from "../../bot/store/recording.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import type { TestChain } from "../local-mainnet/fixture.ts";
import { BUCKET_SECONDS, MAINNET_BOOK } from "../observe/localCollector.ts";

export const MARKET_IDS: readonly MarketId[] = MAINNET_BOOK.markets.map((market) => market.id);
export const CHAIN_ID = 1;

/** Takes a sample of the newest block, or of an earlier one, and records it, as every process does. */
export async function sampleInto(
  store: Store,
  collector: Collector,
  blockNumber?: number,
): Promise<{ readonly snapshot: Snapshot; readonly recorded: Recorded }> {
  const { db } = store;
  const snapshot = await takeSample(
    { db, chainId: CHAIN_ID, collector },
    { ...(blockNumber === undefined ? {} : { blockNumber }), nowSeconds: 0, maxBlockAgeSeconds: null },
  );
  const missOf = createMissLog().reasonOf;
  return { snapshot, recorded: await recordSnapshot(db, snapshot, { chainId: CHAIN_ID, bucketSeconds: BUCKET_SECONDS, missOf }) };
}

export function refillDeps(store: Store, provider: FailoverProvider, collector: Collector, stateSeconds: number | null = null): RefillDeps {
  return {
    db: store.db,
    chainId: CHAIN_ID,
    marketIds: MARKET_IDS,
    bucketSeconds: BUCKET_SECONDS,
    provider,
    blocks: createBlockFinder(provider),
    collector,
    stateSeconds,
  };
}

/** Everything that is believed, by market. */
export function believed(store: Store): Promise<ReadonlyMap<MarketId, readonly Observation[]>> {
  return observationHistories(store.db, MARKET_IDS, 0);
}

/** Mines one block so many seconds after the head, to the second. */
export async function mineAfter({ provider }: TestChain, seconds: number): Promise<void> {
  const { timestampSeconds } = await readHead(provider);
  await provider.request({ method: "evm_setNextBlockTimestamp", params: [timestampSeconds + seconds] });
  await provider.request({ method: "evm_mine" });
}
