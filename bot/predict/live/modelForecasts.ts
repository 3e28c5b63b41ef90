import type { Forecast } from "../../core/forecast.ts";
import type { MarketId } from "../../core/market.ts";
import type { Apr, UnixSeconds } from "../../core/units.ts";
import type { ModelName } from "../../store/forecastTrials.ts";
import { scaleOf } from "../evaluate/scale.ts";
import { QUANTILE_LEVELS } from "../learned/samples.ts";
import { quantilesAtHorizon } from "./horizons.ts";
import { implausibility } from "./implausibility.ts";
import type { LoadedForecaster, MarketQuantiles, PublishedForecast } from "./loadedForecaster.ts";

/** A forecast with all that is kept of it for its trial. */
export interface MadeForecast extends PublishedForecast, ModelName {}

/** What came of a model's answer. */
export interface ModelForecasts {
  /** Of markets whose forecasts are sound at every horizon. */
  readonly made: readonly MadeForecast[];
  /** Why there is none of the others, in words that go after the model's name. */
  readonly refused: ReadonlyMap<MarketId, string>;
}

/** What to make of an answer. */
export interface ForecastMoment {
  readonly madeAtSeconds: UnixSeconds;
  readonly marketIds: readonly MarketId[];
  readonly horizonsSeconds: readonly number[];
  /** What the model's record has taught, by horizon. */
  readonly states: ReadonlyMap<number, unknown>;
}

/**
 * Turns a model's answer into forecasts at the horizons asked for: its quantiles, and what its record makes of them. A market about which it
 * says nothing, or anything that cannot be meant, is refused whole. Of a market that quotes no loss, a lower tail that reaches below zero ends
 * at zero, and so does what misses zero by a hair; to expect a loss there cannot be meant.
 */
export function modelForecasts(model: LoadedForecaster, answer: readonly MarketQuantiles[], moment: ForecastMoment): ModelForecasts {
  const byMarket = new Map(answer.map((one) => [one.marketId, one]));
  const made: MadeForecast[] = [];
  const refused = new Map<MarketId, string>();
  for (const marketId of moment.marketIds) {
    const quantiles = byMarket.get(marketId);
    const forecasts = quantiles === undefined ? "says nothing" : ofMarket(model, quantiles, moment);
    if (typeof forecasts === "string") refused.set(marketId, forecasts);
    else made.push(...forecasts);
  }
  return { made, refused };
}

function ofMarket(model: LoadedForecaster, quantiles: MarketQuantiles, moment: ForecastMoment): readonly MadeForecast[] | string {
  const { marketId, persistenceApr, scaleApr, quantilesZ } = quantiles;
  const made: MadeForecast[] = [];
  for (const horizonSeconds of moment.horizonsSeconds) {
    const z = quantilesAtHorizon(model.horizonsSeconds, quantilesZ, QUANTILE_LEVELS.length, horizonSeconds);
    const rawApr = z.map((value) => persistenceApr + value * scaleApr);
    const tracked = {
      marketId,
      horizonSeconds,
      madeAtSeconds: moment.madeAtSeconds,
      persistenceApr,
      scaleApr,
      levels: QUANTILE_LEVELS,
      rawApr,
    };
    const publishedApr = model.track === null ? rawApr : model.track.publish(stateOf(model, moment, horizonSeconds), tracked);
    const floored = withoutImpossibleTails(publishedApr, persistenceApr);
    const wrong = implausibility(withoutImpossibleTails(rawApr, persistenceApr), persistenceApr) ?? implausibility(floored, persistenceApr);
    if (wrong !== null) return wrong;
    const pointApr = floored[MEDIAN] as number;
    made.push({ ...tracked, model: model.id, modelVersion: model.version, pointApr, publishedApr: floored });
  }
  return made;
}

const MEDIAN = QUANTILE_LEVELS.indexOf(0.5);
const A_HAIR_APR = 0.001;

function stateOf(model: LoadedForecaster, { states }: ForecastMoment, horizonSeconds: number): unknown {
  return states.has(horizonSeconds) ? states.get(horizonSeconds) : model.track?.initial(horizonSeconds);
}

function withoutImpossibleTails(quantilesApr: readonly Apr[], persistenceApr: Apr): readonly Apr[] {
  const lowest = Math.min(0, persistenceApr);
  return quantilesApr.map((apr, i) => (apr < lowest && (i < MEDIAN || apr > lowest - A_HAIR_APR) ? lowest : apr));
}

/** The forecast as it is stored and decided on. */
export function publishedForecast(made: MadeForecast, blockNumber: number): Forecast {
  const { marketId, madeAtSeconds, horizonSeconds, model, modelVersion, pointApr, levels, publishedApr } = made;
  const quantile = (level: number) => publishedApr[levels.indexOf(level)] as number;
  return {
    marketId,
    blockNumber,
    madeAtSeconds,
    horizonSeconds,
    model,
    modelVersion,
    meanApr: pointApr,
    p10Apr: quantile(0.1),
    p50Apr: quantile(0.5),
    p90Apr: quantile(0.9),
  };
}

/** A baseline's forecast as it is kept for its trial: it publishes what it says. */
export function baselineForecast(forecast: Forecast, persistenceApr: Apr): MadeForecast {
  const { marketId, horizonSeconds, madeAtSeconds, model, modelVersion, meanApr, p10Apr, p50Apr, p90Apr } = forecast;
  const quantiles = [p10Apr, p50Apr, p90Apr];
  return {
    marketId,
    horizonSeconds,
    madeAtSeconds,
    model,
    modelVersion,
    persistenceApr,
    scaleApr: scaleOf(persistenceApr),
    levels: [0.1, 0.5, 0.9],
    pointApr: meanApr,
    rawApr: quantiles,
    publishedApr: quantiles,
  };
}
