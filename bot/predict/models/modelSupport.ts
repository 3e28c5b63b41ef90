import path from "node:path";
import type { KeeperError } from "../../core/errors.ts";
import type { LoadedForecaster } from "../live/loadedForecaster.ts";
import { UnknownModelKindError } from "./errors.ts";
import { checkInputs, type KnownInputs, type ModelFolder, readModelFolder } from "./modelFolder.ts";
import { modelIds } from "./shippedModels.ts";

/** Makes a model of its folder's files ready to forecast. */
export type ModelLoader = (folder: ModelFolder) => Promise<LoadedForecaster>;

/** What this build can do with models. */
export interface ModelSupport {
  readonly inputs: KnownInputs;
  /** By the kind that a manifest names. */
  readonly loaders: ReadonlyMap<string, ModelLoader>;
}

/** The folder of the model of this id, in the first of the folders of models that has it; null where none has. */
export async function findModel(folders: readonly string[], id: string): Promise<string | null> {
  for (const folder of folders) if ((await modelIds(folder)).includes(id)) return path.join(folder, id);
  return null;
}

/**
 * As `findModel`, for a model that has to be there.
 *
 * @param missing What to throw where it is not, from the ids of those there are.
 */
export async function requiredModel(
  folders: readonly string[],
  id: string,
  missing: (known: readonly string[]) => KeeperError,
): Promise<string> {
  const found = await findModel(folders, id);
  if (found === null) throw missing([...new Set((await Promise.all(folders.map(modelIds))).flat())]);
  return found;
}

/**
 * The model in a folder, checked and ready.
 *
 * @throws what `readModelFolder` and the model's own loader throw; UnknownModelKindError.
 */
export async function loadModel(folder: string, { inputs, loaders }: ModelSupport): Promise<LoadedForecaster> {
  const model = await readModelFolder(folder, null);
  const load = loaders.get(model.manifest.kind);
  if (load === undefined) throw new UnknownModelKindError(folder, model.manifest.kind, [...loaders.keys()]);
  checkInputs(folder, model.manifest, inputs);
  return load(model);
}
