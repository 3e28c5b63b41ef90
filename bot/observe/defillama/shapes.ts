import { z } from "zod";
import { momentSeconds } from "../history/csvRecord.ts";
import type { ChartPoint } from "../history/layouts/defillamaChart.ts";

/** The envelope of every answer; its rows are looked at one by one, so that a malformed one spoils only itself. */
export const answerSchema = z.object({ data: z.array(z.unknown()) });

/** One pool of `/pools`, as far as we use it. */
const poolSchema = z.object({
  pool: z.string().min(1),
  chain: z.string(),
  project: z.string().min(1),
  symbol: z.string().min(1),
  tvlUsd: z.number(),
});

export type Pool = z.output<typeof poolSchema>;

const figure = z.number().nullish();

/** One point of `/chart/{pool}`. */
const pointSchema = z.object({ timestamp: z.string(), tvlUsd: figure, apy: figure, apyBase: figure, apyReward: figure, il7d: figure });

export function readPool(value: unknown): Pool | null {
  return poolSchema.safeParse(value).data ?? null;
}

export function readPoint(value: unknown): ChartPoint | null {
  const { data } = pointSchema.safeParse(value);
  const timeSeconds = data === undefined ? null : momentSeconds(data.timestamp);
  if (data === undefined || timeSeconds === null) return null;
  return {
    timeSeconds,
    tvlUsd: data.tvlUsd ?? null,
    apyPercent: data.apy ?? null,
    apyBasePercent: data.apyBase ?? null,
    apyRewardPercent: data.apyReward ?? null,
    il7dPercent: data.il7d ?? null,
  };
}
