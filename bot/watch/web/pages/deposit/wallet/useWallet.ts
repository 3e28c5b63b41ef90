import { useEffect, useMemo, useState } from "preact/hooks";
import { type DiscoveredWallet, discoverWallets } from "./discovery.ts";
import { createWalletSession, type WalletSession, type WalletState } from "./walletSession.ts";

export interface WalletHere extends WalletState {
  readonly session: WalletSession;
  readonly wallets: readonly DiscoveredWallet[];
}

/** The browser's wallets, and the one that is connected. */
export function useWallet(): WalletHere {
  const session = useMemo(() => createWalletSession(localStorage), []);
  const [state, setState] = useState(session.state());
  const [wallets, setWallets] = useState<readonly DiscoveredWallet[]>([]);
  useEffect(() => session.onChange(setState), [session]);
  useEffect(() => () => session.close(), [session]);
  useEffect(
    () =>
      discoverWallets(window, (found) => {
        setWallets(found);
        void session.resume(found);
      }),
    [session],
  );
  return { ...state, session, wallets };
}
