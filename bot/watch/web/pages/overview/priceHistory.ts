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
