import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { cardOf } from "./card.ts";
import { HashMismatchError, ManifestError, ModelExistsError, ModelFilesError, UnknownModelFeaturesError } from "./errors.ts";
import { MANIFEST_VERSION, type Manifest, manifestSchema } from "./manifest.ts";

const MANIFEST = "manifest.json";
const CARD = "card.md";

/** A model as its folder holds it. */
export interface ModelFolder {
  readonly manifest: Manifest;
  /** What `manifest.files` names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What this build can give a model to read. */
export interface KnownInputs {
  readonly featureNames: readonly string[];
  readonly channelNames: readonly string[];
}

/**
 * A model's folder, with every file checked: nothing of it is used that is not what was written.
 *
 * @param known Null accepts any features, for who only wants to read the card.
 * @throws ModelFilesError when the folder cannot be read, lacks a file or holds another; ManifestError; UnknownModelFeaturesError;
 *   HashMismatchError.
 */
export async function readModelFolder(folder: string, known: KnownInputs | null): Promise<ModelFolder> {
  const names = await listed(folder);
  const manifest = await readManifest(folder);
  if (manifest.id !== path.basename(path.resolve(folder))) throw new ManifestError(folder, `it is of the model "${manifest.id}"`);
  if (known !== null) checkInputs(folder, manifest, known);
  const expected = [MANIFEST, CARD, ...Object.keys(manifest.files)];
  const missing = expected.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new ModelFilesError(folder, `lacks ${missing.join(", ")}`);
  const extra = names.filter((name) => !expected.includes(name));
  if (extra.length > 0) throw new ModelFilesError(folder, `holds ${extra.join(", ")}, of which its manifest does not speak`);
  const files = new Map<string, Uint8Array>();
  for (const [name, hash] of Object.entries(manifest.files)) {
    const content = await readFile(path.join(folder, name));
    const found = sha256(content);
    if (found !== hash) throw new HashMismatchError(folder, name, hash, found);
    files.set(name, content);
  }
  return { manifest, files };
}

/**
 * Writes a model with its card as the folder `<parent>/<id>`, which is there complete or not at all, and returns its path.
 *
 * @throws ModelExistsError when it is there already.
 */
export async function writeModelFolder(
  parent: string,
  manifest: Omit<Manifest, "manifestVersion" | "files">,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<string> {
  const folder = path.join(parent, manifest.id);
  if (existsSync(folder)) throw new ModelExistsError(folder);
  const whole = manifestSchema.parse({
    manifestVersion: MANIFEST_VERSION,
    ...manifest,
    files: Object.fromEntries([...files].map(([name, content]) => [name, sha256(content)])),
  });
  await mkdir(parent, { recursive: true });
  const draft = await mkdtemp(path.join(parent, `.${manifest.id}-`));
  try {
    for (const [name, content] of files) await writeFile(path.join(draft, name), content, { flush: true });
    await writeFile(path.join(draft, MANIFEST), `${JSON.stringify(whole, null, 2)}\n`, { flush: true });
    await writeFile(path.join(draft, CARD), cardOf(whole), { flush: true });
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Somebody else was quicker.
    if (existsSync(folder)) throw new ModelExistsError(folder);
    throw error;
  }
  return folder;
}

async function listed(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw new ModelFilesError(folder, "cannot be read", error);
  }
}

async function readManifest(folder: string): Promise<Manifest> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path.join(folder, MANIFEST), "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new ManifestError(folder, "it is no JSON");
    throw new ModelFilesError(folder, `lacks ${MANIFEST}`, error);
  }
  const version = z.looseObject({ manifestVersion: z.unknown() }).safeParse(json).data?.manifestVersion;
  if (version !== MANIFEST_VERSION)
    throw new ManifestError(folder, `it is of version ${JSON.stringify(version)}, and this build knows ${MANIFEST_VERSION}`);
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ManifestError(folder, parsed.error.issues.map((issue) => `${issue.path.join(".") || "it"}: ${issue.message}`).join("; "));
}

/** @throws UnknownModelFeaturesError when the model reads what this build does not compute. */
export function checkInputs(folder: string, { featureNames, window }: Manifest, known: KnownInputs): void {
  const unknown = [
    ...featureNames.filter((name) => !known.featureNames.includes(name)),
    ...window.channelNames.filter((name) => !known.channelNames.includes(name)),
  ];
  if (unknown.length > 0) throw new UnknownModelFeaturesError(folder, unknown);
}

function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
