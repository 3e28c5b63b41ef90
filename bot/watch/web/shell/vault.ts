import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { useLocation } from "preact-iso";
import type { Schema } from "../../client/keeperClient.ts";

/** The vault that is looked at. */
export type Vault = Schema<"Vault">;

export const VaultContext = createContext<Vault | null>(null);

export function useVault(): Vault {
  const vault = useContext(VaultContext);
  if (vault === null) throw new Error("a page is shown inside VaultContext");
  return vault;
}

/** Makes addresses of pages that keep to the vault that was chosen. */
export function useHref(): (path: string) => string {
  const { query } = useLocation();
  const { vault } = query;
  return (path) => (vault === undefined ? path : `${path}${path.includes("?") ? "&" : "?"}vault=${encodeURIComponent(vault)}`);
}
