import { isDeepStrictEqual } from "node:util";
import type { Configuration } from "../config/schema.ts";
import type { KeptVault } from "./vaultLoop.ts";

/** What a new configuration changes, by the names of vaults. */
export interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** With the keys that are different; their values may be secret. */
  readonly changed: readonly { readonly name: string; readonly keys: readonly string[] }[];
}

export function compareVaults(before: readonly KeptVault[], after: readonly KeptVault[]): Changes {
  const names = (vaults: readonly KeptVault[]) => new Set(vaults.map(({ name }) => name));
  const [earlier, later] = [names(before), names(after)];
  return {
    added: [...later].filter((name) => !earlier.has(name)),
    removed: [...earlier].filter((name) => !later.has(name)),
    changed: after.flatMap((vault) => {
      const old = before.find(({ name }) => name === vault.name);
      if (old === undefined) return [];
      const secrets = isDeepStrictEqual(old.secrets, vault.secrets) ? [] : ["secrets of the environment"];
      const keys = [...changedKeys(old.configuration, vault.configuration), ...secrets];
      return keys.length === 0 ? [] : [{ name: vault.name, keys }];
    }),
  };
}

/** Where the daemon as a whole listens, and whom it tells what, is not a vault's: it takes a restart. */
const OF_THE_DAEMON = ["health", "alerts", "reports"];

/** The keys with different values: "tickSeconds", "execution.maxFeeGwei". */
export function changedKeys(before: Configuration, after: Configuration): readonly string[] {
  return differences(before, after, "").filter((key) => !OF_THE_DAEMON.includes(key.split(".")[0] ?? ""));
}

function differences(before: unknown, after: unknown, path: string): readonly string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => differences(before[key], after[key], path === "" ? key : `${path}.${key}`));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One line for each vault that is different. */
export function changesText({ added, removed, changed }: Changes): readonly string[] {
  return [
    ...added.map((name) => `${name}: added`),
    ...removed.map((name) => `${name}: removed`),
    ...changed.map(({ name, keys }) => `${name}: ${keys.join(", ")}`),
  ];
}
