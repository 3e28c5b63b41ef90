import { openCompiler } from "../mutate/compiler.ts";
import type { Compilation } from "./compilation.ts";

/** Compiles what would be submitted, as an explorer will. */
export interface Recompiler {
  /** Null if the same code comes out, to the last byte; otherwise what is wrong. */
  problemOf(compilation: Compilation): Promise<string | null>;
  close(): Promise<unknown>;
}

export function openRecompiler(): Recompiler {
  const compiler = openCompiler();
  return {
    async problemOf({ contractName, input, creationCode, runtimeCode }) {
      const [source, contract] = splitName(contractName);
      const { errors = [], contracts } = await compiler.compile({
        ...input,
        settings: { ...input.settings, outputSelection: { [source]: { [contract]: ["evm.bytecode", "evm.deployedBytecode"] } } },
      });
      const refusal = errors.find(({ severity }) => severity === "error");
      if (refusal !== undefined) return `the compiler refuses it: ${refusal.message}`;
      const compiled = contracts?.[source]?.[contract]?.evm;
      if (compiled === undefined) return "the compiler finds no such contract";
      const isSame = `0x${compiled.bytecode.object}` === creationCode && `0x${compiled.deployedBytecode.object}` === runtimeCode;
      return isSame ? null : "compiled alone, it gives another code";
    },
    close: () => compiler.close(),
  };
}

function splitName(contractName: string): readonly [string, string] {
  const colon = contractName.lastIndexOf(":");
  return [contractName.slice(0, colon), contractName.slice(colon + 1)];
}
