import { getAddress } from "ethers/address";
import type { DiscoveredWallet } from "./discovery.ts";
import { type Eip1193Provider, isAlreadyAsked, isUnknownChain, isUserRejection } from "./eip1193.ts";

/** Which wallet, which account and which chain. */
export interface Connection {
  readonly wallet: DiscoveredWallet;
  /** With its checksum. */
  readonly account: string;
  readonly chainId: number;
}

export interface WalletState {
  readonly connection: Connection | null;
  /** The wallet that is being asked. */
  readonly asking: DiscoveredWallet | null;
  /** What the person should know; null where all is well. */
  readonly notice: string | null;
}

/** Where the choice is kept; the browser's localStorage. */
export type Memory = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export interface WalletSession {
  state(): WalletState;
  /** Calls back at every change. Returns what ends that. */
  onChange(callback: (state: WalletState) => void): () => void;
  /** Asks the wallet for an account; it may ask its person. */
  connect(wallet: DiscoveredWallet): Promise<void>;
  /** Connects the wallet that was chosen last if it is among these and still lets this page in, asking nobody. */
  resume(wallets: readonly DiscoveredWallet[]): Promise<void>;
  /** Asks the wallet to go to a chain. */
  switchChain(chainId: number, name: string): Promise<void>;
  /** Forgets the wallet. */
  disconnect(): void;
  /** Listens to it no more, and keeps the choice. */
  close(): void;
}

const KEY = "yield-keeper.wallet";
const NONE: WalletState = { connection: null, asking: null, notice: null };

/** A page's connection to a browser wallet: keeps up with the account and the chain that its person chooses in it. */
export function createWalletSession(memory: Memory): WalletSession {
  let state = NONE;
  let release = () => {};
  /** Of two attempts the later one counts. */
  let attempt = 0;
  const watchers = new Set<(state: WalletState) => void>();
  const become = (next: WalletState) => {
    state = next;
    for (const watcher of [...watchers]) watcher(state);
  };

  function follow({ provider }: DiscoveredWallet): void {
    release();
    const change = (part: Partial<Connection>) => {
      if (state.connection !== null) become({ ...state, connection: { ...state.connection, ...part }, notice: null });
    };
    const listeners: Readonly<Record<string, (payload: unknown) => void>> = {
      accountsChanged: (accounts) => {
        const account = firstAccount(accounts);
        if (account === null) session.disconnect();
        else change({ account });
      },
      chainChanged: (chainId) => change({ chainId: Number(chainId) }),
    };
    for (const [event, listener] of Object.entries(listeners)) provider.on?.(event, listener);
    release = () => {
      for (const [event, listener] of Object.entries(listeners)) provider.removeListener?.(event, listener);
      release = () => {};
    };
  }

  async function enter(wallet: DiscoveredWallet, method: "eth_requestAccounts" | "eth_accounts"): Promise<void> {
    const mine = ++attempt;
    if (method === "eth_requestAccounts") become({ ...state, asking: wallet, notice: null });
    const account = firstAccount(await wallet.provider.request({ method }));
    const chainId = Number(await wallet.provider.request({ method: "eth_chainId" }));
    if (mine !== attempt) return;
    if (account === null) {
      become({ ...state, asking: null });
      return;
    }
    memory.setItem(KEY, wallet.id);
    become({ connection: { wallet, account, chainId }, asking: null, notice: null });
    follow(wallet);
  }

  const session: WalletSession = {
    state: () => state,
    onChange(callback) {
      watchers.add(callback);
      return () => watchers.delete(callback);
    },
    async connect(wallet) {
      try {
        await enter(wallet, "eth_requestAccounts");
      } catch (error) {
        become({ ...state, asking: null, notice: refusal(wallet, error) });
      }
    },
    async resume(wallets) {
      if (state.connection !== null || state.asking !== null) return;
      const wallet = wallets.find(({ id }) => id === memory.getItem(KEY));
      // One that does not answer is as good as one that was not chosen.
      if (wallet !== undefined) await enter(wallet, "eth_accounts").catch(() => undefined);
    },
    async switchChain(chainId, name) {
      const { connection } = state;
      if (connection === null) return;
      const { wallet } = connection;
      try {
        become({ ...state, notice: null });
        await wallet.provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: `0x${chainId.toString(16)}` }] });
        // Some say so by chainChanged alone, some by this alone.
        const reached = await chainOf(wallet.provider);
        if (state.connection?.wallet === wallet) become({ ...state, connection: { ...state.connection, chainId: reached } });
      } catch (error) {
        become({ ...state, notice: switchRefusal(wallet, name, chainId, error) });
      }
    },
    disconnect() {
      attempt++;
      release();
      memory.removeItem(KEY);
      become(NONE);
    },
    close() {
      attempt++;
      release();
    },
  };
  return session;
}

async function chainOf(provider: Eip1193Provider): Promise<number> {
  return Number(await provider.request({ method: "eth_chainId" }));
}

function firstAccount(accounts: unknown): string | null {
  const first: unknown = Array.isArray(accounts) ? accounts[0] : undefined;
  return typeof first === "string" ? getAddress(first) : null;
}

function refusal({ name }: DiscoveredWallet, error: unknown): string | null {
  if (isUserRejection(error)) return "You declined in the wallet. Nothing is connected.";
  if (isAlreadyAsked(error)) return `${name} is asking you already: open it and answer there.`;
  return `${name} does not answer. Unlock it and try again.`;
}

function switchRefusal({ name }: DiscoveredWallet, chain: string, chainId: number, error: unknown): string {
  if (isUserRejection(error)) return `You declined in the wallet. It stays where it is; this vault is on ${chain}.`;
  if (isUnknownChain(error)) return `${name} does not know ${chain}. Add the network with chain id ${chainId} in the wallet, then switch.`;
  if (isAlreadyAsked(error)) return `${name} is asking you already: open it and answer there.`;
  return `${name} cannot switch by itself. Choose ${chain} in the wallet.`;
}
