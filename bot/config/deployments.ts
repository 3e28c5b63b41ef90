import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { getAddress } from "ethers";
import type { Address } from "../core/units.ts";
import { ConfigurationError } from "./errors.ts";

/**
 * The vaults recorded under `<folder>/<chainId>/`, by the deploy command.
 * @throws ConfigurationError for a folder or file that cannot be read, or is no record.
 */
export function recordedVaults(folder: string, chainId: number): readonly Address[] {
  const records = path.join(folder, String(chainId));
  return filesIn(records)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => vaultOf(path.join(records, file)));
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw new ConfigurationError(folder, ["it cannot be read"], "Make the folder readable, or name the vault with --vault.", error);
  }
}

function vaultOf(file: string): Address {
  try {
    return getAddress(JSON.parse(readFileSync(file, "utf8")).vault.address);
  } catch (error) {
    throw new ConfigurationError(file, ["it is not a deployment record"], "Restore the file, or name the vault with --vault.", error);
  }
}
