import { readFileSync } from "node:fs";
import path from "node:path";
import { PROJECT_ROOT } from "../local-mainnet/projectRoot.ts";

/** Bytes of a compiled contract's code as it is deployed; `name` is also that of its file under contracts/. */
export function sizeOf(name: string): number {
  const file = path.join(PROJECT_ROOT, "artifacts/contracts", `${name}.sol`, `${name}.json`);
  const { deployedBytecode }: { deployedBytecode: string } = JSON.parse(readFileSync(file, "utf8"));
  return (deployedBytecode.length - 2) / 2;
}
