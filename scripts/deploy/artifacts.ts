import { readFileSync } from "node:fs";
import path from "node:path";
import type { Artifact } from "@nomicfoundation/ignition-core";
import { Interface } from "ethers";
import { NotCompiledError } from "./errors.ts";

const ARTIFACTS_FOLDER = path.join(import.meta.dirname, "../../artifacts/contracts");

export function contractInterface(source: string): Interface {
  return new Interface(artifactOf(source).abi);
}

/** All that a vault answers to: its own code and that of `VaultSettings`, which it passes unknown calls on to. */
export function vaultInterface(): Interface {
  const [core, settings] = ["YieldVault", "VaultSettings"].map(contractInterface) as [Interface, Interface];
  const fragments = [...core.fragments, ...settings.fragments.filter((fragment) => fragment.type !== "constructor")];
  // Both have what they inherit from the same contracts.
  return new Interface([...new Map(fragments.map((fragment) => [fragment.format("minimal"), fragment])).values()]);
}

/** The same, as the ABI it is. */
export function vaultAbi(): readonly object[] {
  return JSON.parse(vaultInterface().formatJson());
}

/** One of our compiled contracts; `source` is its file under contracts/, "adapters/AaveV3Adapter" for example. */
export function artifactOf(source: string): Artifact {
  const name = path.basename(source);
  try {
    return JSON.parse(readFileSync(path.join(ARTIFACTS_FOLDER, `${source}.sol`, `${name}.json`), "utf8"));
  } catch (error) {
    throw new NotCompiledError(name, error);
  }
}
