import type { MarketId } from "../../core/market.ts";
import type { JudgedForecasts } from "./judged.ts";
import { replay } from "./replay.ts";
import {
  bestTrust,
  initialRecord,
  type MarketRecord,
  pooledLosses,
  recordOutcome,
  type TrackRecordSettings,
  type TrackRecords,
  towards,
  trackRecordSettings,
} from "./trackRecord.ts";

export interface TrackRecordRun {
  /** The forecasts as published: the point gone part of the way from persistence, the quantiles moved with it, their spread as it was. */
  readonly forecasts: JudgedForecasts;
  /** How far each went, 0 to 1. */
  readonly trust: Float64Array;
  /** What was known at the moment of the last forecast, to go on from. */
  readonly records: TrackRecords;
}

/** Gates the forecasts of all markets as time goes by: each with the record that was known when it was made, and nothing later. */
export function runTrackRecord(
  forecasts: JudgedForecasts,
  settings: TrackRecordSettings = trackRecordSettings(forecasts.horizonSeconds),
  start: TrackRecords = {},
): TrackRecordRun {
  const { levels, quantilesApr, pointApr, persistenceApr, realisedApr, madeAtSeconds, horizonSeconds } = forecasts;
  const records = new Map(Object.entries(start));
  const idOf = (row: number): MarketId => forecasts.marketIds[forecasts.market[row] as number] as MarketId;
  const trust = new Float64Array(pointApr.length);
  const published = new Float64Array(pointApr.length);
  const moved = new Float64Array(quantilesApr.length);
  let pooled: readonly number[] = [];
  let pooledAtSeconds = Number.NaN;
  replay(forecasts, {
    learn: (row) => {
      const knownAtSeconds = (madeAtSeconds[row] as number) + horizonSeconds;
      const outcome = {
        modelApr: pointApr[row] as number,
        persistenceApr: persistenceApr[row] as number,
        realisedApr: realisedApr[row] as number,
      };
      const record: MarketRecord = records.get(idOf(row)) ?? initialRecord(knownAtSeconds);
      records.set(idOf(row), recordOutcome(record, knownAtSeconds, outcome, settings));
    },
    speak: (row) => {
      const atSeconds = madeAtSeconds[row] as number;
      if (atSeconds !== pooledAtSeconds) {
        pooled = pooledLosses(records.values(), atSeconds, settings);
        pooledAtSeconds = atSeconds;
      }
      const chosen = bestTrust(records.get(idOf(row)), pooled, atSeconds, settings);
      trust[row] = chosen;
      published[row] = towards(persistenceApr[row] as number, pointApr[row] as number, chosen);
      const shift = (published[row] as number) - (pointApr[row] as number);
      for (let k = row * levels.length; k < (row + 1) * levels.length; k++) moved[k] = (quantilesApr[k] as number) + shift;
    },
  });
  return { forecasts: { ...forecasts, quantilesApr: moved, pointApr: published }, trust, records: Object.fromEntries(records) };
}
