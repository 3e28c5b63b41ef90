import { createKeeperClient, type KeeperClient } from "../../client/keeperClient.ts";

/** Kept for this tab alone, and gone with it. */
const KEY = "yield-keeper.operator-token";

export function knownToken(): string | null {
  return sessionStorage.getItem(KEY);
}

export function keepToken(token: string | null): void {
  if (token === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
}

/** A client that may act. */
export function operatorClient(token: string): KeeperClient {
  return createKeeperClient({ baseUrl: location.origin, token });
}
