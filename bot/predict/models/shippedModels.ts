import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { ManifestError } from "./errors.ts";

/** Where the models that come with the code are. */
export const SHIPPED_MODELS_FOLDER = fileURLToPath(new URL("../../../models", import.meta.url));

/** Where the models are that a keeper has trained itself. */
export function trainedModelsFolder(dataFolder: string): string {
  return path.join(dataFolder, "models");
}

const DEFAULT_FILE = "default.json";
const defaultSchema = z.strictObject({ default: z.string().min(1), risk: z.string().min(1).optional() });

/** The ids of the models in a folder of models, in alphabetical order; none where there is no such folder. */
export async function modelIds(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(nothingThere);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}

/**
 * The forecaster that `default.json` of a folder of models names, {"default": id}; null where there is no such file.
 *
 * @throws ManifestError when the file holds anything else.
 */
export async function defaultModelId(folder: string): Promise<string | null> {
  return (await readDefaults(folder))?.default ?? null;
}

/**
 * The classifier of risk that the same file names, {"default": id, "risk": id}; null where it names none.
 *
 * @throws ManifestError when the file holds anything else.
 */
export async function defaultRiskModelId(folder: string): Promise<string | null> {
  return (await readDefaults(folder))?.risk ?? null;
}

async function readDefaults(folder: string): Promise<z.output<typeof defaultSchema> | null> {
  const text = await readFile(path.join(folder, DEFAULT_FILE), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return defaultSchema.parse(JSON.parse(text));
  } catch {
    throw new ManifestError(folder, `${DEFAULT_FILE} must hold {"default": "<id of a model>"}, and may name a "risk" model`);
  }
}

function nothingThere(error: NodeJS.ErrnoException): never[] {
  if (error.code === "ENOENT") return [];
  throw error;
}
