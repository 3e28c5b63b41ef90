import type { MarketId } from "../../core/market.ts";
import { calibrated, calibrationSettings, INITIAL_POOLED, initialInterval, observe, observePooled } from "../evaluate/calibrate.ts";
import type { CalibrationState } from "../evaluate/runCalibration.ts";
import { initialRecord, recordOutcome, type TrackRecords, towards, trackRecordSettings, trustIn } from "../evaluate/trackRecord.ts";
import type { TrackRule } from "../live/loadedForecaster.ts";

/** What is known of a model's forecasts at one horizon, as plain JSON: how far to trust it where, and how wide its intervals have to be. */
export interface TrackState {
  readonly records: TrackRecords;
  readonly calibration: CalibrationState;
}

export const INITIAL_TRACK: TrackState = { records: {}, calibration: { pooled: INITIAL_POOLED, markets: {} } };

/** `track.json` of a model's folder: states by horizon in seconds. */
export type TrackStates = Readonly<Record<string, TrackState>>;

/**
 * The gate and then the calibration, one forecast at a time as the keeper makes them and hears of them: the same functions as
 * `runTrackRecord` and `runCalibration` apply to years of forecasts at once.
 *
 * @param initial What a model has learned of itself on forecasts of times it was not trained on.
 */
export function trackRule(initial: TrackStates): TrackRule {
  return {
    initial: (horizonSeconds) => initialAt(initial, horizonSeconds),
    publish(state, { marketId, horizonSeconds, madeAtSeconds, persistenceApr, scaleApr, levels, rawApr }) {
      const { records, calibration } = state as TrackState;
      const trust = trustIn(records, marketId, madeAtSeconds, trackRecordSettings(horizonSeconds));
      const median = rawApr[levels.indexOf(0.5)] as number;
      const shift = towards(persistenceApr, median, trust) - median;
      const z = rawApr.map((apr) => (apr + shift - persistenceApr) / scaleApr);
      const interval = calibration.markets[marketId] ?? initialInterval();
      const published = calibrated(levels, z, interval, calibration.pooled, calibrationSettings(horizonSeconds));
      return [...published].map((value) => persistenceApr + value * scaleApr);
    },
    learn(state, { marketId, horizonSeconds, madeAtSeconds, persistenceApr, scaleApr, levels, rawApr, publishedApr }, realisedApr) {
      const { records, calibration } = state as TrackState;
      const middle = levels.indexOf(0.5);
      const modelApr = rawApr[middle] as number;
      const knownAtSeconds = madeAtSeconds + horizonSeconds;
      const record = records[marketId] ?? initialRecord(knownAtSeconds);
      const outcome = { modelApr, persistenceApr, realisedApr };
      // The gate moves all quantiles alike and calibration leaves the median: so the median tells how far the gate had gone.
      const shift = (publishedApr[middle] as number) - modelApr;
      const saidZ = rawApr.map((apr) => (apr + shift - persistenceApr) / scaleApr);
      const realisedZ = (realisedApr - persistenceApr) / scaleApr;
      const settings = calibrationSettings(horizonSeconds);
      const interval = calibration.markets[marketId] ?? initialInterval();
      return {
        records: withMarket(records, marketId, recordOutcome(record, knownAtSeconds, outcome, trackRecordSettings(horizonSeconds))),
        calibration: {
          pooled: observePooled(levels, calibration.pooled, saidZ, realisedZ, settings),
          markets: withMarket(calibration.markets, marketId, observe(levels, interval, saidZ, realisedZ, settings)),
        },
      };
    },
  };
}

function withMarket<Known>(known: Readonly<Record<MarketId, Known>>, marketId: MarketId, value: Known): Readonly<Record<MarketId, Known>> {
  return { ...known, [marketId]: value };
}

/** A horizon the model was not trained for begins with what is known of the nearest one. */
function initialAt(initial: TrackStates, horizonSeconds: number): TrackState {
  const nearest = Object.keys(initial).toSorted((a, b) => Math.abs(Number(a) - horizonSeconds) - Math.abs(Number(b) - horizonSeconds))[0];
  return (nearest === undefined ? undefined : initial[nearest]) ?? INITIAL_TRACK;
}
