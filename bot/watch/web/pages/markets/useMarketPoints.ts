import type { Schema } from "../../../client/keeperClient.ts";
import { type Listed, readPages } from "../../live/readPages.ts";
import { type Answer, useAnswer } from "../../live/useAnswer.ts";
import type { MarketDetail } from "./Market.tsx";
import { type MarketPoint, pointOf, withGaps } from "./marketPoints.ts";
import { askedFor, type Span } from "./spans.ts";

const PER_PAGE = 500;
/** Five years of days. */
const MOST_PAGES = 4;

/** What a market paid over a span that ends with its newest observation, ascending in time. */
export function useMarketPoints(market: MarketDetail, span: Span, untilSeconds: number): Answer<Listed<MarketPoint>> {
  return useAnswer(
    `points of ${market.id} ${span}`,
    async (client, signal) => {
      const { data, ...failed } = await readPages<Schema<"Observation"> | Schema<"PeriodYield">>(
        (cursor) =>
          client.GET("/v1/markets/{marketId}/observations", {
            params: { path: { marketId: market.id }, query: { ...askedFor(span, untilSeconds), limit: PER_PAGE, ...cursor } },
            signal,
          }),
        MOST_PAGES,
      );
      if (data === undefined) return failed;
      return { data: { ...data, items: withGaps(data.items.map((one) => pointOf(one, market))) } };
    },
    ["tick"],
  );
}
