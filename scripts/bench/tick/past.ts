import type { Kysely } from "kysely";
import type { Market } from "../../../bot/core/market.ts";
import { bucketTime, type Observation } from "../../../bot/core/observation.ts";
import { SECONDS_PER_YEAR } from "../../../bot/core/units.ts";
import type { Snapshot } from "../../../bot/observe/collector.ts";
import { storeConditions } from "../../../bot/store/conditions.ts";
import { DEFAULT_MAINTENANCE, maintainStore } from "../../../bot/store/maintenance.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import { insertObservations } from "../../../bot/store/observations.ts";
import type { Database } from "../../../bot/store/schema.ts";

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const SECONDS_PER_BLOCK = 12;
/** Rates went up and down with the hours by so much of themselves. */
const DAILY_SWING = 0.1;
const BUCKETS_PER_CALL = 288;
const GWEI = 1e9;

/** Stores what a keeper that has run for so many days would have: a sample of every market in every bucket, their hours summed up, prices by the hour. */
export async function storePast(
  db: Kysely<Database>,
  { block, observations, ethPriceUsd }: Snapshot,
  markets: readonly Market[],
  { days, bucketSeconds }: { readonly days: number; readonly bucketSeconds: number },
): Promise<void> {
  await upsertMarkets(db, markets);
  const buckets = (days * DAY_SECONDS) / bucketSeconds;
  for (let first = 1; first <= buckets; first += BUCKETS_PER_CALL) {
    const rows: Observation[] = [];
    for (let ago = first; ago < Math.min(first + BUCKETS_PER_CALL, buckets + 1); ago++) {
      observations.forEach((observation, i) => {
        rows.push(earlier(observation, ago * bucketSeconds, bucketSeconds, i));
      });
    }
    await insertObservations(db, rows);
  }
  const prices = new Map(observations.map(({ marketId, assetPriceUsd }) => [symbolOf(markets, marketId), assetPriceUsd]));
  await storeConditions(
    db,
    Array.from({ length: days * 24 }, (_, hour) => ({
      timeSeconds: block.timeSeconds - (hour + 1) * HOUR_SECONDS,
      values: new Map([
        ["base-fee-gwei", (Number(block.baseFeePerGasWei) / GWEI) * swing(hour * HOUR_SECONDS, 0)],
        ...(ethPriceUsd === null ? [] : [["eth-usd", ethPriceUsd] as const]),
        ...[...prices].map(([symbol, price]) => [`price:${symbol}`, price] as const),
      ]),
    })),
  );
  await maintainStore(db, DEFAULT_MAINTENANCE, block.timeSeconds);
}

/** The same market some seconds before: its rate of another hour of the day, its index smaller by what was earned since. */
function earlier(observation: Observation, secondsAgo: number, bucketSeconds: number, place: number): Observation {
  const blockTimeSeconds = observation.blockTimeSeconds - secondsAgo;
  const earned = Math.exp((-observation.supplyApr * secondsAgo) / SECONDS_PER_YEAR);
  return {
    ...observation,
    blockNumber: observation.blockNumber - secondsAgo / SECONDS_PER_BLOCK,
    blockTimeSeconds,
    bucketTimeSeconds: bucketTime(blockTimeSeconds, bucketSeconds),
    supplyApr: observation.supplyApr * swing(secondsAgo, place),
    growthIndexRay: (observation.growthIndexRay * BigInt(Math.round(earned * 1e15))) / BigInt(1e15),
  };
}

/** None at the present moment, or the first sample would be a leap. */
function swing(secondsAgo: number, phase: number): number {
  return 1 + DAILY_SWING * (Math.sin((2 * Math.PI * secondsAgo) / DAY_SECONDS + phase) - Math.sin(phase));
}

function symbolOf(markets: readonly Market[], marketId: string): string {
  return markets.find(({ id }) => id === marketId)?.asset.symbol ?? "";
}
