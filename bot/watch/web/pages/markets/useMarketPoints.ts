import { useMemo } from "preact/hooks";
import type { Schema } from "../../../client/keeperClient.ts";
import { askedFor, type Span } from "../../charts/spans.ts";
import { type Listed, readPages } from "../../live/readPages.ts";
import { type Answer, useAnswer } from "../../live/useAnswer.ts";
import type { MarketDetail } from "./Market.tsx";
import { type MarketPoint, pointOf, withGaps } from "./marketPoints.ts";

const PER_PAGE = 500;
/** Five years of days. */
const MOST_PAGES = 4;

/** What a market paid over a span that ends with its newest observation, ascending in time, up to that one. */
export function useMarketPoints(market: MarketDetail, span: Span, untilSeconds: number): Answer<Listed<MarketPoint>> {
  const answer = useAnswer(
    `observations of ${market.id} ${span}`,
    (client, signal) =>
      readPages<Schema<"Observation"> | Schema<"PeriodYield">>(
        (cursor) =>
          client.GET("/v1/markets/{marketId}/observations", {
            params: { path: { marketId: market.id }, query: { ...askedFor(span, untilSeconds), limit: PER_PAGE, ...cursor } },
            signal,
          }),
        MOST_PAGES,
      ),
    ["tick"],
  );
  const data = useMemo(() => {
    if (answer.data === null) return null;
    const { items, isWhole } = answer.data;
    // Hours and days are summed up when they are over: the last observation is newer.
    const seen = isWhole && market.observation !== null ? [...items, market.observation] : items;
    return { isWhole, items: withGaps(seen.map((one) => pointOf(one, market))) };
  }, [answer.data, market]);
  return { ...answer, data };
}
