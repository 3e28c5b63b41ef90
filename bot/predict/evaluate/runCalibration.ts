import type { MarketId } from "../../core/market.ts";
import {
  type CalibrationSettings,
  calibrated,
  calibrationSettings,
  INITIAL_POOLED,
  type IntervalState,
  initialInterval,
  observe,
  observePooled,
  type PooledState,
} from "./calibrate.ts";
import type { JudgedForecasts } from "./judged.ts";
import { replay } from "./replay.ts";
import { scaleOf } from "./scale.ts";

/** All that calibration knows at one horizon, as plain JSON. */
export interface CalibrationState {
  readonly pooled: PooledState;
  readonly markets: Readonly<Record<MarketId, IntervalState>>;
}

export const INITIAL_CALIBRATION: CalibrationState = { pooled: INITIAL_POOLED, markets: {} };

export interface CalibrationRun {
  /** The same forecasts with calibrated quantiles; points as they were. */
  readonly forecasts: JudgedForecasts;
  /** What was known at the moment of the last forecast, to go on from. */
  readonly state: CalibrationState;
}

/** Calibrates the forecasts of all markets as time goes by: each with what was known when it was made, and nothing later. */
export function runCalibration(
  forecasts: JudgedForecasts,
  settings: CalibrationSettings = calibrationSettings(forecasts.horizonSeconds),
  start: CalibrationState = INITIAL_CALIBRATION,
): CalibrationRun {
  const { levels, quantilesApr, persistenceApr, realisedApr } = forecasts;
  const markets = new Map(Object.entries(start.markets));
  let pooled = start.pooled;
  const idOf = (row: number): MarketId => forecasts.marketIds[forecasts.market[row] as number] as MarketId;
  const inUnits = (row: number, apr: number): number => (apr - (persistenceApr[row] as number)) / scaleOf(persistenceApr[row] as number);
  const quantilesZ = (row: number): Float64Array =>
    quantilesApr.subarray(row * levels.length, (row + 1) * levels.length).map((apr) => inUnits(row, apr));
  const result = new Float64Array(quantilesApr.length);
  replay(forecasts, {
    learn: (row) => {
      const said = quantilesZ(row);
      const realisedZ = inUnits(row, realisedApr[row] as number);
      markets.set(idOf(row), observe(levels, markets.get(idOf(row)) ?? initialInterval(), said, realisedZ, settings));
      pooled = observePooled(levels, pooled, said, realisedZ, settings);
    },
    speak: (row) => {
      const z = calibrated(levels, quantilesZ(row), markets.get(idOf(row)) ?? initialInterval(), pooled, settings);
      const quoted = persistenceApr[row] as number;
      const unit = scaleOf(quoted);
      result.set(
        z.map((value) => quoted + unit * value),
        row * levels.length,
      );
    },
  });
  return { forecasts: { ...forecasts, quantilesApr: result }, state: { pooled, markets: Object.fromEntries(markets) } };
}
