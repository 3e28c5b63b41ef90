import type { MarketId } from "../../../core/market.ts";
import { PERIOD_SECONDS } from "../../../core/periodYield.ts";
import { countOpenAlerts } from "../../../store/alerts.ts";
import { recentDecisions } from "../../../store/decisions.ts";
import { assetOf } from "../../../store/markets.ts";
import { postgresOutbox } from "../../../store/outbox.ts";
import { countPending } from "../../../store/pendingTransactions.ts";
import { lastSeenTick, recentTicks, type Tick } from "../../../store/ticks.ts";
import { vaultActivity } from "../../../store/vaultActivity.ts";
import { patienceSeconds } from "../../patience.ts";
import type { AllocationNow } from "../../performance/allocationNow.ts";
import { oncePerVersion } from "../../performance/oncePerVersion.ts";
import { readAllocation } from "../../performance/readAllocation.ts";
import { type PerformanceWindow, readPerformance } from "../../performance/readPerformance.ts";
import { WINDOWS } from "../../performance/windows.ts";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { failures } from "../schemas/errors.ts";
import { overview, performanceDetail } from "../schemas/overview.ts";
import { nothing, vaultPath } from "../schemas/parameters.ts";
import { listOf } from "../schemas/values.ts";
import { type KnownVault, vaultNamed } from "../vaultsKnown.ts";
import { toWire } from "../wire.ts";
import { tickAnswer } from "./vaults.ts";

const DECISIONS_SHOWN = 5;

/** What the first page of the dashboard shows, and how the vault did. */
export function overviewRoutes(api: ApiInstance, sources: ApiSources): void {
  const { store, nowSeconds } = sources;
  const { db } = store;
  const pictures = oncePerVersion<Awaited<ReturnType<typeof pictureOf>>>();
  const performances = oncePerVersion<readonly PerformanceWindow[]>();
  const details = oncePerVersion<Awaited<ReturnType<typeof detailsOf>>>();

  api.get(
    "/v1/vaults/:vaultId/overview",
    {
      schema: {
        tags: ["vaults"],
        summary: "Everything to be seen of a vault at one glance.",
        params: vaultPath,
        querystring: nothing,
        response: { 200: overview, ...failures },
      },
    },
    async ({ params }) => {
      const known = await vaultNamed(sources, params.vaultId);
      const { id, chainId, vault, configured } = known;
      const now = nowSeconds();
      const [[lastTick], openAlerts, pendingTransactions, last24Hours] = await Promise.all([
        recentTicks(db, known, 1),
        countOpenAlerts(db, { chainId, vault, name: configured?.name ?? null }),
        countPending(db, known),
        postgresOutbox(db, null).gasSpentSince(chainId, vault, now - PERIOD_SECONDS.day, null),
      ]);
      const picture = await pictures.of(id, versionOf(lastTick), () => pictureOf(known));
      const tickSeconds = configured?.tickSeconds ?? null;
      const lastTickAtSeconds = lastTick === undefined ? null : Math.floor(lastTick.startedAt.getTime() / 1000);
      const lastTickAgeSeconds = lastTickAtSeconds === null ? null : Math.max(0, now - lastTickAtSeconds);
      return {
        vault: {
          id,
          name: configured?.name ?? null,
          chainId,
          vault,
          tickSeconds,
          lastTick: lastTick === undefined ? null : toWire(tickAnswer(lastTick)),
        },
        ...picture,
        openAlerts,
        pendingTransactions,
        gas: toWire({ last24Hours, budgetPerDay: configured?.gasBudgetPerDay ?? null }),
        keeper: {
          lastTickAtSeconds,
          lastTickAgeSeconds,
          tickSeconds,
          isLate: tickSeconds === null ? null : lastTickAgeSeconds === null || lastTickAgeSeconds > patienceSeconds(tickSeconds),
        },
      };
    },
  );

  api.get(
    "/v1/vaults/:vaultId/performance",
    {
      schema: {
        tags: ["vaults"],
        summary: "How it did within 24 hours, 7 days, 30 days and since its start, beside what its markets paid; and what its keeper did.",
        params: vaultPath,
        querystring: nothing,
        response: { 200: listOf(performanceDetail), ...failures },
      },
    },
    async ({ params }) => {
      const known = await vaultNamed(sources, params.vaultId);
      const [lastTick] = await recentTicks(db, known, 1);
      return { items: await details.of(known.id, versionOf(lastTick), () => detailsOf(known)) };
    },
  );

  /** What changes with ticks alone. */
  async function pictureOf(known: KnownVault) {
    const [seen, allocation, decisions] = await Promise.all([
      lastSeenTick(db, known, { decided: false }),
      readAllocation(db, known),
      recentDecisions(db, known, DECISIONS_SHOWN),
    ]);
    const [asset, performance] = await Promise.all([assetOf(db, marketsOf(allocation)), performanceOf(known, seen, allocation)]);
    return {
      asset,
      worth: seen === null ? null : toWire(worthOf(seen)),
      state: seen === null ? null : stateOf(seen),
      performance: performance.map(performanceAnswer),
      allocation: toWire(allocation),
      decisions: decisions.map(({ markets: _markets, ...summary }) => toWire(summary)),
    };
  }

  async function detailsOf(known: KnownVault) {
    const [seen, allocation] = await Promise.all([lastSeenTick(db, known, { decided: false }), readAllocation(db, known)]);
    const windows = await performanceOf(known, seen, allocation);
    return Promise.all(
      windows.map(async (window) => {
        const activity = await vaultActivity(db, known, beginOf(window), nowSeconds() + 1);
        return { ...performanceAnswer(window), activity: toWire(activity) };
      }),
    );
  }

  async function performanceOf(
    known: KnownVault,
    seen: Tick | null,
    allocation: AllocationNow | null,
  ): Promise<readonly PerformanceWindow[]> {
    if (seen === null) return [];
    return performances.of(known.id, String(seen.id), () => readPerformance(db, known, marketsOf(allocation)));
  }
}

/** Another one as soon as a tick begins or ends. */
function versionOf(tick: Tick | undefined): string {
  return tick === undefined ? "none" : `${tick.id} ${tick.status}`;
}

function marketsOf(allocation: AllocationNow | null): readonly MarketId[] {
  return allocation?.markets.map(({ marketId }) => marketId) ?? [];
}

/** A vault's start is when it was first kept, seen or not. */
function beginOf({ window, toSeconds }: PerformanceWindow): number {
  const seconds = WINDOWS.find(({ name }) => name === window)?.seconds ?? 0;
  return Math.max(0, toSeconds - seconds);
}

function performanceAnswer({ apy, ...window }: PerformanceWindow) {
  return toWire({ ...window, netApy: apy });
}

function worthOf({ id, bucketTimeSeconds, totalAssets, totalShares, navUsd, sharePrice }: Tick) {
  return { tickId: id, bucketTimeSeconds, totalAssets, totalShares, navUsd, sharePrice };
}

function stateOf({ bucketTimeSeconds, vaultStatus, tripReason, turnoverBps, lossMillionths }: Tick) {
  return { asOfSeconds: bucketTimeSeconds, vaultStatus, tripReason, turnoverBps, lossMillionths };
}
