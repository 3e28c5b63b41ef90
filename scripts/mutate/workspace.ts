import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { copyProject } from "../projectCopy.ts";
import type { ChangedArtifact } from "./mutant.ts";

/** A copy of the project in which mutants live, one at a time. */
export interface Workspace {
  readonly folder: string;
  /** Lets `run` see the mutant's bytecode in place of the original's. */
  withMutant<T>(changed: readonly ChangedArtifact[], run: () => Promise<T>): Promise<T>;
  /** Lets `run` see the mutated source; what is compiled from it is up to `run`. */
  withSource<T>(file: string, content: string, run: () => Promise<T>): Promise<T>;
  remove(): void;
}

export function openWorkspace(): Workspace {
  const { folder, remove } = copyProject({ withArtifacts: true });
  return {
    folder,
    remove,
    withMutant(changed, run) {
      const files = changed.map(({ file, contract }) => {
        const { bytecode, deployedBytecode } = contract.evm;
        const mutated = {
          bytecode: `0x${bytecode.object}`,
          deployedBytecode: `0x${deployedBytecode.object}`,
          linkReferences: bytecode.linkReferences,
          deployedLinkReferences: deployedBytecode.linkReferences,
          immutableReferences: deployedBytecode.immutableReferences,
        };
        const name = path.join(folder, "artifacts", file.path);
        return { name, content: JSON.stringify({ ...JSON.parse(readFileSync(name, "utf8")), ...mutated }) };
      });
      return withFiles(files, run);
    },
    withSource: (file, content, run) => withFiles([{ name: path.join(folder, file), content }], run),
  };
}

async function withFiles<T>(files: readonly { readonly name: string; readonly content: string }[], run: () => Promise<T>): Promise<T> {
  const originals = files.map(({ name }) => ({ name, content: readFileSync(name, "utf8") }));
  for (const { name, content } of files) writeFileSync(name, content);
  try {
    return await run();
  } finally {
    for (const { name, content } of originals) writeFileSync(name, content);
  }
}
