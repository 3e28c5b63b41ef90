import type { Kysely } from "kysely";
import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { Database } from "../../store/schema.ts";
import type { Contender } from "../live/contender.ts";
import type { PastReader } from "../live/pastReader.ts";
import { createPrediction, type Predict } from "../live/prediction.ts";
import { UnknownModelKindError } from "../models/errors.ts";
import { SHIPPED_MODELS_FOLDER, trainedModelsFolder } from "../models/shippedModels.ts";
import { MODEL_SUPPORT, ONLINE_SUPPORT, openContender } from "../registry.ts";
import { openModelLine } from "./modelLine.ts";
import { modelNights } from "./modelNights.ts";

/** Days of the past a baseline is shown: enough for a month's features. */
const HISTORY_SECONDS = 35 * 86_400;

/** All of a keeper's forecasting: what a tick asks for, and what goes on beside ticks. */
export interface OpenForecasting {
  readonly predict: Predict;
  /** For every tick: begins the night's work when it is time. */
  beginNight(nowSeconds: UnixSeconds): void;
  close(): Promise<void>;
}

export interface ForecastingDeps {
  readonly db: Kysely<Database>;
  /** The forecaster that a person chose, from `chosenForecaster`. */
  readonly start: Contender;
  readonly dataFolder: string;
  readonly marketIds: readonly MarketId[];
  /** What is decided on. */
  readonly horizonSeconds: number;
  readonly nowSeconds: UnixSeconds;
  readonly readPast?: PastReader;
  readonly onNightFailure?: ((error: Error) => void) | undefined;
}

/**
 * The forecaster of that name among baselines, shipped models and those trained in the data folder; the default without a name.
 *
 * @throws UnknownForecasterError naming those there are; UnknownModelKindError for a model of something else, such as risk.
 */
export async function chosenForecaster(name: string | null, dataFolder: string): Promise<Contender> {
  const chosen = await openContender(name, [SHIPPED_MODELS_FOLDER, trainedModelsFolder(dataFolder)]);
  // Persistence stands in for a damaged model, not for a wrong choice.
  if (chosen.kind === "broken" && chosen.cause instanceof UnknownModelKindError) throw chosen.cause;
  return chosen;
}

export async function openForecasting(deps: ForecastingDeps): Promise<OpenForecasting> {
  const { db, start, dataFolder, marketIds, horizonSeconds, nowSeconds, onNightFailure } = deps;
  const line = await openModelLine({
    db,
    start,
    shippedFolder: SHIPPED_MODELS_FOLDER,
    trainedFolder: trainedModelsFolder(dataFolder),
    marketIds,
    support: MODEL_SUPPORT,
    online: ONLINE_SUPPORT,
    nowSeconds,
  });
  const nights = modelNights(line, onNightFailure);
  return {
    predict: createPrediction({
      db,
      contenders: line.contenders,
      historySeconds: HISTORY_SECONDS,
      horizonSeconds,
      readPast: deps.readPast,
    }),
    beginNight: nights.begin,
    close: nights.close,
  };
}
