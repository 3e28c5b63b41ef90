import type { Command } from "commander";
import type { JsonRpcApiProvider } from "ethers";
import { isDevelopmentNode, recordsFolder } from "../../scripts/deploy/folders.ts";
import { openProvider } from "../compose.ts";
import { recordedVaults } from "../config/deployments.ts";
import { MissingSettingError } from "../config/errors.ts";
import { loadConfiguration } from "../config/load.ts";
import type { Configuration } from "../config/schema.ts";
import { type VaultConfiguration, vaultsOf } from "../config/vaults.ts";
import type { Address } from "../core/units.ts";
import { createOutput, type Output } from "./output.ts";
import { givenEnvironment } from "./secrets.ts";

/** What every command begins with. */
export interface CommandContext {
  /** Of the vault that is chosen; what all vaults share while none is. */
  readonly configuration: Configuration;
  /** What the chosen vault is called; null while none is chosen. */
  readonly vaultName: string | null;
  /** What the names of the chosen vault's own variables in the environment end in. */
  readonly environmentSuffix: string;
  readonly output: Output;
}

interface SharedOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly rpc?: string;
  readonly vault?: string;
  readonly vaultName?: string;
  readonly dataFolder?: string;
}

/** Reads the options that all commands share, and the configuration with them on top. */
export function contextOf(command: Command): CommandContext {
  const options = command.optsWithGlobals<SharedOptions>();
  const shared = sharedConfiguration(options);
  const [only, ...others] = chosenVaults(shared, options);
  const chosen = only !== undefined && others.length === 0 ? only : { name: null, configuration: shared, environmentSuffix: "" };
  const { configuration, name: vaultName, environmentSuffix } = chosen;
  return { configuration, vaultName, environmentSuffix, output: createOutput(options.json === true) };
}

/** The same for a command that keeps several vaults: each that is configured, unless the command line chooses one. */
export function vaultsToKeep(command: Command): { readonly shared: Configuration; readonly vaults: readonly VaultConfiguration[] } {
  const options = command.optsWithGlobals<SharedOptions>();
  const shared = sharedConfiguration(options);
  return { shared, vaults: chosenVaults(shared, options) };
}

function sharedConfiguration({ config, rpc, vault, dataFolder }: SharedOptions): Configuration {
  return loadConfiguration({
    file: config ?? null,
    environment: givenEnvironment(),
    overrides: {
      ...(rpc === undefined ? {} : { rpcUrls: rpc.split(",").map((url) => url.trim()) }),
      ...(vault === undefined ? {} : { vault }),
      ...(dataFolder === undefined ? {} : { dataFolder }),
    },
  });
}

/** @throws MissingSettingError when what the command line names is none of them. */
function chosenVaults(shared: Configuration, { vault, vaultName }: SharedOptions): readonly VaultConfiguration[] {
  const all = vaultsOf(shared);
  if (vaultName === undefined && (vault === undefined || shared.vaults.length === 0)) return all;
  const chosen = all.filter(({ name, configuration }) => {
    if (vaultName !== undefined && name !== vaultName) return false;
    return vault === undefined || configuration.vault === shared.vault;
  });
  if (chosen.length > 0) return chosen;
  const [what, option] = vaultName === undefined ? [vault, "--vault"] : [`"${vaultName}"`, "--vault-name"];
  throw new MissingSettingError(`${option}: ${what} is none of the configured vaults`, `Choose of ${choices(all)}.`);
}

function choices(vaults: readonly VaultConfiguration[]): string {
  return vaults.map(({ name, configuration: { vault } }) => (vault === null ? name : `${name} (${vault})`)).join(", ");
}

/** @throws MissingSettingError where there are several vaults and a command that is for one was not told which. */
function requireChoice(configuration: Configuration): void {
  if (configuration.vaults.length === 0) return;
  throw new MissingSettingError(
    "Several vaults are configured, and this command is for one",
    `Choose with --vault-name: ${choices(vaultsOf(configuration))}.`,
  );
}

/** The configuration with its vault found on the node that it names, for commands that keep one. */
export async function withVault(configuration: Configuration): Promise<Configuration & { readonly vault: Address }> {
  requireChoice(configuration);
  if (configuration.vault !== null) return { ...configuration, vault: configuration.vault };
  const provider = await openProvider(configuration);
  try {
    return { ...configuration, vault: await findVault(configuration, provider) };
  } finally {
    provider.destroy();
  }
}

/**
 * The configured vault, or else the only one that `keeper deploy` has recorded for the chain: for a development node among the records in
 * the data folder, for any other among those in deployments/.
 * @throws MissingSettingError when there is none, or more than one.
 */
export async function findVault(configuration: Configuration, provider: JsonRpcApiProvider): Promise<Address> {
  requireChoice(configuration);
  const { vault, chainId, dataFolder } = configuration;
  return vault ?? onlyRecordedVault([recordsFolder(await isDevelopmentNode(provider), dataFolder)], chainId);
}

/** The same without asking a node, which only reading may do: a vault of a development chain must not pass for a real one. */
export function findVaultOffline(configuration: Configuration): Address {
  requireChoice(configuration);
  const { vault, chainId, dataFolder } = configuration;
  return vault ?? onlyRecordedVault(allRecordsFolders(dataFolder), chainId);
}

/** The same for commands that can do without a vault: null where there is none, or more than one. */
export function vaultKnownOffline({ vault, vaults, chainId, dataFolder }: Configuration): Address | null {
  if (vaults.length > 0) return null;
  if (vault !== null) return vault;
  const [only, ...others] = distinctVaults(allRecordsFolders(dataFolder), chainId);
  return others.length === 0 ? (only ?? null) : null;
}

function allRecordsFolders(dataFolder: string): readonly string[] {
  return [recordsFolder(true, dataFolder), recordsFolder(false, dataFolder)];
}

function distinctVaults(folders: readonly string[], chainId: number): readonly Address[] {
  return [...new Set(folders.flatMap((folder) => recordedVaults(folder, chainId)))];
}

/** @throws MissingSettingError when there is none, or more than one. */
export function onlyRecordedVault(folders: readonly string[], chainId: number): Address {
  const [vault, ...others] = distinctVaults(folders, chainId);
  if (vault === undefined) {
    throw new MissingSettingError(
      `No vault is configured, and none is recorded for chain ${chainId}`,
      "Set KEEPER_VAULT or `vault`, or pass --vault; `keeper deploy` creates one.",
    );
  }
  if (others.length === 0) return vault;
  throw new MissingSettingError(
    `No vault is configured, and several are recorded for chain ${chainId}: ${[vault, ...others].join(", ")}`,
    "Choose one: set KEEPER_VAULT or `vault`, or pass --vault.",
  );
}
