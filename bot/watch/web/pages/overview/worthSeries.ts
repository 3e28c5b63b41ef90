import type { Schema } from "../../../client/keeperClient.ts";
import { type Asset, short, tokensAsNumber } from "../../format/amounts.ts";

export type Worth = Schema<"VaultWorth">;

/** What is drawn over time: what a share is worth, which is what was earned, or what all of them are. */
export const MEASURES = [
  { value: "share-price", text: "Share price" },
  { value: "nav", text: "Net asset value" },
] as const;
export type Measure = (typeof MEASURES)[number]["value"];

/** Values over time; ticks that did not see the vault are left out. */
export interface WorthSeries {
  readonly timesSeconds: readonly number[];
  readonly values: readonly number[];
}

/** Share prices in whole tokens a share, or net asset values in whole tokens. */
export function worthSeries(worths: readonly Worth[], measure: Measure, asset: Asset): WorthSeries {
  const seen = worths.flatMap((worth) => {
    const value = worthOf(worth, measure, asset);
    return value === null ? [] : [{ seconds: worth.bucketTimeSeconds, value }];
  });
  return { timesSeconds: seen.map(({ seconds }) => seconds), values: seen.map(({ value }) => value) };
}

function worthOf({ sharePrice, totalAssets }: Worth, measure: Measure, asset: Asset): number | null {
  if (measure === "share-price") return sharePrice;
  return totalAssets === null ? null : tokensAsNumber(totalAssets, asset);
}

/** As the axis of values has it. */
export function worthText(measure: Measure): (value: number) => string {
  return measure === "share-price" ? (price) => price.toFixed(5) : short;
}
