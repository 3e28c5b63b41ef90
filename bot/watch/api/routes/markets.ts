import type { Market } from "../../../core/market.ts";
import { forecastPage, newestForecasts } from "../../../store/forecasts.ts";
import { trialPage } from "../../../store/forecastTrials.ts";
import { allMarkets, marketById } from "../../../store/markets.ts";
import { observationPage } from "../../../store/observationPages.ts";
import { latestObservations } from "../../../store/observations.ts";
import { periodYieldJsonPage } from "../../../store/periodYieldJson.ts";
import { newestRisks, riskPage } from "../../../store/risks.ts";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { cursorOf, pageAnswer, pageAskedFor } from "../cursor.ts";
import { notFound } from "../errors.ts";
import { failures } from "../schemas/errors.ts";
import * as schemas from "../schemas/markets.ts";
import { horizonSeconds, marketPath, model, nothing, origin, paging, resolution, withinTime } from "../schemas/parameters.ts";
import { listOf, pageOf } from "../schemas/values.ts";
import { toWire } from "../wire.ts";

export function marketRoutes(api: ApiInstance, { store: { db } }: ApiSources): void {
  const tags = ["markets"];
  const marketIds = async () => (await allMarkets(db)).map(({ id }) => id);

  api.get(
    "/v1/markets",
    {
      schema: {
        tags,
        summary: "Every market that was ever watched, by id.",
        querystring: nothing,
        response: { 200: listOf(schemas.market), ...failures },
      },
    },
    async () => ({ items: toWire(await allMarkets(db)) }),
  );

  api.get(
    "/v1/observations",
    {
      schema: {
        tags,
        summary: "The newest observation of every market.",
        querystring: nothing,
        response: { 200: listOf(schemas.observation), ...failures },
      },
    },
    async () => ({ items: toWire(await latestObservations(db, await marketIds())) }),
  );

  api.get(
    "/v1/forecasts",
    {
      schema: {
        tags,
        summary: "The newest forecasts of every market, by market and horizon.",
        querystring: nothing,
        response: { 200: listOf(schemas.forecast), ...failures },
      },
    },
    async () => ({ items: toWire(await newestForecasts(db, await marketIds())) }),
  );

  api.get(
    "/v1/risks",
    {
      schema: {
        tags,
        summary: "What may go wrong in every market now, with what drives it.",
        querystring: nothing,
        response: { 200: listOf(schemas.risk), ...failures },
      },
    },
    async () => ({ items: toWire(await newestRisks(db, await marketIds())) }),
  );

  api.get(
    "/v1/markets/:marketId",
    {
      schema: {
        tags,
        summary: "One market with its newest observation, forecasts and risk.",
        params: marketPath,
        querystring: nothing,
        response: { 200: schemas.marketDetail, ...failures },
      },
    },
    async ({ params }) => {
      const market = await marketNamed(params.marketId);
      const [[observation], forecasts, [risk]] = await Promise.all([
        latestObservations(db, [market.id]),
        newestForecasts(db, [market.id]),
        newestRisks(db, [market.id]),
      ]);
      return toWire({ ...market, observation: observation ?? null, forecasts, risk: risk ?? null });
    },
  );

  api.get(
    "/v1/markets/:marketId/observations",
    {
      schema: {
        tags,
        summary: "What was observed, oldest first: every sample, or the yields of each hour or day.",
        params: marketPath,
        querystring: withinTime({ resolution, origin, ...paging }),
        response: { 200: schemas.observationPage, ...failures },
      },
    },
    async ({ params, query }, reply) => {
      const { id } = await marketNamed(params.marketId);
      const time = { marketId: id, fromSeconds: query.from, toSeconds: query.to };
      if (query.resolution === "raw") {
        const page = await observationPage(db, { ...time, ...pageAskedFor(query, ["number", "number"]) });
        return { resolution: query.resolution, ...pageAnswer(page) };
      }
      const asked = { ...time, origin: query.origin, ...pageAskedFor(query, ["number"]) };
      const { itemsJson, next } = await periodYieldJsonPage(db, query.resolution, asked);
      const rest = JSON.stringify({ nextCursor: cursorOf(next), resolution: query.resolution });
      // Text is sent as it is; what it says is of the schema, which a test holds it to.
      reply.type("application/json; charset=utf-8").send(`{"items":${itemsJson},${rest.slice(1)}` as never);
      return reply;
    },
  );

  api.get(
    "/v1/markets/:marketId/forecasts",
    {
      schema: {
        tags,
        summary: "One model's forecasts at one horizon with their intervals, oldest first.",
        params: marketPath,
        querystring: withinTime({ model, horizonSeconds, ...paging }),
        response: { 200: pageOf(schemas.forecast), ...failures },
      },
    },
    async ({ params, query }) => {
      const { id } = await marketNamed(params.marketId);
      const series = { marketId: id, model: query.model, horizonSeconds: query.horizonSeconds };
      const page = { fromSeconds: query.from, toSeconds: query.to, ...pageAskedFor(query, ["number", "number", "text"]) };
      return pageAnswer(await forecastPage(db, series, page));
    },
  );

  api.get(
    "/v1/markets/:marketId/trials",
    {
      schema: {
        tags,
        summary: "One model's forecasts at one horizon, one every six hours, with what came true; oldest first.",
        params: marketPath,
        querystring: withinTime({ model, horizonSeconds, ...paging }),
        response: { 200: pageOf(schemas.trial), ...failures },
      },
    },
    async ({ params, query }) => {
      const { id } = await marketNamed(params.marketId);
      const { from, to, model: name, horizonSeconds: ahead } = query;
      const page = pageAskedFor(query, ["number", "text"]);
      return pageAnswer(
        await trialPage(db, { marketId: id, model: name, horizonSeconds: ahead, fromSeconds: from, toSeconds: to, ...page }),
      );
    },
  );

  api.get(
    "/v1/markets/:marketId/risks",
    {
      schema: {
        tags,
        summary: "What might have gone wrong in it, oldest first.",
        params: marketPath,
        querystring: withinTime({ ...paging }),
        response: { 200: pageOf(schemas.risk), ...failures },
      },
    },
    async ({ params, query }) => {
      const { id } = await marketNamed(params.marketId);
      const page = pageAskedFor(query, ["number", "number", "text", "text"]);
      return pageAnswer(await riskPage(db, { marketId: id, fromSeconds: query.from, toSeconds: query.to, ...page }));
    },
  );

  async function marketNamed(id: string): Promise<Market> {
    const market = await marketById(db, id);
    if (market === null) throw notFound(`market ${id}`, "GET /v1/markets");
    return market;
  }
}
