/** How far back a market's charts go. */
export const SPANS = [
  { value: "2d", text: "2 d" },
  { value: "7d", text: "7 d" },
  { value: "30d", text: "30 d" },
  { value: "1y", text: "A year" },
  { value: "all", text: "All" },
] as const;
export type Span = (typeof SPANS)[number]["value"];

export const DAY_SECONDS = 86_400;

interface SpanShape {
  /** Null for all there is. */
  readonly days: number | null;
  readonly resolution: "raw" | "hour" | "day";
}

const SHAPES: Readonly<Record<Span, SpanShape>> = {
  "2d": { days: 2, resolution: "raw" },
  "7d": { days: 7, resolution: "hour" },
  "30d": { days: 30, resolution: "hour" },
  "1y": { days: 365, resolution: "day" },
  all: { days: null, resolution: "day" },
};

/** What is asked for a span that ends at a time. */
export function askedFor(span: Span, untilSeconds: number): { readonly from: number; readonly resolution: SpanShape["resolution"] } {
  const { days, resolution } = SHAPES[span];
  return { resolution, from: days === null ? 0 : Math.max(0, Math.floor(untilSeconds - days * DAY_SECONDS)) };
}

/** How far ahead of now a chart of this span looks: as far as it looks back, and a month at most. */
export function looksAheadSeconds(span: Span): number {
  return Math.min(SHAPES[span].days ?? 30, 30) * DAY_SECONDS;
}
