import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openApiDocument } from "../../bot/watch/api/openApiDocument.ts";
import { documentMark, PATHS_FILE } from "./documentMark.ts";

/** Fetched for this run alone: it wants a TypeScript older than the project's, whose compiler can be used as a library. */
const GENERATOR = ["--package=openapi-typescript@7.13.0", "--package=typescript@5.9.3"];

const folder = mkdtempSync(path.join(tmpdir(), "yield-keeper-api-client-"));
try {
  const document = await openApiDocument();
  const source = path.join(folder, "openapi.json");
  const generated = path.join(folder, "paths.d.ts");
  writeFileSync(source, document);
  execFileSync("npm", ["exec", "--yes", ...GENERATOR, "--", "openapi-typescript", source, "--output", generated], { stdio: "inherit" });
  writeFileSync(PATHS_FILE, `${documentMark(document)}\n${readFileSync(generated, "utf8")}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
