/** The variables whose values are secret themselves, or hold a secret: providers put their keys into URLs. */
const SECRETS = [
  "MAINNET_RPC_URL",
  "ARCHIVE_RPC_URL",
  "DATABASE_URL",
  "KEEPER_PRIVATE_KEY",
  "KEEPER_KEYSTORE_PASSWORD",
  "KEEPER_SIGNER_TOKEN",
  "FLASHBOTS_SIGNING_KEY",
  "DEPLOYER_PRIVATE_KEY",
  "DEPLOYER_KEYSTORE_PASSWORD",
  "ETHERSCAN_API_KEY",
  "BLOCKSCOUT_API_KEY",
] as const;

export type SecretName = (typeof SECRETS)[number];

const withdrawn = new Map<SecretName, string>();

/**
 * Takes secrets out of the environment, so that no process started from here inherits them and no report of a crash lists them, and remembers them for `secret`. They come from
 * the environment only, so that they stand neither in a file that is shared nor in a process list.
 */
export function withdrawSecrets(): void {
  for (const name of SECRETS) {
    const value = process.env[name];
    if (value) withdrawn.set(name, value);
    delete process.env[name];
  }
}

/** A secret of the environment; null when it is not set, or empty. */
export function secret(name: SecretName): string | null {
  return withdrawn.get(name) ?? null;
}

/** The environment as it was given, for those who know which part of it is secret. */
export function givenEnvironment(): Readonly<Record<string, string | undefined>> {
  return { ...process.env, ...Object.fromEntries(withdrawn) };
}

/** A variable that only says where something is; null when it is not set, or empty. */
export function setting(name: "KEEPER_KEYSTORE_PASSWORD_FILE" | "DEPLOYER_KEYSTORE" | "DEPLOYER_KEYSTORE_PASSWORD_FILE"): string | null {
  return process.env[name] || null;
}

/** The keys of explorers' APIs. */
export function explorerKeys(): Readonly<Record<"ETHERSCAN_API_KEY" | "BLOCKSCOUT_API_KEY", string | null>> {
  return { ETHERSCAN_API_KEY: secret("ETHERSCAN_API_KEY"), BLOCKSCOUT_API_KEY: secret("BLOCKSCOUT_API_KEY") };
}
