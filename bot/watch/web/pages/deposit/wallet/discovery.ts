import type { Eip1193Provider } from "./eip1193.ts";

/** A wallet to choose. */
export interface DiscoveredWallet {
  /** Tells it apart from others, in other sessions too: its name in reverse DNS. */
  readonly id: string;
  readonly name: string;
  /** A `data:` URI; null where it has none that may be shown. */
  readonly icon: string | null;
  readonly provider: Eip1193Provider;
}

/** Where wallets announce themselves; the browser's window. */
export type WalletPlace = Pick<EventTarget, "addEventListener" | "removeEventListener" | "dispatchEvent"> & { readonly ethereum?: unknown };

/** A wallet that does not know EIP-6963 is asked after those that do had time to answer. */
export const LEGACY_WAIT_MILLISECONDS = 300;
const LEGACY_ID = "window.ethereum";

/**
 * Finds wallets by EIP-6963, as long as the page is open: some arrive late. `onFound` is given all that are known, in the order in which they
 * came; without any, `window.ethereum` is taken. Returns what ends the search.
 */
export function discoverWallets(place: WalletPlace, onFound: (wallets: readonly DiscoveredWallet[]) => void): () => void {
  let wallets: readonly DiscoveredWallet[] = [];
  const keep = (found: DiscoveredWallet) => {
    const isKnown = wallets.some(({ id, provider }) => id === found.id || provider === found.provider);
    if (isKnown) return;
    // Whoever announces itself late is what window.ethereum may have been.
    wallets = [...wallets.filter(({ id }) => id !== LEGACY_ID), found];
    onFound(wallets);
  };
  const listener = (event: Event) => {
    const found = announced((event as CustomEvent<unknown>).detail);
    if (found !== null) keep(found);
  };
  place.addEventListener("eip6963:announceProvider", listener);
  place.dispatchEvent(new Event("eip6963:requestProvider"));
  const timer = setTimeout(() => {
    if (wallets.length === 0 && isProvider(place.ethereum)) {
      keep({ id: LEGACY_ID, name: "Browser wallet", icon: null, provider: place.ethereum });
    }
  }, LEGACY_WAIT_MILLISECONDS);
  return () => {
    clearTimeout(timer);
    place.removeEventListener("eip6963:announceProvider", listener);
  };
}

/** What a wallet says of itself, if it says what it must; anything in the page can announce anything. */
function announced(detail: unknown): DiscoveredWallet | null {
  if (typeof detail !== "object" || detail === null) return null;
  const { info, provider } = detail as { info?: unknown; provider?: unknown };
  if (typeof info !== "object" || info === null || !isProvider(provider)) return null;
  const { rdns, name, icon } = info as Record<string, unknown>;
  if (typeof rdns !== "string" || rdns === "" || typeof name !== "string" || name === "") return null;
  return { id: rdns, name, icon: typeof icon === "string" && icon.startsWith("data:image/") ? icon : null, provider };
}

function isProvider(value: unknown): value is Eip1193Provider {
  return typeof value === "object" && value !== null && typeof (value as Eip1193Provider).request === "function";
}
