import { readFileSync } from "node:fs";
import path from "node:path";
import { ContractFactory, Interface, type InterfaceAbi, type Signer } from "ethers";
import { NotCompiledError } from "./errors.ts";

const ARTIFACTS_FOLDER = path.join(import.meta.dirname, "../../artifacts/contracts");

interface Artifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

/** How to deploy one of our contracts; `source` is its file under contracts/, "adapters/AaveV3Adapter" for example. */
export function contractFactory(source: string, signer: Signer): ContractFactory {
  const { abi, bytecode } = readArtifact(source);
  return new ContractFactory(abi, bytecode, signer);
}

export function contractInterface(source: string): Interface {
  return new Interface(readArtifact(source).abi);
}

function readArtifact(source: string): Artifact {
  const name = path.basename(source);
  try {
    return JSON.parse(readFileSync(path.join(ARTIFACTS_FOLDER, `${source}.sol`, `${name}.json`), "utf8"));
  } catch (error) {
    throw new NotCompiledError(name, error);
  }
}
