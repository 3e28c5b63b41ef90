import { z } from "zod";
import { NOTHING_TO_CHANGE, type OperatorActionKind } from "../../../core/operatorOrders.ts";
import { allMarkets } from "../../../store/markets.ts";
import { operatorActionPage, operatorOrders, recordOperatorAction } from "../../../store/operatorActions.ts";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { pageAnswer, pageAskedFor } from "../cursor.ts";
import { ApiError, notFound } from "../errors.ts";
import { type Operator, requireOperator } from "../operator.ts";
import { failures } from "../schemas/errors.ts";
import { actionBody, marketActionBody, operations, ordersNow } from "../schemas/operations.ts";
import { nothing, paging, vaultPath } from "../schemas/parameters.ts";
import { type KnownVault, vaultNamed } from "../vaultsKnown.ts";
import { toWire } from "../wire.ts";

export function actionRoutes(api: ApiInstance, sources: ApiSources, operator: Operator | null): void {
  const { db } = sources.store;
  const acting = { onRequest: requireOperator(operator) };
  const about = { tags: ["actions"], security: [{ operator: [] }], params: vaultPath, querystring: nothing };

  api.post(
    "/v1/vaults/:vaultId/tick",
    {
      ...acting,
      schema: {
        ...about,
        summary: "Asks for a tick now instead of at the next boundary; one that is running is followed by another.",
        response: { 202: z.object({ vaultId: z.string() }).meta({ description: "It was asked for." }), ...failures },
      },
    },
    async ({ params }, reply) => {
      const known = await vaultNamed(sources, params.vaultId);
      if (operator?.requestTick(known) !== true) {
        throw new ApiError(409, "NotLeading", "This process does not lead the vault", "Ask the keeper that does.");
      }
      return reply.code(202).header("cache-control", "no-store").send({ vaultId: known.id });
    },
  );

  api.get(
    "/v1/vaults/:vaultId/operations",
    {
      schema: {
        tags: ["actions"],
        summary: "What operators have ordered that holds now, and everything they did, newest first.",
        params: vaultPath,
        querystring: z.strictObject(paging),
        response: { 200: operations, ...failures },
      },
    },
    async ({ params, query }) => {
      const known = await vaultNamed(sources, params.vaultId);
      const [inForce, history] = await Promise.all([
        operatorOrders(db, known),
        operatorActionPage(db, known, pageAskedFor(query, ["number"])),
      ]);
      return { ...pageAnswer(history), inForce: toWire(inForce) };
    },
  );

  api.post(
    "/v1/vaults/:vaultId/pause",
    {
      ...acting,
      schema: {
        ...about,
        summary: "Has the vault's keeper send nothing until it is resumed.",
        description:
          "Ticks go on: it observes, forecasts, decides and records, and refuses to rebalance with the rule `paused-by-operator`, urgent exits " +
          "out of risk included. A transaction that is under way is followed to its end. It holds for whichever keeper leads the vault, also " +
          "after a restart.",
        body: actionBody,
        response: { 200: ordersNow, ...failures },
      },
    },
    async ({ params, body }, reply) => {
      reply.header("cache-control", "no-store");
      return ordered("pause", params.vaultId, { ...body, marketIds: null });
    },
  );

  api.post(
    "/v1/vaults/:vaultId/resume",
    {
      ...acting,
      schema: {
        ...about,
        summary: "Lets the vault's keeper act again, from its next tick on.",
        body: actionBody,
        response: { 200: ordersNow, ...failures },
      },
    },
    async ({ params, body }, reply) => {
      reply.header("cache-control", "no-store");
      return ordered("resume", params.vaultId, { ...body, marketIds: null });
    },
  );

  api.post(
    "/v1/vaults/:vaultId/derisk",
    {
      ...acting,
      schema: {
        ...about,
        summary: "Has the vault's keeper pull its money out of markets to idle, and stay out of them until that is lifted.",
        description:
          "A veto of the operator: it begins with the next tick, which is asked for where this process leads the vault. What a market cannot " +
          "pay out stays until it can. While the vault is paused nothing is pulled out either.",
        body: marketActionBody,
        response: { 200: ordersNow, ...failures },
      },
    },
    async ({ params, body }, reply) => {
      reply.header("cache-control", "no-store");
      const answer = await ordered("derisk", params.vaultId, body);
      // Elsewhere it begins at the next boundary.
      operator?.requestTick(await vaultNamed(sources, params.vaultId));
      return answer;
    },
  );

  api.post(
    "/v1/vaults/:vaultId/derisk/lift",
    {
      ...acting,
      schema: {
        ...about,
        summary: "Lifts the order to leave markets: their money may come back where that pays.",
        body: marketActionBody,
        response: { 200: ordersNow, ...failures },
      },
    },
    async ({ params, body }, reply) => {
      reply.header("cache-control", "no-store");
      return ordered("lift", params.vaultId, body);
    },
  );

  async function ordered(kind: OperatorActionKind, name: string, asked: z.output<typeof marketActionBody>) {
    const known = await vaultNamed(sources, name);
    await requireMarkets(known, asked.marketIds);
    const orders = await recordOperatorAction(db, known, { kind, ...asked, atSeconds: sources.nowSeconds() });
    if (orders !== null) return { vaultId: known.id, inForce: toWire(orders) };
    throw new ApiError(409, "NothingToChange", NOTHING_TO_CHANGE[kind], "GET /v1/vaults/{vaultId}/operations says what holds.");
  }

  async function requireMarkets({ chainId }: KnownVault, marketIds: readonly string[] | null): Promise<void> {
    if (marketIds === null) return;
    const known = new Set((await allMarkets(db)).filter((market) => market.chainId === chainId).map(({ id }) => id));
    for (const id of marketIds) if (!known.has(id)) throw notFound(`market ${id}`, "GET /v1/markets");
  }
}
