import { z } from "zod";
import { GAP_REASONS } from "../../../core/sampling.ts";
import { marketId, seconds } from "./values.ts";

const reason = z.enum(GAP_REASONS);

export const gap = z
  .object({
    marketId,
    firstBucketSeconds: seconds,
    lastBucketSeconds: seconds,
    bucketSeconds: z.int(),
    reason,
    detail: z.string(),
    buckets: z.number().meta({ description: "Within the time asked for." }),
    refilled: z.number(),
    irrecoverable: z.number(),
  })
  .meta({ id: "SamplingGap" });

export const sampling = z
  .object({
    marketId,
    expected: z.int(),
    stored: z.int(),
    rejected: z.record(z.string(), z.int()).meta({ description: "Samples by the rule that refused them." }),
    gaps: z.array(z.object({ reason, buckets: z.number(), refilled: z.number(), irrecoverable: z.number(), open: z.number() })),
    pending: z.int(),
    lastSuccessSeconds: seconds.nullable(),
    worstLagSeconds: z.number().nullable(),
  })
  .meta({ id: "MarketSampling" });
