import { z } from "zod";
import { allMarkets } from "../../../store/markets.ts";
import { gapPage } from "../../../store/samplingGaps.ts";
import { samplingReport } from "../../../store/samplingReport.ts";
import type { ApiInstance, ApiSources } from "../apiInstance.ts";
import { pageAnswer, pageAskedFor } from "../cursor.ts";
import { gap, sampling } from "../schemas/collector.ts";
import { failures } from "../schemas/errors.ts";
import { marketId, paging, withinTime } from "../schemas/parameters.ts";
import { listOf, pageOf } from "../schemas/values.ts";
import { toWire } from "../wire.ts";

const DAY_SECONDS = 86_400;
const LONGEST_REPORT_DAYS = 31;
/** As often as a configuration ticks that says nothing else. */
const DEFAULT_BUCKET_SECONDS = 300;

export function collectorRoutes(api: ApiInstance, { store: { db }, vaults, nowSeconds }: ApiSources): void {
  const tags = ["collector"];

  api.get(
    "/v1/collector/gaps",
    {
      schema: {
        tags,
        summary: "Buckets without a sample, and why, by market and time.",
        querystring: withinTime({ marketId, ...paging }),
        response: { 200: pageOf(gap), ...failures },
      },
    },
    async ({ query }) => {
      const marketIds = (await allMarkets(db)).map(({ id }) => id).filter((id) => query.marketId === undefined || id === query.marketId);
      const page = { fromSeconds: query.from, toSeconds: query.to, ...pageAskedFor(query, ["text", "number"]) };
      return pageAnswer(await gapPage(db, marketIds, page));
    },
  );

  api.get(
    "/v1/collector/report",
    {
      schema: {
        tags,
        summary: "How well each market was sampled in the last days.",
        querystring: z.strictObject({
          days: z.coerce.number().int().min(1).max(LONGEST_REPORT_DAYS).default(1),
          bucketSeconds: z.coerce
            .number()
            .int()
            .min(5)
            .max(DAY_SECONDS)
            .optional()
            .meta({ description: "How often samples were to be taken; by default as often as the first vault of the chain ticks." }),
        }),
        response: { 200: listOf(sampling), ...failures },
      },
    },
    async ({ query }) => {
      const toSeconds = nowSeconds();
      const markets = await allMarkets(db);
      const chains = [...new Set(markets.map(({ chainId }) => chainId))];
      const reports = await Promise.all(
        chains.map((chainId) =>
          samplingReport(db, {
            chainId,
            marketIds: markets.filter((market) => market.chainId === chainId).map(({ id }) => id),
            bucketSeconds: query.bucketSeconds ?? vaults.find((one) => one.chainId === chainId)?.tickSeconds ?? DEFAULT_BUCKET_SECONDS,
            fromSeconds: toSeconds - query.days * DAY_SECONDS,
            toSeconds,
          }),
        ),
      );
      return { items: toWire(reports.flat()) };
    },
  );
}
