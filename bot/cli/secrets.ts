/** The variables whose values are secret themselves, or hold a secret: providers put their keys into URLs. Also with a vault's name at their end. */
const SECRETS = [
  "MAINNET_RPC_URL",
  "KEEPER_RPC_URL",
  "ARCHIVE_RPC_URL",
  "DATABASE_URL",
  "KEEPER_PRIVATE_KEY",
  "KEEPER_KEYSTORE_PASSWORD",
  "KEEPER_SIGNER_TOKEN",
  "KEEPER_API_TOKEN",
  "FLASHBOTS_SIGNING_KEY",
  "DEPLOYER_PRIVATE_KEY",
  "DEPLOYER_KEYSTORE_PASSWORD",
  "ETHERSCAN_API_KEY",
  "BLOCKSCOUT_API_KEY",
  // Whatever the routes of alerts need: the configuration chooses the rest of the name.
  "KEEPER_ALERT",
] as const;

export type SecretName = (typeof SECRETS)[number];

/** By the whole name of the variable. */
const withdrawn = new Map<string, string>();

/** Whether this is one, or one of a single vault. */
export function isSecret(variable: string): boolean {
  return SECRETS.some((name) => variable === name || (variable.startsWith(`${name}_`) && !variable.startsWith(`${name}_FILE`)));
}

/**
 * Takes secrets out of the environment, so that no process started from here inherits them and no report of a crash lists them, and remembers them for `secret`. They come from
 * the environment only, so that they stand neither in a file that is shared nor in a process list.
 */
export function withdrawSecrets(): void {
  for (const [name, value] of Object.entries(process.env)) {
    if (!isSecret(name)) continue;
    if (value) withdrawn.set(name, value);
    delete process.env[name];
  }
}

/** Forgets a secret that is not set any more. */
export function forgetSecret(name: string): void {
  withdrawn.delete(name);
}

/** A secret of the environment, the vault's own if the suffix names one that has it; null when it is not set, or empty. */
export function secret(name: SecretName, vaultSuffix = ""): string | null {
  return withdrawn.get(`${name}${vaultSuffix}`) ?? withdrawn.get(name) ?? null;
}

/** A secret by the whole name of its variable, which the configuration chose; null when it is not set, or empty. */
export function namedSecret(variable: string): string | null {
  return withdrawn.get(variable) ?? null;
}

/** A variable that only says where something is, the vault's own if there is one; null when it is not set, or empty. */
export function setting(
  name: "KEEPER_KEYSTORE_PASSWORD_FILE" | "DEPLOYER_KEYSTORE" | "DEPLOYER_KEYSTORE_PASSWORD_FILE",
  vaultSuffix = "",
): string | null {
  return process.env[`${name}${vaultSuffix}`] || process.env[name] || null;
}

/** The environment as it was given, for those who know which part of it is secret. */
export function givenEnvironment(): Readonly<Record<string, string | undefined>> {
  return { ...process.env, ...Object.fromEntries(withdrawn) };
}

/** The keys of explorers' APIs. */
export function explorerKeys(): Readonly<Record<"ETHERSCAN_API_KEY" | "BLOCKSCOUT_API_KEY", string | null>> {
  return { ETHERSCAN_API_KEY: secret("ETHERSCAN_API_KEY"), BLOCKSCOUT_API_KEY: secret("BLOCKSCOUT_API_KEY") };
}
