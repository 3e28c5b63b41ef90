import type { Kysely } from "kysely";
import type { MarketId } from "../../core/market.ts";
import { groupBy } from "../../predict/live/groupBy.ts";
import { failedTransactions, leadershipOf, orphanedBlocks, riskClassesAt, vaultPrices } from "../../store/alertFacts.ts";
import { recentBundles } from "../../store/bundles.ts";
import type { DatabaseSpace } from "../../store/databaseSpace.ts";
import { modelEvents } from "../../store/modelEvents.ts";
import { driftByAdapter } from "../../store/moveResults.ts";
import { gasSpentSince } from "../../store/outbox.ts";
import { recentHours } from "../../store/recentYields.ts";
import { rejectedSamples } from "../../store/rejectedSamples.ts";
import { newestRisks } from "../../store/risks.ts";
import { gapsWithin } from "../../store/samplingGaps.ts";
import type { Database } from "../../store/schema.ts";
import { recentTicks } from "../../store/ticks.ts";
import { type AlertInput, type HourlyApr, LOOKBACK_SECONDS, type VaultNews, type WatchedVault } from "./input.ts";

const TICKS = 50;
const BUNDLES = 50;
/** Hours are summed up about once an hour; a month of them is not read every minute. */
const HOURS_KEPT_SECONDS = 600;

export type ReadInput = (vault: WatchedVault, news: VaultNews, nowSeconds: number) => Promise<AlertInput>;

/** Reads what rules judge by. */
export function createInputReader(db: Kysely<Database>, readSpace: () => Promise<DatabaseSpace>): ReadInput {
  const kept = new Map<string, { readonly atSeconds: number; readonly aprs: AlertInput["hourlyAprs"] }>();

  async function hourlyAprs({ name, marketIds }: WatchedVault, nowSeconds: number): Promise<AlertInput["hourlyAprs"]> {
    const before = kept.get(name);
    if (before !== undefined && Math.abs(nowSeconds - before.atSeconds) < HOURS_KEPT_SECONDS) return before.aprs;
    const aprs = await readHours(db, marketIds, nowSeconds);
    kept.set(name, { atSeconds: nowSeconds, aprs });
    return aprs;
  }

  return async (vault, news, nowSeconds) => {
    const { chainId, address, marketIds } = vault;
    const since = (what: keyof typeof LOOKBACK_SECONDS) => nowSeconds - LOOKBACK_SECONDS[what];
    const key = address === null ? null : { chainId, vault: address };
    const risks = (await newestRisks(db, marketIds)).filter(({ madeAtSeconds }) => madeAtSeconds >= since("risks"));
    const rejected = await rejectedSamples(db, { fromSeconds: since("rejected"), toSeconds: nowSeconds + 1 });
    const leader = key === null ? null : await leadershipOf(db, key);
    return {
      nowSeconds,
      vault,
      news,
      ticks: key === null ? [] : await recentTicks(db, key, TICKS),
      prices: key === null ? { share: null, assetUsd: null } : await vaultPrices(db, key, since("prices")),
      gaps: await gapsWithin(db, marketIds, since("gaps"), nowSeconds),
      rejected: rejected.filter(({ marketId }) => marketIds.includes(marketId)),
      hourlyAprs: await hourlyAprs(vault, nowSeconds),
      risks,
      earlierRiskClasses: await riskClassesAt(db, marketIds, since("risks")),
      bundles: key === null ? [] : (await recentBundles(db, key, BUNDLES)).filter(({ sentAtSeconds }) => sentAtSeconds >= since("bundles")),
      drift: key === null ? [] : await driftByAdapter(db, key, since("drift")),
      gasSpent: key === null ? { wei: 0n, usd: 0 } : await gasSpentSince(db, key, since("gas"), null),
      modelEvents: await modelEvents(db, since("modelEvents")),
      failedTransactions: key === null ? [] : await failedTransactions(db, key, since("transactions")),
      orphanedBlocks: await orphanedBlocks(db, chainId, since("orphans")),
      database: await readSpace(),
      leader: leader === null ? null : { epoch: leader.epoch, sinceSeconds: leader.since.getTime() / 1000 },
    };
  };
}

async function readHours(db: Kysely<Database>, marketIds: readonly MarketId[], nowSeconds: number): Promise<AlertInput["hourlyAprs"]> {
  const hours = await recentHours(db, marketIds, nowSeconds - LOOKBACK_SECONDS.yields, nowSeconds);
  const byMarket = groupBy(hours, ({ marketId }) => marketId);
  return new Map(
    [...byMarket].map(([marketId, ofMarket]) => [
      marketId,
      ofMarket.flatMap(({ periodStartSeconds, supplyApr, rewardApr }): HourlyApr[] =>
        supplyApr === null ? [] : [{ hourStartSeconds: periodStartSeconds, apr: supplyApr + (rewardApr ?? 0) }],
      ),
    ]),
  );
}
