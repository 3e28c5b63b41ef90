import { type ModelFolder, readModelFolder } from "../../predict/models/modelFolder.ts";
import { requiredModel } from "../../predict/models/modelSupport.ts";
import { NoRiskModelError, UnknownRiskModelError } from "./errors.ts";
import { RISK_KIND } from "./modelFiles.ts";

/**
 * The folder of a classifier of that name, in the first of the folders of models that has it, with every file checked.
 *
 * @throws UnknownRiskModelError; NoRiskModelError for a model of another kind; what reading the folder throws.
 */
export async function riskModelFolder(id: string, folders: readonly string[]): Promise<ModelFolder> {
  const folder = await readModelFolder(await requiredModel(folders, id, (known) => new UnknownRiskModelError(id, known)), null);
  if (folder.manifest.kind !== RISK_KIND) throw new NoRiskModelError(id, folder.manifest.kind);
  return folder;
}
