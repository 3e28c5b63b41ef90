import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PROJECT_ROOT } from "./local-mainnet/projectRoot.ts";

/** What a copy has no use for: history, packages (linked instead), and what commands leave behind. */
const LEFT_OUT = new Set([".git", "node_modules", "cache", "coverage", ".yield-keeper"]);

/** A throw-away copy of the project, for runs that change contracts or artifacts and must leave the working tree as it is. */
export interface ProjectCopy {
  readonly folder: string;
  remove(): void;
}

/** Copies the project, as it stands, to a temporary folder that disappears with the process at the latest. */
export function copyProject({ withArtifacts }: { readonly withArtifacts: boolean }): ProjectCopy {
  const folder = mkdtempSync(path.join(tmpdir(), "yield-keeper-copy-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  const isWanted = (file: string) => {
    const [top = ""] = path.relative(PROJECT_ROOT, file).split(path.sep);
    return !LEFT_OUT.has(top) && (withArtifacts || top !== "artifacts");
  };
  cpSync(PROJECT_ROOT, folder, { recursive: true, filter: isWanted });
  symlinkSync(path.join(PROJECT_ROOT, "node_modules"), path.join(folder, "node_modules"), "dir");
  return {
    folder,
    remove() {
      process.off("exit", remove);
      remove();
    },
  };
}
