import type { FailoverProvider } from "../chain/failoverProvider.ts";
import { addressBookOf, openProvider } from "../compose.ts";
import { MissingSettingError } from "../config/errors.ts";
import type { Configuration } from "../config/schema.ts";
import type { VaultConfiguration } from "../config/vaults.ts";
import { type ContractReader, createContractReader } from "../observe/contractReader.ts";
import type { VaultKey } from "../store/decisions.ts";
import type { ReadContract } from "../watch/api/apiInstance.ts";
import { vaultId } from "../watch/api/schemas/parameters.ts";
import { vaultKnownOffline } from "./context.ts";

export interface ContractReads {
  /** Null where no vault has a node. */
  readonly read: ReadContract | null;
  close(): void;
}

/**
 * Reads vaults from the nodes of their configuration; of one that is known by its ticks only, from those of its chain. A node is connected
 * to when it is needed, and again the next time if that failed: the API starts without one.
 */
export function openContractReads(shared: Configuration, vaults: readonly VaultConfiguration[]): ContractReads {
  const configurations = vaults.map(({ configuration }) => configuration);
  const readers = new Map<string, ContractReader>();
  const providers = new Map<string, FailoverProvider>();
  let closed = false;

  const configurationOf = ({ chainId, vault }: VaultKey): Configuration => {
    const ofChain = [...configurations, shared].filter((one) => one.chainId === chainId);
    const found = ofChain.find((one) => vaultKnownOffline(one) === vault) ?? ofChain[0];
    if (found !== undefined) return found;
    throw new MissingSettingError(`No node of chain ${chainId} is configured`, "Set MAINNET_RPC_URL or `rpcUrls`, or pass --rpc.");
  };

  async function providerOf(configuration: Configuration): Promise<FailoverProvider> {
    const name = JSON.stringify([configuration.chainId, configuration.rpcUrls]);
    const known = providers.get(name);
    if (known !== undefined) return known;
    const opened = await openProvider(configuration);
    // Two vaults may have waited for the same node.
    const provider = providers.get(name) ?? opened;
    if (closed || provider !== opened) opened.destroy();
    else providers.set(name, opened);
    return provider;
  }

  async function readerOf(key: VaultKey): Promise<ContractReader> {
    const known = readers.get(vaultId(key));
    if (known !== undefined) return known;
    const configuration = configurationOf(key);
    const reader = createContractReader(await providerOf(configuration), addressBookOf(configuration.chainId), key.vault);
    readers.set(vaultId(key), reader);
    return reader;
  }

  return {
    read: [...configurations, shared].some(({ rpcUrls }) => rpcUrls.length > 0) ? async (key) => (await readerOf(key)).read() : null,
    close() {
      closed = true;
      for (const provider of providers.values()) provider.destroy();
    },
  };
}
