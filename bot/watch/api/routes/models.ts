import { z } from "zod";
import { liveModels } from "../../../store/liveModels.ts";
import { liveScoreboard } from "../../../store/liveScoreboard.ts";
import { modelEventPage } from "../../../store/modelEvents.ts";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { pageAnswer, pageAskedFor } from "../cursor.ts";
import { failures } from "../schemas/errors.ts";
import { liveModel, liveScore, modelEvent } from "../schemas/models.ts";
import { paging, since } from "../schemas/parameters.ts";
import { listOf, pageOf } from "../schemas/values.ts";
import { toWire } from "../wire.ts";

export function modelRoutes(api: ApiInstance, { store: { db } }: ApiSources): void {
  const tags = ["models"];

  api.get(
    "/v1/models",
    {
      schema: {
        tags,
        summary: "The models that were on trial, by name, version and horizon.",
        querystring: z.strictObject({ since }),
        response: { 200: listOf(liveModel), ...failures },
      },
    },
    async ({ query }) => ({ items: toWire(await liveModels(db, query.since)) }),
  );

  api.get(
    "/v1/models/scoreboard",
    {
      schema: {
        tags,
        summary: "How good forecasts were of which is known what was paid, against persistence.",
        querystring: z.strictObject({
          since,
          byMarket: z.enum(["true", "false"]).default("false").meta({ description: "Also one row a market." }),
        }),
        response: { 200: listOf(liveScore), ...failures },
      },
    },
    async ({ query }) => ({
      items: toWire(await liveScoreboard(db, { sinceSeconds: query.since, byMarket: query.byMarket === "true" })),
    }),
  );

  api.get(
    "/v1/models/events",
    {
      schema: {
        tags,
        summary: "What happened to models, newest first.",
        querystring: z.strictObject(paging),
        response: { 200: pageOf(modelEvent), ...failures },
      },
    },
    async ({ query }) => pageAnswer(await modelEventPage(db, pageAskedFor(query, ["number", "number"]))),
  );
}
