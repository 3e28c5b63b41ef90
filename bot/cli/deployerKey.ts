import { MissingSettingError } from "../config/errors.ts";
import { readKeystore } from "../execute/signers/keystoreSigner.ts";
import { secretAsker } from "./askSecret.ts";
import { requiredKeystorePassword } from "./keystorePassword.ts";
import { secret, setting } from "./secrets.ts";

export interface DeployerKey {
  readonly key: string;
  /** Where it is from, as a message calls it. */
  readonly source: string;
}

/**
 * The key that pays for a deployment: DEPLOYER_PRIVATE_KEY, else that of the encrypted file DEPLOYER_KEYSTORE, else the one in Hardhat's
 * keystore, else the keeper's own.
 * @throws {KeeperError} when there is none, or the first of them that is there cannot be opened.
 */
export async function deployerKey(): Promise<DeployerKey> {
  const fromEnvironment = secret("DEPLOYER_PRIVATE_KEY");
  if (fromEnvironment !== null) return { key: fromEnvironment, source: "DEPLOYER_PRIVATE_KEY" };
  const file = setting("DEPLOYER_KEYSTORE");
  if (file !== null) {
    const password = await requiredKeystorePassword({
      which: "DEPLOYER",
      password: secret("DEPLOYER_KEYSTORE_PASSWORD"),
      passwordFile: setting("DEPLOYER_KEYSTORE_PASSWORD_FILE"),
    });
    return { key: await readKeystore(file, password), source: `The key in ${file}` };
  }
  const { hardhatKeystoreValue } = await import("../../scripts/deploy/hardhatKeystore.ts");
  const fromHardhat = await hardhatKeystoreValue("DEPLOYER_PRIVATE_KEY", secretAsker());
  if (fromHardhat !== null) return { key: fromHardhat, source: "DEPLOYER_PRIVATE_KEY of Hardhat's keystore" };
  const keepers = secret("KEEPER_PRIVATE_KEY");
  if (keepers !== null) return { key: keepers, source: "KEEPER_PRIVATE_KEY" };
  throw new MissingSettingError(
    "No key to deploy with",
    "Set DEPLOYER_PRIVATE_KEY (or KEEPER_PRIVATE_KEY), or DEPLOYER_KEYSTORE, or store it with `npx hardhat keystore set DEPLOYER_PRIVATE_KEY`.",
  );
}
