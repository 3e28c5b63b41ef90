import fc from "fast-check";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";

export const HOUR = 3_600;
export const DAY = 86_400;
/** A Monday, 0:00 UTC. */
export const MONDAY = Date.UTC(2023, 0, 2) / 1000;

const COLUMNS = ["timeSeconds", "quotedApr", "paidApr", "totalSupplyUsd", "totalBorrowUsd", "utilization", "assetPriceUsd"] as const;

export type SeriesPoint = { readonly timeSeconds: number } & Partial<Readonly<Record<(typeof COLUMNS)[number], number>>>;

type Named = Pick<MarketSeries, "marketId" | "protocol" | "symbol" | "category">;

/** A market of these points: 4 % where no rate is given, paid as quoted; of the rest nothing is known but what is given. */
export function seriesOf(points: readonly SeriesPoint[], named: Partial<Named> = {}): MarketSeries {
  const whole = points.map((point) => ({ quotedApr: 0.04, ...point }));
  const values = whole.map((point) => ({ paidApr: point.quotedApr, ...point }));
  const columns = Object.fromEntries(
    COLUMNS.map((column) => [column, Float64Array.from(values, (point) => point[column] ?? Number.NaN)]),
  ) as Record<(typeof COLUMNS)[number], Float64Array>;
  return { marketId: "aave-v3:usdc:0", protocol: "aave-v3", symbol: "USDC", category: "lending", ...named, ...columns };
}

const rate = fc.double({ min: 0, max: 0.4, noNaN: true });
const usd = fc.double({ min: 0, max: 5e7, noNaN: true });
const orUnknown = (value: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
/** Mostly hours, now and then more than values are carried on for. */
const gapSeconds = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 6 * HOUR }) },
  { weight: 1, arbitrary: fc.integer({ min: 60 * HOUR, max: 90 * HOUR }) },
);

/** Points in ascending time from a time on. */
export function anyPoints(afterSeconds: number, maxLength = 40): fc.Arbitrary<readonly SeriesPoint[]> {
  const point = fc.record({
    gapSeconds,
    quotedApr: rate,
    paidApr: rate,
    totalSupplyUsd: orUnknown(usd),
    totalBorrowUsd: orUnknown(usd),
    utilization: orUnknown(fc.double({ min: 0, max: 1.2, noNaN: true })),
    assetPriceUsd: orUnknown(fc.double({ min: 0.5, max: 1.5, noNaN: true })),
  });
  return fc.array(point, { maxLength }).map((points) => {
    let timeSeconds = afterSeconds;
    return points.map(({ gapSeconds: gap, ...values }) => {
      timeSeconds += gap;
      return { timeSeconds, ...values };
    });
  });
}

/** Whether two arrays hold the same bits. */
export function sameBits(a: Float32Array | Float64Array, b: Float32Array | Float64Array): boolean {
  return Buffer.compare(Buffer.from(a.buffer, a.byteOffset, a.byteLength), Buffer.from(b.buffer, b.byteOffset, b.byteLength)) === 0;
}
