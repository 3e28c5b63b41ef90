import { readFileSync } from "node:fs";
import path from "node:path";
import { artifactOf } from "../deploy/artifacts.ts";
import { NotCompiledError } from "../deploy/errors.ts";
import type { CompilerInput } from "./submission.ts";

const BUILD_INFO_FOLDER = path.join(import.meta.dirname, "../../artifacts/build-info");

/** A place in runtime code that the constructor fills: an immutable. */
export interface CodeRange {
  readonly start: number;
  readonly length: number;
}

/** One of our contracts as it was compiled, and what it takes to compile it again. */
export interface Compilation {
  /** Source and contract as the compiler was told them. */
  readonly contractName: string;
  /** "0.8.37+commit.f401782d" */
  readonly compilerVersion: string;
  /**
   * What the compiler was given, less the sources that this contract does not import: all together are more than Etherscan takes (500,000
   * characters), and stand-ins for tests have no place beside a vault. Settings, and so the metadata in the code, are the same.
   */
  readonly input: CompilerInput;
  readonly creationCode: string;
  /** With zeros where immutables come. */
  readonly runtimeCode: string;
  readonly immutables: readonly CodeRange[];
}

interface BuildInfo {
  readonly solcLongVersion: string;
  readonly input: CompilerInput;
}

interface BuildOutput {
  readonly output: { readonly sources: Readonly<Record<string, { readonly ast: SourceUnit }>> };
}

interface SourceUnit {
  readonly nodes: readonly { readonly nodeType: string; readonly absolutePath?: string }[];
}

/** The compiled contract that Hardhat has written down, with the parts that Ignition's type does not name. */
interface BuiltArtifact {
  readonly contractName: string;
  readonly bytecode: string;
  readonly deployedBytecode: string;
  readonly inputSourceName: string;
  readonly buildInfoId: string;
  readonly immutableReferences: Readonly<Record<string, readonly CodeRange[]>>;
}

/** Reads compilations; what contracts share is read once. */
export function openCompilations(): (source: string) => Compilation {
  const builds = new Map<string, { readonly info: BuildInfo; readonly output: BuildOutput }>();
  return (source) => {
    const artifact = artifactOf(source) as unknown as BuiltArtifact;
    const { buildInfoId } = artifact;
    const build = builds.get(buildInfoId) ?? {
      info: read(source, `${buildInfoId}.json`),
      output: read(source, `${buildInfoId}.output.json`),
    };
    builds.set(buildInfoId, build);
    const { language, sources, settings } = build.info.input;
    const needed = importedBy(artifact.inputSourceName, build.output);
    return {
      contractName: `${artifact.inputSourceName}:${artifact.contractName}`,
      compilerVersion: build.info.solcLongVersion,
      input: { language, sources: Object.fromEntries(Object.entries(sources).filter(([name]) => needed.has(name))), settings },
      creationCode: artifact.bytecode,
      runtimeCode: artifact.deployedBytecode,
      immutables: Object.values(artifact.immutableReferences).flat(),
    };
  };
}

/** A source and all that it imports, directly or not, by what the compiler made of its import statements. */
function importedBy(source: string, { output }: BuildOutput): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    for (const { absolutePath } of output.sources[name]?.ast.nodes ?? []) if (absolutePath !== undefined) visit(absolutePath);
  };
  visit(source);
  return found;
}

function read<T>(source: string, file: string): T {
  try {
    return JSON.parse(readFileSync(path.join(BUILD_INFO_FOLDER, file), "utf8"));
  } catch (error) {
    throw new NotCompiledError(source, error);
  }
}
