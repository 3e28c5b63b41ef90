import type { Command } from "commander";
import type { JsonRpcApiProvider } from "ethers";
import { isDevelopmentNode, recordsFolder } from "../../scripts/deploy/folders.ts";
import { openProvider } from "../compose.ts";
import { recordedVaults } from "../config/deployments.ts";
import { MissingSettingError } from "../config/errors.ts";
import { loadConfiguration } from "../config/load.ts";
import type { Configuration } from "../config/schema.ts";
import type { Address } from "../core/units.ts";
import { createOutput, type Output } from "./output.ts";
import { givenEnvironment } from "./secrets.ts";

/** What every command begins with. */
export interface CommandContext {
  readonly configuration: Configuration;
  readonly output: Output;
}

/** Reads the options that all commands share, and the configuration with them on top. */
export function contextOf(command: Command): CommandContext {
  const options = command.optsWithGlobals<{
    config?: string;
    json?: boolean;
    rpc?: string;
    vault?: string;
    dataFolder?: string;
  }>();
  const { rpc, vault, dataFolder } = options;
  return {
    configuration: loadConfiguration({
      file: options.config ?? null,
      environment: givenEnvironment(),
      overrides: {
        ...(rpc === undefined ? {} : { rpcUrls: rpc.split(",").map((url) => url.trim()) }),
        ...(vault === undefined ? {} : { vault }),
        ...(dataFolder === undefined ? {} : { dataFolder }),
      },
    }),
    output: createOutput(options.json === true),
  };
}

/** The configuration with its vault found on the node that it names, for commands that keep one. */
export async function withVault(configuration: Configuration): Promise<Configuration & { readonly vault: Address }> {
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
export async function findVault({ vault, chainId, dataFolder }: Configuration, provider: JsonRpcApiProvider): Promise<Address> {
  return vault ?? onlyRecordedVault([recordsFolder(await isDevelopmentNode(provider), dataFolder)], chainId);
}

/** The same without asking a node, which only reading may do: a vault of a development chain must not pass for a real one. */
export function findVaultOffline({ vault, chainId, dataFolder }: Configuration): Address {
  return vault ?? onlyRecordedVault(allRecordsFolders(dataFolder), chainId);
}

/** The same for commands that can do without a vault: null where there is none, or more than one. */
export function vaultKnownOffline({ vault, chainId, dataFolder }: Configuration): Address | null {
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
