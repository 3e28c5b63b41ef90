import type { Configuration, VaultEntry } from "./schema.ts";

/** One vault with the configuration that holds for it. */
export interface VaultConfiguration {
  /** What logs, metrics and `--vault-name` call it. */
  readonly name: string;
  /** What the names of its own variables in the environment end in: "_SAVINGS", or nothing when it is the only one. */
  readonly environmentSuffix: string;
  /** Without other vaults in it. */
  readonly configuration: Configuration;
}

/** The name of the vault of a configuration that names none. */
export const ONLY_VAULT = "main";

/** Settings of which a vault may override single keys. */
const NESTED = ["decision", "risk", "execution", "submission"] as const;

/** What the names of a vault's variables in the environment end in: "_USDC_SAFE" of "usdc-safe". */
export function environmentSuffix(name: string): string {
  return `_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** Every vault that is configured, each with what it overrides. */
export function vaultsOf(configuration: Configuration): readonly VaultConfiguration[] {
  const { vaults, ...shared } = configuration;
  if (vaults.length === 0) return [{ name: ONLY_VAULT, environmentSuffix: "", configuration }];
  return vaults.map((entry) => ({
    name: entry.name,
    environmentSuffix: environmentSuffix(entry.name),
    configuration: { ...overridden(shared, entry), vaults: [] },
  }));
}

function overridden(shared: Omit<Configuration, "vaults">, { name: _name, ...entry }: VaultEntry): Omit<Configuration, "vaults"> {
  const merged: Record<string, unknown> = { ...shared, ...entry };
  for (const key of NESTED) merged[key] = { ...shared[key], ...entry[key] };
  return merged as Omit<Configuration, "vaults">;
}

/** What is wrong with the vaults taken together, by the path of the key. */
export function vaultProblems(configuration: Configuration, chains: ReadonlySet<number>): readonly string[] {
  const several = configuration.vaults.length > 0;
  const firstWithName = new Map<string, number>();
  const firstWithVault = new Map<string, number>();
  return vaultsOf(configuration).flatMap(({ name, configuration: { chainId, vault } }, index) => {
    const path = (key: string) => (several ? `vaults.${index}.${key}` : key);
    const sameName = firstWithName.get(name);
    const address = `${chainId} ${vault ?? "the recorded one"}`;
    const sameVault = firstWithVault.get(address);
    firstWithName.set(name, sameName ?? index);
    firstWithVault.set(address, sameVault ?? index);
    return [
      ...(chains.has(chainId) ? [] : [`"${path("chainId")}": no address book for this chain yet`]),
      ...(sameName === undefined ? [] : [`"${path("name")}": vaults.${sameName} has this name, too`]),
      ...(sameVault === undefined ? [] : [`"${path("vault")}": it is the vault of vaults.${sameVault}, too`]),
    ];
  });
}
