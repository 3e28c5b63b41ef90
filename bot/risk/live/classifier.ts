import { defaultRiskModelId, SHIPPED_MODELS_FOLDER, trainedModelsFolder } from "../../predict/models/shippedModels.ts";
import { readRiskModel } from "../classifier/modelFiles.ts";
import { riskModelFolder } from "../classifier/modelFolder.ts";
import type { RiskModel } from "../classifier/riskModel.ts";

/** Chosen for no classifier at all: vetoes stay. */
export const NO_CLASSIFIER = "none";

/** A classifier and what scores call it. */
export interface LoadedClassifier {
  readonly id: string;
  readonly version: string;
  readonly model: RiskModel;
}

/**
 * The classifier of that name among the shipped models and those trained in the data folder; without a name the shipped default. Null where none
 * is wanted, and where no default is shipped.
 *
 * @throws UnknownRiskModelError; NoRiskModelError; what reading the folder throws.
 */
export function chosenClassifier(name: string | null, dataFolder: string): Promise<LoadedClassifier | null> {
  return openClassifier(name, [SHIPPED_MODELS_FOLDER, trainedModelsFolder(dataFolder)]);
}

/** The same in folders of models, of which the first may name a default. */
export async function openClassifier(name: string | null, folders: readonly string[]): Promise<LoadedClassifier | null> {
  if (name === NO_CLASSIFIER) return null;
  const [shipped] = folders;
  const id = name ?? (shipped === undefined ? null : await defaultRiskModelId(shipped));
  if (id === null) return null;
  const { manifest, files } = await riskModelFolder(id, folders);
  return { id, version: manifest.version, model: readRiskModel(files) };
}
