import type { Kysely } from "kysely";
import type { Forecast } from "../../core/forecast.ts";
import type { MarketId } from "../../core/market.ts";
import { bucketTime } from "../../core/observation.ts";
import type { Snapshot } from "../../observe/collector.ts";
import { insertForecasts } from "../../store/forecasts.ts";
import { insertTrials, modelsOnTrial, TRIAL_SECONDS } from "../../store/forecastTrials.ts";
import { observationHistories } from "../../store/observations.ts";
import type { Database } from "../../store/schema.ts";
import type { Forecaster } from "../forecaster.ts";
import { persistenceForecaster } from "../persistence.ts";
import { askModel, type KnownPast, refuseAll } from "./askModel.ts";
import { type Contender, type Contenders, contenderName } from "./contender.ts";
import { createFallbackLog } from "./fallbackLog.ts";
import type { LoadedForecaster } from "./loadedForecaster.ts";
import { baselineForecast, type MadeForecast, type ModelForecasts, publishedForecast } from "./modelForecasts.ts";
import { createPastReader, type PastReader } from "./pastReader.ts";
import { nameOf, scoreDueTrials, statesOf } from "./scoring.ts";

/** Every model is judged at these, whatever horizon is decided on. */
export const JUDGED_HORIZONS_SECONDS: readonly number[] = [86_400, 7 * 86_400];

export interface PredictionDeps {
  readonly db: Kysely<Database>;
  /** Asked every tick: a night may change them. */
  readonly contenders: () => Contenders;
  /** How much of each market's past a baseline is shown. */
  readonly historySeconds: number;
  /** What is decided on. */
  readonly horizonSeconds: number;
  /** Shared with whoever asks for the same past in the same tick; by default one of its own. */
  readonly readPast?: PastReader | undefined;
}

/** What a tick expects. */
export interface Prediction {
  /** Of the champion, or of persistence where it failed, at the horizon that is decided on. */
  readonly forecasts: readonly Forecast[];
  /** What went wrong, for a person. */
  readonly warnings: readonly string[];
}

export type Predict = (snapshot: Pick<Snapshot, "block" | "observations">) => Promise<Prediction>;

/**
 * The keeper's forecasts: scores what came true meanwhile, forecasts every market that was observed, falls back to persistence where the
 * champion fails, and stores all of it, also at the horizons all models are judged by. The first forecasts of six hours are kept on trial, with those of the shadows beside them.
 */
export function createPrediction(deps: PredictionDeps): Predict {
  const { db } = deps;
  const horizonsSeconds = [...new Set([deps.horizonSeconds, ...JUDGED_HORIZONS_SECONDS])].sort((a, b) => a - b);
  const readPast = deps.readPast ?? createPastReader(db);
  const fallbacks = createFallbackLog(db);

  return async ({ block, observations }) => {
    const atSeconds = block.timeSeconds;
    const marketIds = observations.map(({ marketId }) => marketId);
    const quotedApr = new Map(observations.map(({ marketId, supplyApr, rewardApr }) => [marketId, supplyApr + rewardApr]));
    const { champion, shadows } = deps.contenders();
    const models = [...modelOf(champion), ...shadows];
    await scoreDueTrials(db, models, atSeconds);

    let past: Promise<KnownPast> | null = null;
    const states = await statesOf(db, models.map(nameOf));
    const ask = async (model: LoadedForecaster): Promise<ModelForecasts> => {
      past ??= readPast(marketIds, atSeconds);
      return askModel(model, await past, { madeAtSeconds: atSeconds, marketIds, horizonsSeconds, states: states(nameOf(model)) });
    };
    const baseline = async (forecaster: Forecaster, ids: readonly MarketId[]): Promise<readonly MadeForecast[]> => {
      if (ids.length === 0) return [];
      const histories = await observationHistories(db, ids, atSeconds - deps.historySeconds);
      const made = await forecaster.forecast({ histories, atSeconds, blockNumber: block.number, horizonsSeconds });
      return made.map((forecast) => baselineForecast(forecast, quotedApr.get(forecast.marketId) ?? forecast.meanApr));
    };
    const forecastsOf = async (contender: Contender): Promise<ModelForecasts> => {
      if (contender.kind === "model") return ask(contender.model);
      if (contender.kind === "broken") return refuseAll(marketIds, contender.reason);
      return { made: await baseline(contender.forecaster, marketIds), refused: new Map() };
    };

    const { made, refused } = await forecastsOf(champion);
    const published = [...made, ...(await baseline(persistenceForecaster(), [...refused.keys()]))];
    const warnings = await fallbacks.note(contenderName(champion), refused, atSeconds);
    const forecasts = published.map((one) => publishedForecast(one, block.number));
    await insertForecasts(db, forecasts);

    const momentSeconds = bucketTime(atSeconds, TRIAL_SECONDS);
    const tried = new Set((await modelsOnTrial(db, momentSeconds)).map(keyOf));
    const beside: MadeForecast[] = [];
    for (const shadow of shadows) {
      if (tried.has(keyOf(nameOf(shadow)))) continue;
      const answer = await ask(shadow);
      beside.push(...answer.made);
      const [reason] = answer.refused.values();
      if (reason !== undefined) warnings.push(`the model ${shadow.id}, which is on trial, ${reason} in ${answer.refused.size} markets`);
    }
    await insertTrials(
      db,
      [...published, ...beside].map((one) => ({ ...one, momentSeconds, blockNumber: block.number })),
    );
    return { forecasts: forecasts.filter((one) => one.horizonSeconds === deps.horizonSeconds), warnings };
  };
}

function modelOf(contender: Contender): readonly LoadedForecaster[] {
  return contender.kind === "model" ? [contender.model] : [];
}

function keyOf({ model, modelVersion }: { readonly model: string; readonly modelVersion: string }): string {
  return JSON.stringify([model, modelVersion]);
}
