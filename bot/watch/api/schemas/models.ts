import { z } from "zod";
import { apr, fraction, horizon, marketId, seconds } from "./values.ts";

const named = { model: z.string(), modelVersion: z.string() };

export const liveModel = z
  .object({
    ...named,
    horizonSeconds: horizon,
    trials: z.int(),
    scored: z.int().meta({ description: "Trials of which is known what was paid." }),
    firstMomentSeconds: seconds,
    lastMomentSeconds: seconds,
  })
  .meta({ id: "LiveModel" });

export const liveScore = z
  .object({
    ...named,
    horizonSeconds: horizon,
    marketId: marketId.nullable().meta({ description: "Null for all markets together." }),
    samples: z.int(),
    markets: z.int(),
    mae: apr,
    persistenceMae: apr,
    relativeMae: z.number().nullable().meta({ description: "mae over persistenceMae: below 1 is better than persistence." }),
    coverage80: fraction,
    pinball: apr,
  })
  .meta({ id: "LiveScore" });

export const modelEvent = z
  .object({
    ...named,
    timeSeconds: seconds,
    kind: z.enum(["promoted", "rolled-back", "challenger-trained", "challenger-rejected", "drift", "fallback"]),
    detail: z.record(z.string(), z.unknown()).meta({ description: "Figures and reasons; what they are depends on the kind." }),
  })
  .meta({ id: "ModelEvent" });
