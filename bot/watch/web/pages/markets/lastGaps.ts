import type { Schema } from "../../../client/keeperClient.ts";

type Gap = Schema<"SamplingGap">;

/** The newest gaps first, and how many more there are. */
export function lastGaps(gaps: readonly Gap[], most: number): { readonly shown: readonly Gap[]; readonly more: number } {
  const shown = gaps.toSorted((a, b) => b.firstBucketSeconds - a.firstBucketSeconds).slice(0, most);
  return { shown, more: gaps.length - shown.length };
}
