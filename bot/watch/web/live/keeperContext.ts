import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { KeeperClient } from "../../client/keeperClient.ts";
import type { Changes } from "./changes.ts";

/** Where a page gets what it shows. */
export interface Keeper {
  readonly client: KeeperClient;
  readonly changes: Changes;
}

export const KeeperContext = createContext<Keeper | null>(null);

export function useKeeper(): Keeper {
  const keeper = useContext(KeeperContext);
  if (keeper === null) throw new Error("a page is shown inside KeeperContext");
  return keeper;
}
