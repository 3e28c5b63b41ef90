import { z } from "zod";
import type { MarketId } from "../core/market.ts";
import type { UnixSeconds } from "../core/units.ts";
import { appliedStretch, calibrationSettings, initialInterval } from "../predict/evaluate/calibrate.ts";
import { trackRecordSettings, trustIn } from "../predict/evaluate/trackRecord.ts";
import type { RecordedState } from "../predict/live/recordedTrack.ts";
import type { FeatureDrift } from "../predict/online/drift.ts";
import type { ModelEvent } from "../store/modelEvents.ts";
import type { StoredTrackState } from "../store/trackStates.ts";

/** What a model's record allows it to say in one market at one horizon. */
export interface MarketTrack {
  readonly marketId: MarketId;
  /** How far forecasts go from persistence (0) to the model (1). */
  readonly trust: number;
  /** Outcomes behind that, of which an old one counts less. */
  readonly samples: number;
  /** Factors of the intervals' halves: above 1 they were too narrow. */
  readonly lowerStretch: number;
  readonly upperStretch: number;
}

/** The markets of a stored state as they stand at `nowSeconds`, by their id. */
export function marketTracks({ horizonSeconds, state }: StoredTrackState, nowSeconds: UnixSeconds): readonly MarketTrack[] {
  const { records, calibration } = state as RecordedState;
  return Object.keys(records)
    .sort()
    .map((marketId) => {
      const { lower, upper } = calibration.markets[marketId] ?? initialInterval();
      const settings = calibrationSettings(horizonSeconds);
      return {
        marketId,
        trust: trustIn(records, marketId, nowSeconds, trackRecordSettings(horizonSeconds)),
        samples: records[marketId]?.samples ?? 0,
        lowerStretch: appliedStretch(lower, calibration.pooled.lower, settings),
        upperStretch: appliedStretch(upper, calibration.pooled.upper, settings),
      };
    });
}

const driftDetail = z.object({
  // JSON has no infinity: a feature that never varied in training is written as null.
  features: z.array(z.object({ feature: z.string(), wasserstein: z.number().nullable(), jensenShannon: z.number() })),
});

/** The features that an event of drift names, the furthest first; their distance is null where training knew only one value. */
export function driftedFeatures({ detail }: Pick<ModelEvent, "detail">): readonly StoredDrift[] {
  const read = driftDetail.safeParse(detail);
  return read.success ? read.data.features : [];
}

export type StoredDrift = Omit<FeatureDrift, "wasserstein"> & { readonly wasserstein: number | null };
