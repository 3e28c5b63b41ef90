import type { Schema } from "../../../client/keeperClient.ts";

export type Worth = Schema<"VaultWorth">;

/** Share prices over time, for a chart; ticks that did not see one are left out. */
export interface PriceHistory {
  readonly timesSeconds: readonly number[];
  readonly prices: readonly number[];
}

export function priceHistory(worths: readonly Worth[]): PriceHistory {
  const seen = worths.flatMap(({ bucketTimeSeconds, sharePrice }) => (sharePrice === null ? [] : [{ bucketTimeSeconds, sharePrice }]));
  return { timesSeconds: seen.map((one) => one.bucketTimeSeconds), prices: seen.map((one) => one.sharePrice) };
}

export const SPANS = ["7d", "30d", "1y", "all"] as const;
export type Span = (typeof SPANS)[number];

const DAY_SECONDS = 86_400;
const SPAN_DAYS: Readonly<Record<Span, number | null>> = { "7d": 7, "30d": 30, "1y": 365, all: null };

/** What is asked for a span that ends now: as fine as one page of answers holds. */
export function historyAsked(span: Span, nowSeconds: number): { readonly from: number; readonly resolution: "hour" | "day" } {
  const days = SPAN_DAYS[span];
  return { from: days === null ? 0 : nowSeconds - days * DAY_SECONDS, resolution: span === "7d" ? "hour" : "day" };
}
