import type { ArtifactFile, Compilation, CompilationJob } from "./compilation.ts";
import { inputSourceName } from "./compilation.ts";
import type { CompiledContract, Compiler } from "./compiler.ts";
import type { Dependents } from "./dependents.ts";
import { applyMutation, type Mutation } from "./mutation.ts";

/** A compiled mutation: the artifacts that it changed. */
export interface Mutant {
  readonly mutation: Mutation;
  readonly changed: readonly ChangedArtifact[];
}

export interface ChangedArtifact {
  readonly file: ArtifactFile;
  readonly contract: CompiledContract;
}

/** Nothing to test: the mutation does not compile, or the optimizer proves that it changes nothing. */
export interface NoMutant {
  readonly mutation: Mutation;
  readonly why: "does not compile" | "same bytecode";
}

/** Compiles, of all contracts, only those that the mutated file can change. */
export async function compileMutant(
  mutation: Mutation,
  { jobs }: Compilation,
  dependents: ReadonlyMap<CompilationJob, Dependents>,
  compiler: Compiler,
): Promise<Mutant | NoMutant> {
  const changed: ChangedArtifact[] = [];
  for (const job of jobs) {
    const affected = dependents.get(job)?.(mutation.file) ?? [];
    if (affected.length === 0) continue;
    const { errors = [], contracts } = await compiler.compile(mutatedInput(job, mutation, affected));
    if (contracts === undefined || errors.some(({ severity }) => severity === "error")) return { mutation, why: "does not compile" };
    for (const file of affected) {
      const contract = contracts[file.inputSourceName]?.[file.contractName];
      if (contract === undefined) throw new Error(`The compiler was asked for ${file.contractName} and did not answer`);
      if (withoutMetadata(contract.evm.bytecode.object) !== withoutMetadata(file.bytecode)) changed.push({ file, contract });
    }
  }
  return changed.length > 0 ? { mutation, changed } : { mutation, why: "same bytecode" };
}

const OUTPUT = ["evm.bytecode.object", "evm.bytecode.linkReferences", "evm.deployedBytecode"];

/** All other sources stay in, needed or not: without them the compiler would number declarations, and so order its code, differently. */
function mutatedInput({ input }: CompilationJob, mutation: Mutation, affected: readonly ArtifactFile[]): CompilationJob["input"] {
  const name = inputSourceName(mutation.file);
  const content = applyMutation(input.sources[name]?.content ?? "", mutation);
  const outputSelection: Record<string, Record<string, readonly string[]>> = {};
  for (const { inputSourceName: source, contractName } of affected) {
    outputSelection[source] = { ...outputSelection[source], [contractName]: OUTPUT };
  }
  return { ...input, sources: { ...input.sources, [name]: { content } }, settings: { ...input.settings, outputSelection } };
}

/** Takes away the hash of the sources, in the contract and in those it creates: it differs with every comment. */
export function withoutMetadata(bytecode: string): string {
  return bytecode.replace(/^0x/, "").replaceAll(/a264697066735822[0-9a-f]{68}64736f6c6343[0-9a-f]{6}0033/g, "");
}
