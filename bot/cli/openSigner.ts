import { MissingSettingError } from "../config/errors.ts";
import type { SignerSettings } from "../config/schema.ts";
import { keystoreSigner } from "../execute/signers/keystoreSigner.ts";
import { localSigner } from "../execute/signers/localSigner.ts";
import { openRemoteSigner } from "../execute/signers/remoteSigner.ts";
import type { Signer } from "../execute/signers/signer.ts";
import { type PasswordSource, requiredKeystorePassword } from "./keystorePassword.ts";
import { secret, setting } from "./secrets.ts";

/** What of the environment a signer may need. */
export interface SigningEnvironment {
  readonly privateKey: string | null;
  readonly keystore: PasswordSource;
  readonly signerToken: string | null;
  /** Signs what is sent to builders. */
  readonly reputationKey: string | null;
}

/** Of the environment, a vault's own first. */
export function signingEnvironment(vaultSuffix = ""): SigningEnvironment {
  return {
    privateKey: secret("KEEPER_PRIVATE_KEY", vaultSuffix),
    keystore: keeperPasswordSource(vaultSuffix),
    signerToken: secret("KEEPER_SIGNER_TOKEN", vaultSuffix),
    reputationKey: secret("FLASHBOTS_SIGNING_KEY", vaultSuffix),
  };
}

export function keeperPasswordSource(vaultSuffix = ""): PasswordSource {
  return {
    which: "KEEPER",
    password: secret("KEEPER_KEYSTORE_PASSWORD", vaultSuffix),
    passwordFile: setting("KEEPER_KEYSTORE_PASSWORD_FILE", vaultSuffix),
  };
}

/**
 * The signer that the configuration names, or else one with the private key of the environment; null when there is neither.
 * @throws {KeeperError} when the one that is named cannot be opened.
 */
export async function openSigner(settings: SignerSettings | null, environment: SigningEnvironment): Promise<Signer | null> {
  switch (settings?.kind) {
    case "keystore":
      return keystoreSigner(settings.file, await requiredKeystorePassword(environment.keystore));
    case "remote":
      return openRemoteSigner({ ...settings, token: environment.signerToken });
    case undefined:
      return environment.privateKey === null ? null : localSigner(environment.privateKey);
  }
}

/**
 * The same for a command that rebalances; a dry run can do without.
 * @throws MissingSettingError
 */
export async function rebalancingSigner(
  settings: SignerSettings | null,
  environment: SigningEnvironment,
  dryRun: boolean,
): Promise<Signer | null> {
  const signer = await openSigner(settings, environment);
  if (signer !== null || dryRun) return signer;
  throw new MissingSettingError(
    "No key to rebalance with",
    "Set KEEPER_PRIVATE_KEY to the key of the account with KEEPER_ROLE, or `signer` in the configuration, or pass --dry-run to decide only.",
  );
}
