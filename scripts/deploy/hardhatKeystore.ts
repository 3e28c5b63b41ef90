import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createHardhatRuntimeEnvironment, importUserConfig } from "hardhat/hre";
import { PROJECT_ROOT } from "../local-mainnet/projectRoot.ts";
import { KeystoreLockedError } from "./errors.ts";

/**
 * The value that `npx hardhat keystore set NAME` stored for a configuration variable of one of hardhat.config.ts's networks; null when
 * there is none. The development keystore (`--dev`) opens by itself, the other one by its password.
 * @param ask Asks a person for a secret; null where there is nobody to ask.
 * @throws KeystoreLockedError when there is no terminal to ask on, or the password is wrong.
 */
export async function hardhatKeystoreValue(name: string, ask: ((question: string) => Promise<string>) | null): Promise<string | null> {
  const config = join(PROJECT_ROOT, "hardhat.config.ts");
  const hre = await createHardhatRuntimeEnvironment(await importUserConfig(config), { config }, PROJECT_ROOT);
  const { devFilePath, filePath } = hre.config.keystore;
  // Names are not encrypted: nobody is asked for the password of a keystore that does not have this one.
  const isOpen = await hasKey(devFilePath, name);
  if (!isOpen && !(await hasKey(filePath, name))) return null;
  if (!isOpen && ask === null) throw new KeystoreLockedError(name, "there is no terminal to ask for its password on");
  // Hardhat itself would ask on standard output, where results go.
  hre.hooks.registerHandlers("userInterruptions", {
    requestSecretInput: async (_context, _interruptor, description) => (await ask?.(`Hardhat's keystore: ${description}: `)) ?? "",
  });
  const [account] = accountsOf(hre.config.networks.mainnet);
  if (account === undefined) throw new TypeError("hardhat.config.ts gives the network mainnet no account");
  try {
    return await account.get();
  } catch (error) {
    throw new KeystoreLockedError(name, error instanceof Error ? error.message : String(error));
  }
}

interface Variable {
  get(): Promise<string>;
}

function accountsOf(network: { readonly accounts?: unknown } | undefined): readonly Variable[] {
  return Array.isArray(network?.accounts) ? network.accounts : [];
}

async function hasKey(file: string, name: string): Promise<boolean> {
  try {
    const { secrets } = JSON.parse(await readFile(file, "utf8")) as { secrets?: Record<string, unknown> };
    return Object.hasOwn(secrets ?? {}, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw new KeystoreLockedError(name, `${file} cannot be read`);
  }
}
