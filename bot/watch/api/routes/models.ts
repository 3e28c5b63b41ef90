import { z } from "zod";
import { liveModels } from "../../../store/liveModels.ts";
import { liveScoreboard } from "../../../store/liveScoreboard.ts";
import { accuracyByDay } from "../../../store/modelAccuracy.ts";
import { modelCalibration as calibrationOf } from "../../../store/modelCalibration.ts";
import { lastModelEvents, modelEventPage } from "../../../store/modelEvents.ts";
import { trackStatesSince } from "../../../store/trackStates.ts";
import { driftedFeatures, marketTracks } from "../../modelTracks.ts";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { pageAnswer, pageAskedFor } from "../cursor.ts";
import { failures } from "../schemas/errors.ts";
import { dayAccuracy, liveModel, liveScore, modelCalibration, modelDrift, modelEvent } from "../schemas/models.ts";
import { days, horizonSeconds, paging, since } from "../schemas/parameters.ts";
import { listOf, pageOf } from "../schemas/values.ts";
import { toWire } from "../wire.ts";

const DAY_SECONDS = 86_400;
const USUAL_DAYS = 90;

export function modelRoutes(api: ApiInstance, { store: { db }, nowSeconds }: ApiSources): void {
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
    "/v1/models/accuracy",
    {
      schema: {
        tags,
        summary: "How good forecasts at one horizon were, day by day (UTC) and over all markets, oldest first.",
        querystring: z.strictObject({ horizonSeconds, days: days(USUAL_DAYS) }),
        response: { 200: listOf(dayAccuracy), ...failures },
      },
    },
    async ({ query }) => ({
      items: toWire(await accuracyByDay(db, { horizonSeconds: query.horizonSeconds, sinceSeconds: dayBefore(query.days) })),
    }),
  );

  api.get(
    "/v1/models/calibration",
    {
      schema: {
        tags,
        summary: "Whether as many outcomes were at or below each published quantile as it says, by model and horizon.",
        querystring: z.strictObject({ days: days(USUAL_DAYS) }),
        response: { 200: listOf(modelCalibration), ...failures },
      },
    },
    async ({ query }) => ({ items: toWire(await calibrationOf(db, dayBefore(query.days))) }),
  );

  api.get(
    "/v1/models/drift",
    {
      schema: {
        tags,
        summary: "Whether features moved away from what models were trained on, and what models may say by their record.",
        querystring: z.strictObject({ days: days(USUAL_DAYS) }),
        response: { 200: modelDrift, ...failures },
      },
    },
    async ({ query }) => {
      const sinceSeconds = dayBefore(query.days);
      const [events, states] = await Promise.all([
        lastModelEvents(db, { kind: "drift", sinceSeconds }),
        trackStatesSince(db, sinceSeconds),
      ]);
      return toWire({
        features: events.map((event) => ({
          model: event.model,
          modelVersion: event.modelVersion,
          timeSeconds: event.timeSeconds,
          features: driftedFeatures(event),
        })),
        tracks: states.map((one) => ({
          model: one.model,
          modelVersion: one.modelVersion,
          horizonSeconds: one.horizonSeconds,
          updatedAtSeconds: one.updatedAtSeconds,
          markets: marketTracks(one, nowSeconds()),
        })),
      });
    },
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

  /** The midnight (UTC) so many days ago: whole days only. */
  function dayBefore(count: number): number {
    const now = nowSeconds();
    return Math.max(0, now - (now % DAY_SECONDS) - count * DAY_SECONDS);
  }
}
