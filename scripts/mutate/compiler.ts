import { Worker } from "node:worker_threads";
import type { CompilationJob } from "./compilation.ts";

type References = Readonly<Record<string, Readonly<Record<string, readonly { readonly start: number; readonly length: number }[]>>>>;

interface Code {
  readonly object: string;
  readonly linkReferences: References;
}

export interface CompiledContract {
  readonly evm: { readonly bytecode: Code; readonly deployedBytecode: Code & { readonly immutableReferences: object } };
}

export interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly message: string }[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>;
}

/** The compiler in a thread of its own, loaded once: its first run is its slowest. */
export interface Compiler {
  compile(input: CompilationJob["input"]): Promise<CompilerOutput>;
  close(): Promise<unknown>;
}

export function openCompiler(): Compiler {
  const worker = new Worker(new URL("./compilerWorker.ts", import.meta.url));
  return {
    compile: (input) =>
      new Promise((resolve, reject) => {
        worker.once("error", reject);
        worker.once("message", (output: string) => {
          worker.off("error", reject);
          resolve(JSON.parse(output) as CompilerOutput);
        });
        worker.postMessage(JSON.stringify(input));
      }),
    close: () => worker.terminate(),
  };
}
