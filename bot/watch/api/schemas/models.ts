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

const meanErrors = {
  samples: z.int(),
  markets: z.int(),
  mae: apr.meta({ description: "Mean absolute error of what was expected, a fraction a year." }),
  persistenceMae: apr.meta({ description: "That of persistence at the same moments." }),
  relativeMae: z.number().nullable().meta({ description: "mae over persistenceMae: below 1 is better than persistence." }),
  coverage80: fraction.meta({ description: "The share of outcomes within the 10 % and 90 % quantiles: 0.8 is as it should be." }),
  pinball: apr.meta({ description: "Mean pinball loss over all levels, a fraction a year." }),
};

export const liveScore = z
  .object({
    ...named,
    horizonSeconds: horizon,
    marketId: marketId.nullable().meta({ description: "Null for all markets together." }),
    ...meanErrors,
  })
  .meta({ id: "LiveScore" });

export const dayAccuracy = z
  .object({
    ...named,
    dayStartSeconds: seconds.meta({ description: "Midnight (UTC) at which the day of the forecasts begins, not that of their outcomes." }),
    ...meanErrors,
  })
  .meta({ id: "DayAccuracy" });

export const modelCalibration = z
  .object({
    ...named,
    horizonSeconds: horizon,
    levels: z
      .array(
        z.object({
          level: fraction.meta({ description: "The share of outcomes that should be at or below the published quantile." }),
          realised: fraction.meta({ description: "The share that was." }),
          samples: z.int(),
        }),
      )
      .meta({ description: "Ascending." }),
  })
  .meta({ id: "ModelCalibration" });

export const modelDrift = z
  .object({
    features: z
      .array(
        z.object({
          ...named,
          timeSeconds: seconds.meta({ description: "The last night in which they had moved; every night looks again." }),
          features: z
            .array(
              z.object({
                feature: z.string(),
                wasserstein: z
                  .number()
                  .nullable()
                  .meta({ description: "Distance in interquartile ranges of the training; null where training knew one value only." }),
                jensenShannon: z.number().meta({ description: "In bits: 0 for the same distribution, 1 for nothing in common." }),
              }),
            )
            .meta({ description: "The furthest first." }),
        }),
      )
      .meta({ description: "Models whose features moved away from what they were trained on." }),
    tracks: z
      .array(
        z.object({
          ...named,
          horizonSeconds: horizon,
          updatedAtSeconds: seconds.meta({ description: "When an outcome was last learned from." }),
          markets: z.array(
            z.object({
              marketId,
              trust: fraction.meta({ description: "How far forecasts go from persistence (0) to the model (1)." }),
              samples: z.number().meta({ description: "Outcomes behind that, of which an old one counts less." }),
              lowerStretch: z.number().meta({ description: "Factor of the lower half of intervals: above 1 the model's were too narrow." }),
              upperStretch: z.number(),
            }),
          ),
        }),
      )
      .meta({ description: "What models may say, by their record." }),
  })
  .meta({ id: "ModelDrift" });

export const modelEvent = z
  .object({
    ...named,
    timeSeconds: seconds,
    kind: z.enum(["promoted", "rolled-back", "challenger-trained", "challenger-rejected", "drift", "fallback"]),
    detail: z.record(z.string(), z.unknown()).meta({ description: "Figures and reasons; what they are depends on the kind." }),
  })
  .meta({ id: "ModelEvent" });
