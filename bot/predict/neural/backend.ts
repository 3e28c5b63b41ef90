import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import nodeUtil from "node:util";
import * as tf from "@tensorflow/tfjs-core";
// For its side effect: it registers the gradients of all operations, which no file of tfjs-core does in a form that Node can load.
import "@tensorflow/tfjs-layers";
import { overrideWasmKernels } from "./kernels/overrideWasmKernels.ts";

/** "tensorflow" is TensorFlow's own library through tfjs-node, "wasm" runs everywhere, "cpu" is plain JavaScript and slow. */
export type BackendName = "tensorflow" | "wasm" | "cpu";

export const BACKEND_ORDER: readonly BackendName[] = ["tensorflow", "wasm", "cpu"];

export interface ChosenBackend {
  readonly name: BackendName;
  /** Those tried before it, with what stood in the way: worth a line in a log, not an error. */
  readonly passedOver: readonly { readonly name: BackendName; readonly reason: string }[];
}

export interface BackendChoice {
  readonly order?: readonly BackendName[];
  /** Whether wasm runs with our faster kernels; false only to measure what they bring. */
  readonly overrideKernels?: boolean;
}

/**
 * Makes the first backend of `order` that works the one TensorFlow.js computes with, in this thread. tfjs-node is used when somebody has
 * installed it and is never a dependency: its install downloads a native library from outside npm.
 *
 * @throws AggregateError when none of `order` works.
 */
export async function chooseBackend({ order = BACKEND_ORDER, overrideKernels = true }: BackendChoice = {}): Promise<ChosenBackend> {
  tf.enableProdMode();
  const passedOver: { name: BackendName; reason: string }[] = [];
  const failures: unknown[] = [];
  for (const name of order) {
    try {
      await register[name]();
      if (!(await tf.setBackend(name))) throw new Error("its initialisation failed");
      await tf.ready();
      if (name === "wasm" && overrideKernels) overrideWasmKernels();
      return { name, passedOver };
    } catch (failure) {
      failures.push(failure);
      passedOver.push({ name, reason: failure instanceof Error ? failure.message : String(failure) });
    }
  }
  throw new AggregateError(failures, `TensorFlow.js has no backend that works here: ${JSON.stringify(passedOver)}`);
}

const register: Readonly<Record<BackendName, () => Promise<unknown>>> = {
  async tensorflow() {
    // tfjs-node 4.22 calls two functions that Node 23 removed.
    const util = nodeUtil as unknown as Record<string, unknown>;
    util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
    util.isArray ??= Array.isArray;
    // A name in a variable, because the compiler looks for a package that is named in the import itself.
    const name: string = "@tensorflow/tfjs-node";
    await import(name);
  },
  async wasm() {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    const packageFile = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json");
    wasm.setWasmPaths(join(dirname(packageFile), "dist") + sep);
  },
  async cpu() {
    await import("@tensorflow/tfjs-backend-cpu");
  },
};
