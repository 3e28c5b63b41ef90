import { pinBlock } from "./chain/block.ts";
import { createBlockFinder } from "./chain/blockFinder.ts";
import { createPace, keepPace } from "./chain/pace.ts";
import { configuredMarkets, openCollector, openConfiguredStore, openProvider } from "./compose.ts";
import type { Configuration } from "./config/schema.ts";
import type { UnixSeconds } from "./core/units.ts";
import {
  backfillFromDefillama,
  type DefillamaBackfillDeps,
  type DefillamaBackfillReport,
  type PoolSelection,
} from "./observe/defillama/backfill.ts";
import { createDefillamaClient } from "./observe/defillama/client.ts";
import {
  type ArchiveBackfillDeps,
  type ArchiveBackfillReport,
  backfillFromArchive,
  type SampleTimes,
} from "./observe/history/archiveBackfill.ts";
import { DEFILLAMA_ORIGIN } from "./observe/history/layouts/defillamaChart.ts";
import { backfillCoverage, recordCoverage, sampledTimes, storeSnapshot } from "./store/backfills.ts";
import { historySink } from "./store/history.ts";
import { upsertMarkets } from "./store/markets.ts";

export interface RpcBackfill {
  /** Its `rpcUrls` are archive nodes. */
  readonly configuration: Configuration;
  readonly times: SampleTimes;
  readonly requestsPerSecond: number;
  readonly stop: AbortSignal;
  readonly onProgress?: ArchiveBackfillDeps["onProgress"];
}

/** Observes the configured markets at past times and stores what was seen. */
export async function backfillFromRpc(backfill: RpcBackfill): Promise<ArchiveBackfillReport> {
  const { configuration, times, requestsPerSecond, stop, onProgress } = backfill;
  const markets = configuredMarkets(configuration);
  const provider = await openProvider(configuration);
  try {
    keepPace(provider, createPace(requestsPerSecond));
    const store = await openConfiguredStore(configuration);
    try {
      await upsertMarkets(store.db, markets);
      const deps: ArchiveBackfillDeps = {
        collectorOf: (chosen) => openCollector({ ...configuration, markets: chosen.map(({ id }) => id) }, provider, null),
        blocks: createBlockFinder(provider),
        sampled: (chosen, some) =>
          sampledTimes(
            store.db,
            chosen.map((market) => market.id),
            some,
          ),
        store: (snapshot) => storeSnapshot(store.db, snapshot),
        ...(onProgress === undefined ? {} : { onProgress }),
      };
      return await backfillFromArchive(deps, markets, await pinBlock(provider), times, stop);
    } finally {
      await store.close();
    }
  } finally {
    provider.destroy();
  }
}

export interface ServiceBackfill {
  readonly configuration: Configuration;
  readonly baseUrl: string;
  readonly selection: PoolSelection;
  readonly fromSeconds: UnixSeconds;
  readonly nowSeconds: UnixSeconds;
  readonly requestsPerSecond: number;
  readonly stop: AbortSignal;
  readonly onProgress?: DefillamaBackfillDeps["onProgress"];
}

/** A listing of pools is some ten megabytes. */
const ANSWER_TIMEOUT_MILLISECONDS = 60_000;

/** A chart has a point a day: one that was brought in today has nothing new. */
const FRESH_SECONDS = 86_400;

/** Brings in the daily history of pools from DefiLlama. */
export async function backfillFromService(backfill: ServiceBackfill): Promise<DefillamaBackfillReport> {
  const { configuration, baseUrl, selection, fromSeconds, nowSeconds, requestsPerSecond, stop, onProgress } = backfill;
  const store = await openConfiguredStore(configuration);
  try {
    const covered = await backfillCoverage(store.db, DEFILLAMA_ORIGIN);
    const deps: DefillamaBackfillDeps = {
      client: createDefillamaClient({ baseUrl, pace: createPace(requestsPerSecond), timeoutMilliseconds: ANSWER_TIMEOUT_MILLISECONDS }),
      isCovered: (marketId, since) => {
        const coverage = covered.get(marketId);
        return coverage !== undefined && coverage.fromSeconds <= since && coverage.untilSeconds > nowSeconds - FRESH_SECONDS;
      },
      storePool: (marketId, since, work) =>
        store.db.transaction().execute(async (transaction) => {
          await work(historySink(transaction));
          await recordCoverage(transaction, marketId, DEFILLAMA_ORIGIN, { fromSeconds: since, untilSeconds: nowSeconds });
        }),
      ...(onProgress === undefined ? {} : { onProgress }),
    };
    return await backfillFromDefillama(deps, selection, fromSeconds, nowSeconds, stop);
  } finally {
    await store.close();
  }
}
