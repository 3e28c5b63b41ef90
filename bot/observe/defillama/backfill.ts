import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { latestSampleSeconds } from "../history/csvRecord.ts";
import { HistoryIntake, type HistorySink } from "../history/historyIntake.ts";
import { type ChartPoint, chartRow } from "../history/layouts/defillamaChart.ts";
import type { DefillamaClient } from "./client.ts";
import { NoSuchPoolError } from "./errors.ts";
import type { Pool } from "./shapes.ts";

/** Which pools. All that is said must hold. */
export interface PoolSelection {
  /** Ids; none means all. */
  readonly pools: readonly string[];
  readonly protocols: readonly string[];
  /** Null for all chains. */
  readonly chain: string | null;
  readonly minTvlUsd: number;
}

export interface DefillamaBackfillDeps {
  readonly client: DefillamaClient;
  /** Whether a market's history from this time on is stored and fresh, so that there is nothing to ask for. */
  isCovered(marketId: MarketId, fromSeconds: UnixSeconds): boolean;
  /** Runs `work` in one transaction and notes that the market is covered: a pool is stored whole, or asked for again. */
  storePool(marketId: MarketId, fromSeconds: UnixSeconds, work: (sink: HistorySink) => Promise<void>): Promise<void>;
  onProgress?(progress: { readonly poolsDone: number; readonly pools: number; readonly rows: number }): void;
}

/** What a backfill did: `stored` and `rejected` add up to `rows`. */
export interface DefillamaBackfillReport {
  readonly pools: number;
  /** Pools that were not asked for, since their history is stored and fresh. */
  readonly poolsCovered: number;
  readonly rows: number;
  readonly stored: number;
  readonly added: number;
  readonly rejected: number;
  readonly rejectedByRule: Readonly<Record<string, number>>;
  readonly stopped: boolean;
}

/** The id of a pool among our markets; `protocolOf` it is the project. */
export function defillamaMarketId({ project, symbol, pool }: Pool): MarketId {
  return ["defillama", project, symbol.toLowerCase(), pool].map((part) => part.replace(/[:\s]+/g, "-")).join(":");
}

/**
 * Brings in the daily history of pools from DefiLlama, one pool after the other. It may be stopped or killed between two requests: pools
 * that are stored are not asked for again the same day.
 *
 * @param fromSeconds Leave out days before.
 * @throws NoSuchPoolError; what the client and the store throw.
 */
export async function backfillFromDefillama(
  deps: DefillamaBackfillDeps,
  selection: PoolSelection,
  fromSeconds: UnixSeconds,
  nowSeconds: UnixSeconds,
  stop: AbortSignal,
): Promise<DefillamaBackfillReport> {
  const pools = selectPools((await deps.client.pools()).rows, selection);
  const rejectedByRule: Record<string, number> = {};
  const total = { poolsCovered: 0, rows: 0, stored: 0, added: 0 };
  for (const [poolsDone, pool] of pools.entries()) {
    if (stop.aborted) break;
    deps.onProgress?.({ poolsDone, pools: pools.length, rows: total.rows });
    const marketId = defillamaMarketId(pool);
    if (deps.isCovered(marketId, fromSeconds)) {
      total.poolsCovered++;
      continue;
    }
    const { rows, malformed } = await deps.client.chart(pool.pool);
    const wanted = rows.filter(({ timeSeconds }) => timeSeconds >= fromSeconds);
    const points = wanted.filter(({ timeSeconds }) => timeSeconds <= latestSampleSeconds(nowSeconds));
    count(rejectedByRule, "bad-row", malformed + wanted.length - points.length);
    total.rows += malformed + wanted.length;
    await deps.storePool(marketId, fromSeconds, async (sink) => {
      const { stored, rejectedByRule: rejected } = await storePoints(sink, marketId, pool, points);
      total.added += stored.added;
      total.stored += stored.added + stored.changed + stored.unchanged;
      for (const [rule, times] of Object.entries(rejected)) count(rejectedByRule, rule, times);
    });
  }
  const rejected = Object.values(rejectedByRule).reduce((sum, times) => sum + times, 0);
  return { pools: pools.length, ...total, rejected, rejectedByRule, stopped: stop.aborted };
}

/** @throws NoSuchPoolError for an id or a project that is not there, or when nothing is left. */
export function selectPools(listed: readonly Pool[], { pools, protocols, chain, minTvlUsd }: PoolSelection): readonly Pool[] {
  const unknownPool = pools.find((id) => !listed.some(({ pool }) => pool === id));
  if (unknownPool !== undefined) throw new NoSuchPoolError(`"${unknownPool}"`);
  const unknownProject = protocols.find((name) => !listed.some(({ project }) => project === name));
  if (unknownProject !== undefined) throw new NoSuchPoolError(`of a project "${unknownProject}"`);
  const selected = listed.filter(
    ({ pool, project, chain: where, tvlUsd }) =>
      (pools.length === 0 || pools.includes(pool)) &&
      (protocols.length === 0 || protocols.includes(project)) &&
      (chain === null || where.toLowerCase() === chain.toLowerCase()) &&
      tvlUsd >= minTvlUsd,
  );
  if (selected.length === 0) throw new NoSuchPoolError("that is all of this");
  return selected;
}

async function storePoints(sink: HistorySink, marketId: MarketId, pool: Pool, points: readonly ChartPoint[]) {
  const intake = new HistoryIntake(sink, "day");
  for (const point of points) {
    await intake.take({ ...chartRow(marketId, pool.project, pool.symbol, point), toObject: () => point });
  }
  return intake.finish();
}

function count(counts: Record<string, number>, rule: string, times: number): void {
  if (times > 0) counts[rule] = (counts[rule] ?? 0) + times;
}
