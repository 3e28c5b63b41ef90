import type { Kysely } from "kysely";
import { PERIOD_SECONDS } from "../../core/periodYield.ts";
import { REPORT_SECONDS, type ReportPeriod } from "../../core/reportPeriod.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { alertsWithin } from "../../store/alerts.ts";
import { decisionsById, type VaultKey } from "../../store/decisions.ts";
import { liveScoreboard } from "../../store/liveScoreboard.ts";
import { assetOf } from "../../store/markets.ts";
import { type PricedTick, pricedTickAt, pricedTicks } from "../../store/pricedTicks.ts";
import { gapsWithin } from "../../store/samplingGaps.ts";
import type { Database } from "../../store/schema.ts";
import { lastSeenTick, type Tick, tickById } from "../../store/ticks.ts";
import { bucketsTicked, tickFailures } from "../../store/tickTroubles.ts";
import { executionsWithin } from "../../store/transactionHistory.ts";
import { vaultActivity } from "../../store/vaultActivity.ts";
import { readAllocation } from "../performance/readAllocation.ts";
import { readMarketRates } from "../performance/readPerformance.ts";
import { performanceOf } from "../performance/windows.ts";
import { gapsByMarket, MOST_REBALANCES, missedTicks, type Report, reportedRebalance, type VaultMoment } from "./report.ts";

/** What a report is about. */
export interface ReportRequest extends VaultKey {
  readonly name: string | null;
  readonly period: ReportPeriod;
  readonly fromSeconds: UnixSeconds;
  /** How often the vault should have a tick; null where nobody knows. */
  readonly tickSeconds: number | null;
  readonly nowSeconds: UnixSeconds;
}

/** Longer than any horizon of a forecast. */
const LONGEST_HORIZON_SECONDS = 31 * PERIOD_SECONDS.day;

/** From the database alone. */
export async function readReport(db: Kysely<Database>, request: ReportRequest): Promise<Report> {
  const { chainId, vault, name, period, fromSeconds, tickSeconds, nowSeconds } = request;
  const key = { chainId, vault };
  const toSeconds = fromSeconds + REPORT_SECONDS[period];
  const [sharePrices, allocationBegin, allocationEnd, seenThen, seenNow] = await Promise.all([
    readPrices(db, key, fromSeconds, toSeconds),
    readAllocation(db, key, fromSeconds),
    readAllocation(db, key, toSeconds),
    lastSeenTick(db, key, { decided: false, untilSeconds: fromSeconds }),
    lastSeenTick(db, key, { decided: false, untilSeconds: toSeconds }),
  ]);
  const marketIds = allocationEnd?.markets.map(({ marketId }) => marketId) ?? [];
  const [first, last] = [sharePrices[0], sharePrices.at(-1)];
  const times =
    first === undefined || last === undefined || first === last ? null : ([first.bucketTimeSeconds, last.bucketTimeSeconds] as const);
  const [asset, ratesSince, begun, executions, activity, forecasts, alerts, failures, ticked, gaps] = await Promise.all([
    assetOf(db, marketIds),
    times === null ? null : readMarketRates(db, marketIds, [times[0]], times[1]),
    seenThen ?? (first === undefined ? null : tickById(db, first.tickId)),
    executionsWithin(db, key, { fromSeconds, toSeconds, limit: MOST_REBALANCES }),
    vaultActivity(db, key, fromSeconds, toSeconds),
    liveScoreboard(db, {
      sinceSeconds: fromSeconds - LONGEST_HORIZON_SECONDS,
      byMarket: false,
      marketIds,
      endedWithin: { fromSeconds, toSeconds },
    }),
    alertsWithin(db, { ...key, name }, fromSeconds, toSeconds),
    tickFailures(db, key, fromSeconds, toSeconds),
    bucketsTicked(db, key, fromSeconds, toSeconds),
    gapsWithin(db, marketIds, fromSeconds, toSeconds),
  ]);
  const decisionIds = executions.map(({ decisionId }) => decisionId);
  const decisions = await decisionsById(db, decisionIds);
  return {
    vault: { name, chainId, address: vault },
    period,
    fromSeconds,
    toSeconds,
    madeAtSeconds: nowSeconds,
    asset,
    begin: momentOf(begun),
    end: momentOf(seenNow),
    performance: times === null || ratesSince === null ? null : performanceOf(sharePrices, ratesSince(times[0])),
    sharePrices,
    allocationBegin,
    allocationEnd,
    rebalances: executions.flatMap((execution) => {
      const decision = decisions.get(execution.decisionId);
      return decision === undefined ? [] : (reportedRebalance(decision, execution) ?? []);
    }),
    activity,
    forecasts,
    incidents: { alerts, failures, missedTicks: missed(), gaps: gapsByMarket(gaps) },
  };

  /** A vault is not missed before its first tick. */
  function missed(): number | null {
    const { firstEverSeconds, count } = ticked;
    if (tickSeconds === null || firstEverSeconds === null || firstEverSeconds >= toSeconds) return null;
    return missedTicks(Math.max(fromSeconds, firstEverSeconds), Math.min(toSeconds, nowSeconds), tickSeconds, count);
  }
}

/** From the last share price until the beginning to the last one until the end. */
async function readPrices(
  db: Kysely<Database>,
  key: VaultKey,
  fromSeconds: UnixSeconds,
  toSeconds: UnixSeconds,
): Promise<readonly PricedTick[]> {
  const [before, within] = await Promise.all([pricedTickAt(db, key, fromSeconds), pricedTicks(db, key, fromSeconds + 1, toSeconds)]);
  return before === null ? within : [before, ...within];
}

function momentOf(tick: Tick | null): VaultMoment | null {
  if (tick?.totalAssets == null) return null;
  const { bucketTimeSeconds, totalAssets, navUsd, sharePrice } = tick;
  return { atSeconds: bucketTimeSeconds, totalAssets, navUsd, sharePrice };
}
