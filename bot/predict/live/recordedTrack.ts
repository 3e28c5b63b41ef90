import type { Apr } from "../../core/units.ts";
import { calibrated, calibrationSettings, initialInterval, observe, observePooled } from "../evaluate/calibrate.ts";
import { levelIndex } from "../evaluate/rows.ts";
import { type CalibrationState, INITIAL_CALIBRATION } from "../evaluate/runCalibration.ts";
import { initialRecord, recordOutcome, type TrackRecords, towards, trackRecordSettings, trustIn } from "../evaluate/trackRecord.ts";
import type { TrackedForecast, TrackRule } from "./loadedForecaster.ts";

/** What gate and calibration know at one horizon, as plain JSON. */
export interface RecordedState {
  readonly records: TrackRecords;
  readonly calibration: CalibrationState;
}

export const INITIAL_STATE: RecordedState = { records: {}, calibration: INITIAL_CALIBRATION };

/**
 * The gate and the calibration of the scoreboard, forecast by forecast: first what is expected goes part of the way from persistence, as far as
 * the market's record allows, the quantiles with it; then these are stretched by what they missed before. What it publishes is what
 * `runTrackRecord` and `runCalibration` make of the same forecasts.
 *
 * @param initial What was known at the end of the model's training.
 */
export function recordedTrack(initial: (horizonSeconds: number) => RecordedState = () => INITIAL_STATE): TrackRule {
  return {
    initial,
    publish: (state, forecast) => {
      const { records, calibration } = state as RecordedState;
      const { marketId, madeAtSeconds, persistenceApr, levels, horizonSeconds } = forecast;
      const modelApr = medianOf(forecast);
      const trust = trustIn(records, marketId, madeAtSeconds, trackRecordSettings(horizonSeconds));
      const gatedZ = zOf(forecast, towards(persistenceApr, modelApr, trust) - modelApr);
      const market = calibration.markets[marketId] ?? initialInterval();
      const z = calibrated(levels, gatedZ, market, calibration.pooled, calibrationSettings(horizonSeconds));
      return Array.from(z, (value) => persistenceApr + forecast.scaleApr * value);
    },
    learn: (state, forecast, realisedApr) => {
      const { records, calibration } = state as RecordedState;
      const { marketId, madeAtSeconds, horizonSeconds, persistenceApr, scaleApr, levels } = forecast;
      const knownAtSeconds = madeAtSeconds + horizonSeconds;
      const modelApr = medianOf(forecast);
      const record = records[marketId] ?? initialRecord(knownAtSeconds);
      const settings = calibrationSettings(horizonSeconds);
      // Calibration leaves the median where the gate has put it.
      const gatedZ = zOf(forecast, forecast.pointApr - modelApr);
      const realisedZ = (realisedApr - persistenceApr) / scaleApr;
      const market = calibration.markets[marketId] ?? initialInterval();
      return {
        records: {
          ...records,
          [marketId]: recordOutcome(record, knownAtSeconds, { modelApr, persistenceApr, realisedApr }, trackRecordSettings(horizonSeconds)),
        },
        calibration: {
          pooled: observePooled(levels, calibration.pooled, gatedZ, realisedZ, settings),
          markets: { ...calibration.markets, [marketId]: observe(levels, market, gatedZ, realisedZ, settings) },
        },
      } satisfies RecordedState;
    },
  };
}

function medianOf({ levels, rawApr }: TrackedForecast): Apr {
  return rawApr[levelIndex(levels, 0.5)] as number;
}

/** The quantiles, moved, in z. */
function zOf({ rawApr, persistenceApr, scaleApr }: TrackedForecast, shiftApr: Apr): Float64Array {
  return Float64Array.from(rawApr, (apr) => (apr + shiftApr - persistenceApr) / scaleApr);
}

/** States by horizon in seconds, as a model's folder keeps them. */
export type RecordedStates = Readonly<Record<string, RecordedState>>;

/** What is known at a horizon; of one that nothing is known of, what is known of the nearest. */
export function stateAt(states: RecordedStates, horizonSeconds: number): RecordedState {
  const distance = (horizon: string) => Math.abs(Number(horizon) - horizonSeconds);
  const [nearest] = Object.keys(states).toSorted((a, b) => distance(a) - distance(b));
  return (nearest === undefined ? undefined : states[nearest]) ?? INITIAL_STATE;
}
