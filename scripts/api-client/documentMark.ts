import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

/** The types of the API's paths, generated from its OpenAPI document. */
export const PATHS_FILE = fileURLToPath(new URL("../../bot/watch/client/paths.d.ts", import.meta.url));

/** The first line of what is generated: tells which document it is of. */
export function documentMark(document: string): string {
  return `// Of the OpenAPI document with the SHA-256 ${createHash("sha256").update(document).digest("hex")}: \`npm run api:client\`.`;
}
