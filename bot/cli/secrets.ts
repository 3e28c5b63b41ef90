import { MissingSettingError } from "../config/errors.ts";

/** The keeper's key. It comes from the environment only, so that it stands neither in a file that is shared nor in a process list. */
export function keeperPrivateKey(): string | null {
  return process.env.KEEPER_PRIVATE_KEY || null;
}

/**
 * The key of a command that rebalances; a dry run can do without.
 * @throws MissingSettingError
 */
export function rebalancingKey(dryRun: boolean): string | null {
  const key = keeperPrivateKey();
  if (key !== null || dryRun) return key;
  throw new MissingSettingError(
    "No key to rebalance with",
    "Set KEEPER_PRIVATE_KEY to the key of the account with KEEPER_ROLE, or pass --dry-run to decide only.",
  );
}

/** The key that pays for a deployment, the keeper's own if there is no other, and the variable it comes from. */
export function deployerPrivateKey(): { readonly key: string; readonly variable: string } {
  const found = ["DEPLOYER_PRIVATE_KEY", "KEEPER_PRIVATE_KEY"].find((variable) => process.env[variable]);
  if (found !== undefined) return { key: process.env[found] ?? "", variable: found };
  throw new MissingSettingError("No key to deploy with", "Set DEPLOYER_PRIVATE_KEY (or KEEPER_PRIVATE_KEY).");
}

/** The keys of explorers' APIs. */
export function explorerKeys(): Readonly<Record<"ETHERSCAN_API_KEY" | "BLOCKSCOUT_API_KEY", string | null>> {
  const { ETHERSCAN_API_KEY, BLOCKSCOUT_API_KEY } = process.env;
  return { ETHERSCAN_API_KEY: ETHERSCAN_API_KEY || null, BLOCKSCOUT_API_KEY: BLOCKSCOUT_API_KEY || null };
}
