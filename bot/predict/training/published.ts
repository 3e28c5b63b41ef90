import type { JudgedForecasts } from "../evaluate/judged.ts";
import { runCalibration } from "../evaluate/runCalibration.ts";
import { runTrackRecord } from "../evaluate/runTrackRecord.ts";
import { INITIAL_STATE, type RecordedState } from "../live/recordedTrack.ts";

/** What a model would have published as time went by, and what its record had taught in the end. */
export interface Published {
  readonly forecasts: JudgedForecasts;
  readonly state: RecordedState;
}

/** A model's forecasts through the gate and then the calibration, as in the keeper; none goes below zero where no loss is quoted. */
export function published(raw: JudgedForecasts, start: RecordedState = INITIAL_STATE): Published {
  const gated = runTrackRecord(raw, undefined, start.records);
  const calibrated = runCalibration(gated.forecasts, undefined, start.calibration);
  const { forecasts } = calibrated;
  const group = forecasts.levels.length;
  const quantilesApr = forecasts.quantilesApr.map((apr, i) =>
    Math.max(Math.min(0, forecasts.persistenceApr[Math.floor(i / group)] as number), apr),
  );
  return { forecasts: { ...forecasts, quantilesApr }, state: { records: gated.records, calibration: calibrated.state } };
}
