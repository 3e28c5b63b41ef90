import type { VaultKey } from "../../store/decisions.ts";
import { knownVaults } from "../../store/knownVaults.ts";
import type { ApiSources, ConfiguredVault } from "./apiInstance.ts";
import { notFound } from "./errors.ts";
import { vaultId, vaultKeyOf } from "./schemas/parameters.ts";

/** A vault that is configured, or had ticks. */
export interface KnownVault extends VaultKey {
  readonly id: string;
  /** Null where it is known by its ticks only. */
  readonly configured: ConfiguredVault | null;
}

/** Those that are configured first, in their order. */
export async function vaultsKnown({ store, vaults }: ApiSources): Promise<readonly KnownVault[]> {
  const byId = new Map(vaultsConfigured(vaults).map((one) => [one.id, one]));
  for (const key of await knownVaults(store.db)) {
    const id = vaultId(key);
    if (!byId.has(id)) byId.set(id, { ...key, id, configured: null });
  }
  return [...byId.values()];
}

/** @throws {ApiError} when there is none of that name. */
export async function vaultNamed(sources: ApiSources, name: string): Promise<KnownVault> {
  const id = vaultId(vaultKeyOf(name));
  const isIt = (one: KnownVault) => one.id === id;
  // Most are configured, and need not be looked for.
  const found = vaultsConfigured(sources.vaults).find(isIt) ?? (await vaultsKnown(sources)).find(isIt);
  if (found === undefined) throw notFound(`vault ${id}`, "GET /v1/vaults");
  return found;
}

function vaultsConfigured(vaults: readonly ConfiguredVault[]): readonly KnownVault[] {
  return vaults.flatMap((configured) => {
    const { chainId, vault } = configured;
    return vault === null ? [] : [{ id: vaultId({ chainId, vault }), chainId, vault, configured }];
  });
}
