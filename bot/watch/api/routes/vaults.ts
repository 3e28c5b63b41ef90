import { z } from "zod";
import { DECISION_REASONS } from "../../../core/decision.ts";
import { decisionPage } from "../../../store/decisions.ts";
import { gasHistory } from "../../../store/gasHistory.ts";
import { driftByAdapter } from "../../../store/moveResults.ts";
import { postgresOutbox } from "../../../store/outbox.ts";
import { countPending } from "../../../store/pendingTransactions.ts";
import { newestTolerance } from "../../../store/riskTolerances.ts";
import { recentTicks, type Tick, tickPage } from "../../../store/ticks.ts";
import { decidingTransactions, executionPage } from "../../../store/transactionHistory.ts";
import { allocationHistory, worthHistory } from "../../../store/vaultHistory.ts";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { pageAnswer, pageAskedFor } from "../cursor.ts";
import { listedDecision } from "../schemas/decisions.ts";
import { failures } from "../schemas/errors.ts";
import { nothing, paging, resolution, since, vaultPath, withinTime } from "../schemas/parameters.ts";
import { execution } from "../schemas/transactions.ts";
import { listOf, pageOf } from "../schemas/values.ts";
import { allocation, drift, gas, tick, vault, vaultDetail, worth } from "../schemas/vaults.ts";
import { type KnownVault, vaultNamed, vaultsKnown } from "../vaultsKnown.ts";
import { toWire } from "../wire.ts";

const DAY_SECONDS = 86_400;

export function vaultRoutes(api: ApiInstance, sources: ApiSources): void {
  const { store, nowSeconds } = sources;
  const { db } = store;
  const tags = ["vaults"];
  const path = vaultPath;

  api.get(
    "/v1/vaults",
    {
      schema: {
        tags,
        summary: "Every vault that is configured or had ticks, with its last tick.",
        querystring: nothing,
        response: { 200: listOf(vault), ...failures },
      },
    },
    async () => ({ items: await Promise.all((await vaultsKnown(sources)).map((one) => summaryOf(one))) }),
  );

  api.get(
    "/v1/vaults/:vaultId",
    {
      schema: {
        tags,
        summary: "One vault.",
        params: path,
        querystring: nothing,
        response: { 200: vaultDetail, ...failures },
      },
    },
    async ({ params }) => {
      const known = await vaultNamed(sources, params.vaultId);
      const [summary, riskTolerance, pendingTransactions] = await Promise.all([
        summaryOf(known),
        newestTolerance(db, known),
        countPending(db, known),
      ]);
      return { ...summary, riskTolerance: toWire(riskTolerance), pendingTransactions };
    },
  );

  api.get(
    "/v1/vaults/:vaultId/ticks",
    {
      schema: {
        tags,
        summary: "Its ticks, newest first.",
        params: path,
        querystring: z.strictObject(paging),
        response: { 200: pageOf(tick), ...failures },
      },
    },
    async ({ params, query }) => {
      const { items, next } = await tickPage(db, await vaultNamed(sources, params.vaultId), pageAskedFor(query, ["number"]));
      return pageAnswer({ items: items.map(tickAnswer), next });
    },
  );

  api.get(
    "/v1/vaults/:vaultId/history",
    {
      schema: {
        tags,
        summary: "What it was worth and what a share was worth, oldest first: at every tick, or at the last of each hour or day.",
        params: path,
        querystring: withinTime({ resolution, ...paging }),
        response: { 200: pageOf(worth), ...failures },
      },
    },
    async ({ params, query }) => pageAnswer(await worthHistory(db, await vaultNamed(sources, params.vaultId), historyAskedFor(query))),
  );

  api.get(
    "/v1/vaults/:vaultId/allocations",
    {
      schema: {
        tags,
        summary: "Where its money was and should be, oldest first: at every tick that decided, or at the last of each hour or day.",
        params: path,
        querystring: withinTime({ resolution, ...paging }),
        response: { 200: pageOf(allocation), ...failures },
      },
    },
    async ({ params, query }) => pageAnswer(await allocationHistory(db, await vaultNamed(sources, params.vaultId), historyAskedFor(query))),
  );

  api.get(
    "/v1/vaults/:vaultId/decisions",
    {
      schema: {
        tags,
        summary: "What was decided, newest first.",
        params: path,
        querystring: z.strictObject({
          action: z.enum(["rebalance", "hold"]).optional(),
          reason: z.enum(DECISION_REASONS).optional(),
          ...paging,
        }),
        response: { 200: pageOf(listedDecision), ...failures },
      },
    },
    async ({ params, query }) => {
      const { action = null, reason = null } = query;
      const known = await vaultNamed(sources, params.vaultId);
      const { items, next } = await decisionPage(db, known, { action, reason, ...pageAskedFor(query, ["number", "text"]) });
      const transactions = await decidingTransactions(
        db,
        items.map(({ id }) => id),
      );
      return pageAnswer({ items: items.map((decision) => ({ ...decision, transaction: transactions.get(decision.id) ?? null })), next });
    },
  );

  api.get(
    "/v1/vaults/:vaultId/executions",
    {
      schema: {
        tags,
        summary: "How decisions were executed: every attempt, its offers to builders, and what the moves came to. Newest first.",
        params: path,
        querystring: z.strictObject(paging),
        response: { 200: pageOf(execution), ...failures },
      },
    },
    async ({ params, query }) =>
      pageAnswer(await executionPage(db, await vaultNamed(sources, params.vaultId), pageAskedFor(query, ["number"]))),
  );

  api.get(
    "/v1/vaults/:vaultId/drift",
    {
      schema: {
        tags,
        summary: "How far off what was expected of moves was, by adapter, worst first.",
        params: path,
        querystring: z.strictObject({ since }),
        response: { 200: listOf(drift), ...failures },
      },
    },
    async ({ params, query }) => ({ items: toWire(await driftByAdapter(db, await vaultNamed(sources, params.vaultId), query.since)) }),
  );

  api.get(
    "/v1/vaults/:vaultId/gas",
    {
      schema: {
        tags,
        summary: "What its transactions cost, and what they may.",
        params: path,
        querystring: z.strictObject({ since }),
        response: { 200: gas, ...failures },
      },
    },
    async ({ params, query }) => {
      const known = await vaultNamed(sources, params.vaultId);
      const { chainId, vault: address, configured } = known;
      const [last24Hours, days] = await Promise.all([
        postgresOutbox(db, null).gasSpentSince(chainId, address, nowSeconds() - DAY_SECONDS, null),
        gasHistory(db, known, query.since),
      ]);
      return toWire({ last24Hours, budgetPerDay: configured?.gasBudgetPerDay ?? null, days });
    },
  );

  async function summaryOf({ id, chainId, vault: address, configured }: KnownVault) {
    const [lastTick] = await recentTicks(db, { chainId, vault: address }, 1);
    return {
      id,
      name: configured?.name ?? null,
      chainId,
      vault: address,
      tickSeconds: configured?.tickSeconds ?? null,
      lastTick: lastTick === undefined ? null : toWire(tickAnswer(lastTick)),
    };
  }
}

interface HistoryAsked {
  readonly from: number;
  readonly to: number;
  readonly resolution: "raw" | "hour" | "day";
  readonly cursor?: string | undefined;
  readonly limit: number;
}

function historyAskedFor({ from, to, resolution: every, ...page }: HistoryAsked) {
  return { fromSeconds: from, toSeconds: to, resolution: every, ...pageAskedFor(page, ["number", "number"]) };
}

/** A tick with its times named as the others are. */
export function tickAnswer({ startedAt, finishedAt, ...rest }: Tick) {
  return { ...rest, startedAtSeconds: startedAt, finishedAtSeconds: finishedAt };
}
