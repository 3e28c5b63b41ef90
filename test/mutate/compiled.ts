import { createRequire } from "node:module";
import type { AstNode } from "../../scripts/mutate/ast.ts";
import type { CompilationJob } from "../../scripts/mutate/compilation.ts";
import type { CompilerOutput } from "../../scripts/mutate/compiler.ts";

const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };

const HEADER = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.28;\n";

/** Sources by their path in the project, compiled as Hardhat would have left them behind. */
export function compiledJob(bodies: Readonly<Record<string, string>>): CompilationJob {
  const sources = Object.fromEntries(Object.entries(bodies).map(([file, body]) => [`project/${file}`, { content: HEADER + body }]));
  const input = { language: "Solidity", sources, settings: { outputSelection: { "*": { "": ["ast"], "*": ["evm.bytecode.object"] } } } };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as CompilerOutput & { sources: Record<string, { ast: AstNode }> };
  const errors = output.errors?.filter(({ severity }) => severity === "error") ?? [];
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  const artifacts = Object.entries(output.contracts ?? {}).flatMap(([inputSourceName, contracts]) =>
    Object.entries(contracts).map(([contractName, { evm }]) => ({
      contractName,
      inputSourceName,
      sourceName: inputSourceName.replace(/^project\//, ""),
      path: `${inputSourceName.replace(/^project\//, "")}/${contractName}.json`,
      bytecode: `0x${evm.bytecode.object}`,
    })),
  );
  return { id: "fixture", input, artifacts, asts: new Map(Object.entries(output.sources).map(([name, { ast }]) => [name, ast])) };
}

/** The compiler's complaints about a source. */
export function errorsIn(content: string): readonly string[] {
  const input = { language: "Solidity", sources: { "source.sol": { content } }, settings: { outputSelection: {} } };
  const { errors = [] } = JSON.parse(solc.compile(JSON.stringify(input))) as CompilerOutput;
  return errors.filter(({ severity }) => severity === "error").map(({ message }) => message);
}
