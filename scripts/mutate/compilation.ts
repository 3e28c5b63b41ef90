import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { AstNode } from "./ast.ts";

/** What Hardhat left behind of one run of the compiler. */
export interface CompilationJob {
  readonly id: string;
  /** The compiler's standard JSON input. */
  readonly input: {
    readonly language: string;
    readonly sources: Readonly<Record<string, { readonly content: string }>>;
    readonly settings: object;
  };
  readonly asts: ReadonlyMap<string, AstNode>;
  readonly artifacts: readonly ArtifactFile[];
}

/** Where a contract's bytecode lies on disk. */
export interface ArtifactFile {
  readonly contractName: string;
  /** As the compiler knows it. */
  readonly inputSourceName: string;
  /** Its path in the project. */
  readonly sourceName: string;
  /** Relative to the folder of artifacts. */
  readonly path: string;
  readonly bytecode: string;
}

export interface Compilation {
  readonly jobs: readonly CompilationJob[];
  /** Changes whenever a source or a setting does. */
  readonly fingerprint: string;
}

/** Reads all that `hardhat build` wrote. */
export function readCompilation(artifactsFolder: string): Compilation {
  const artifacts = readdirSync(artifactsFolder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json") && !file.startsWith("build-info"))
    .map((file) => ({ path: file, ...readJson<Omit<ArtifactFile, "path"> & { buildInfoId: string }>(path.join(artifactsFolder, file)) }));
  const ids = new Set(artifacts.map(({ buildInfoId }) => buildInfoId));
  const jobs = [...ids].map((id) => {
    const file = path.join(artifactsFolder, "build-info", id);
    const { input } = readJson<Pick<CompilationJob, "input">>(`${file}.json`);
    const { output } = readJson<{ output: { sources: Record<string, { ast: AstNode }> } }>(`${file}.output.json`);
    const asts = new Map(Object.entries(output.sources).map(([name, { ast }]) => [name, ast]));
    return { id, input, asts, artifacts: artifacts.filter(({ buildInfoId }) => buildInfoId === id) };
  });
  const fingerprint = createHash("sha256")
    .update(JSON.stringify(jobs.map(({ id }) => id).toSorted()))
    .digest("hex");
  return { jobs, fingerprint };
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

/** A file of the project as the compiler calls it. */
export function inputSourceName(file: string): string {
  return `project/${file}`;
}
