import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { MissingSettingError } from "../config/errors.ts";

/** Writes files by name into a folder, which is made if it is not there. @throws MissingSettingError when they cannot be written. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, content] of files) await writeFile(path.join(folder, name), content);
  } catch (error) {
    const { message } = error as Error;
    throw new MissingSettingError(`the report cannot be written: ${message}`, "Choose a folder that you may write to and that has room.");
  }
}
