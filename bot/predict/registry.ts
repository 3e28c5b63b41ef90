import { ewmaForecaster } from "./ewma.ts";
import type { Forecaster } from "./forecaster.ts";
import { LEARNED_MODELS } from "./learned/modelSupport.ts";
import type { Contender } from "./live/contender.ts";
import { loadModel, type ModelSupport, requiredModel } from "./models/modelSupport.ts";
import { defaultModelId } from "./models/shippedModels.ts";
import type { OnlineSupport } from "./online/onlineSupport.ts";
import { persistenceForecaster } from "./persistence.ts";
import { ONLINE_LEARNING } from "./training/onlineUpdate.ts";
import { UnknownForecasterError } from "./unknownForecasterError.ts";

const HOUR_SECONDS = 3600;

/** Half-lives are part of a forecaster's name, so that a stored forecast says which one made it. */
const FORECASTERS: ReadonlyMap<string, () => Forecaster> = new Map([
  ["persistence", persistenceForecaster],
  ["ewma-6h", () => ewmaForecaster("ewma-6h", 6 * HOUR_SECONDS)],
  ["ewma-24h", () => ewmaForecaster("ewma-24h", 24 * HOUR_SECONDS)],
  ["ewma-72h", () => ewmaForecaster("ewma-72h", 72 * HOUR_SECONDS)],
]);

/**
 * The default where no model is shipped. For the mean rate of the next 7 days on Aave and Compound history, 2019–2024, half-lives of one and of
 * three days have the least error (MAE 0.89 of persistence's); the shorter one sees a change sooner.
 */
export const DEFAULT_FORECASTER = "ewma-24h";

export const FORECASTER_NAMES: readonly string[] = [...FORECASTERS.keys()];

/** What learned models this build can load: one entry a kind. */
export const MODEL_SUPPORT: ModelSupport = LEARNED_MODELS;

/** How learned models go on learning from the keeper's own samples. */
export const ONLINE_SUPPORT: OnlineSupport = ONLINE_LEARNING;

/**
 * The baseline of that name, ready to use.
 *
 * @throws UnknownForecasterError naming those there are.
 */
export async function loadForecaster(name: string): Promise<Forecaster> {
  const create = FORECASTERS.get(name);
  if (create === undefined) throw new UnknownForecasterError(name, FORECASTER_NAMES);
  return create();
}

/**
 * The forecaster of that name, a baseline or a learned model in one of the folders of models; without a name the default of the first folder,
 * or the default baseline where that names none. A model that is there and cannot be loaded is a broken contender with the reason: the
 * keeper goes on with persistence in its place.
 *
 * @throws UnknownForecasterError naming those there are; ManifestError for a default that cannot be read.
 */
export async function openContender(name: string | null, folders: readonly string[], support = MODEL_SUPPORT): Promise<Contender> {
  const [shipped] = folders;
  const chosen = name ?? (shipped === undefined ? null : await defaultModelId(shipped)) ?? DEFAULT_FORECASTER;
  const create = FORECASTERS.get(chosen);
  if (create !== undefined) return { kind: "baseline", forecaster: create() };
  const folder = await requiredModel(folders, chosen, (known) => new UnknownForecasterError(chosen, [...FORECASTER_NAMES, ...known]));
  try {
    return { kind: "model", model: await loadModel(folder, support) };
  } catch (error) {
    const reason = `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: "broken", name: { model: chosen, modelVersion: "unknown" }, reason, cause: error };
  }
}
