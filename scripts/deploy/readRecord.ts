import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { getAddress, isAddress } from "ethers";
import { z } from "zod";
import { ConfigurationError, MissingSettingError } from "../../bot/config/errors.ts";
import type { Address } from "../../bot/core/units.ts";

const address = z
  .string()
  .refine(isAddress, "it must be an address")
  .transform((text) => getAddress(text));

const contract = z.object({
  address,
  source: z.string().regex(/^\w+(\/\w+)*$/, "it must be a file under contracts/ without its ending"),
  constructorArguments: z.array(z.unknown()),
  transactionHash: z.string().nullable(),
});

/** Of a deployment record, what tells which code is where and what made it. */
const recordSchema = z.object({
  chainId: z.int(),
  symbol: z.string(),
  gitCommit: z.string().nullable(),
  settings: contract,
  factory: contract,
  vault: contract,
  rewardSeller: contract.nullable(),
  breakerMonitor: contract.nullable(),
  adapters: z.array(contract.extend({ marketId: z.string() })),
});

export type DeploymentRecord = z.output<typeof recordSchema>;
export type RecordedContract = z.output<typeof contract>;

/**
 * The record of a vault under `<folder>/<chainId>/`.
 * @throws MissingSettingError if there is none, ConfigurationError if it cannot be read or is none.
 */
export function findDeploymentRecord(folder: string, chainId: number, vault: Address): DeploymentRecord {
  const records = path.join(folder, String(chainId));
  const file = filesIn(records).find((name) => name.endsWith(`-${vault}.json`));
  if (file === undefined) {
    throw new MissingSettingError(
      `${records} has no record of the vault ${vault}`,
      "Name the folder with --from if `keeper deploy` was given another with --out, and check --vault and the endpoint.",
    );
  }
  return readDeploymentRecord(path.join(records, file));
}

/** @throws ConfigurationError */
export function readDeploymentRecord(file: string): DeploymentRecord {
  const remedy = "Restore the file, or give the `keeper deploy` that made it once more: it sends nothing and writes the record anew.";
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ConfigurationError(file, ["it is not a deployment record"], remedy, error);
  }
  const parsed = recordSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `"${path.join(".")}": ${message}`);
  throw new ConfigurationError(file, ["it is not a deployment record", ...problems.slice(0, 3)], remedy, parsed.error);
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
