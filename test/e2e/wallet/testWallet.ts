import { isCallException, JsonRpcProvider, type TransactionRequest, type TypedDataDomain, type TypedDataField, Wallet } from "ethers";
import type { Page } from "playwright-core";
import { createHttpProvider } from "../../../scripts/local-mainnet/httpProvider.ts";
import { type Injection, injectProvider } from "./injectedProvider.ts";

export interface WalletRequest {
  readonly method: string;
  readonly params?: readonly unknown[];
}

export interface WalletOptions {
  readonly rpcUrl: string;
  readonly privateKey: string;
  /** The chain it is set to at first; 1 is where `rpcUrl` leads, and on any other there is nothing. */
  readonly chainId?: number;
  readonly name?: string;
}

/** A browser wallet whose person is the test. */
export interface TestWallet {
  readonly address: string;
  /** Everything that was asked of it, in order. */
  readonly requests: readonly WalletRequest[];
  /** Whether its person says no from now on. */
  rejects: boolean;
  /** Whether it does not know chain 1, until it is added. */
  lacksMainnet: boolean;
  /** Its person thinks until the function that is returned is called. */
  hesitate(): () => void;
  /** The person switches in the wallet itself. */
  switchChain(chainId: number): Promise<void>;
  switchAccount(privateKey: string): Promise<void>;
  disconnect(): Promise<void>;
  /** Puts it into a page, before the page is opened. */
  install(page: Page): Promise<void>;
  close(): void;
}

/** EIP-1193 and EIP-1474. */
const REJECTED = { code: 4001, message: "User rejected the request." };
const UNAUTHORIZED = { code: 4100, message: "The requested account has not been authorized." };
const UNSUPPORTED = { code: 4200, message: "The wallet does not support that method." };
const UNKNOWN_CHAIN = { code: 4902, message: "Unrecognized chain. Add it with wallet_addEthereumChain first." };

const MAINNET = 1;
const REQUEST = "testWalletRequest";
const EMIT = "testWalletEmit";

/** What a chain without our contracts answers. */
const NOTHING_THERE: Readonly<Record<string, string>> = { eth_call: "0x", eth_getCode: "0x", eth_getBalance: "0x0" };

class WalletError extends Error {
  readonly answer: { readonly code: number; readonly message: string; readonly data?: unknown };

  constructor(answer: { readonly code: number; readonly message: string; readonly data?: unknown }) {
    super(answer.message);
    this.answer = answer;
  }
}

export function createTestWallet({ rpcUrl, privateKey, chainId: first = MAINNET, name = "Test Wallet" }: WalletOptions): TestWallet {
  const node = createHttpProvider(rpcUrl);
  const provider = new JsonRpcProvider(rpcUrl, MAINNET, { staticNetwork: true, cacheTimeout: -1 });
  const pages = new Set<Page>();
  const requests: WalletRequest[] = [];
  let signer = new Wallet(privateKey, provider);
  let chainId = first;
  let connected = false;
  let decided: Promise<void> = Promise.resolve();

  const accounts = () => (connected ? [signer.address.toLowerCase()] : []);

  async function tell(event: string, payload: unknown): Promise<void> {
    for (const page of pages) {
      // Without a type of its own: it runs in the page.
      await page.evaluate(
        ([emit, what, of]) => (globalThis as never as Record<string, (what: unknown, of: unknown) => void>)[emit as string]?.(what, of),
        [EMIT, event, payload] as const,
      );
    }
  }

  async function person(): Promise<void> {
    await decided;
    if (wallet.rejects) throw new WalletError(REJECTED);
  }

  async function setChain(next: number): Promise<void> {
    if (next === chainId) return;
    chainId = next;
    await tell("chainChanged", hex(chainId));
  }

  /** The account that is asked to sign, if the page may use it. */
  async function signerOf(address: unknown): Promise<Wallet> {
    if (!connected || String(address).toLowerCase() !== signer.address.toLowerCase()) throw new WalletError(UNAUTHORIZED);
    await person();
    return signer;
  }

  async function send(asked: Record<string, string>): Promise<string> {
    const { from, to, data, value, gas } = asked;
    const by = await signerOf(from);
    if (chainId !== MAINNET) throw new WalletError({ code: -32000, message: "insufficient funds for gas * price + value" });
    const transaction: TransactionRequest = {
      ...(to === undefined ? {} : { to }),
      ...(data === undefined ? {} : { data }),
      ...(value === undefined ? {} : { value }),
      ...(gas === undefined ? {} : { gasLimit: gas }),
    };
    try {
      return (await by.sendTransaction(transaction)).hash;
    } catch (error) {
      if (!isCallException(error)) throw error;
      throw new WalletError({ code: 3, message: `execution reverted: ${error.shortMessage}`, data: error.data ?? undefined });
    }
  }

  async function answer({ method, params = [] }: WalletRequest): Promise<unknown> {
    switch (method) {
      case "eth_requestAccounts":
        if (!connected) await person();
        connected = true;
        return accounts();
      case "eth_accounts":
        return accounts();
      case "eth_chainId":
        return hex(chainId);
      case "net_version":
        return String(chainId);
      case "wallet_switchEthereumChain": {
        const wanted = Number((params[0] as { chainId: string }).chainId);
        if (wanted !== MAINNET || wallet.lacksMainnet) throw new WalletError(UNKNOWN_CHAIN);
        await person();
        await setChain(wanted);
        return null;
      }
      case "wallet_addEthereumChain":
        await person();
        wallet.lacksMainnet = false;
        return null;
      case "wallet_revokePermissions":
        await wallet.disconnect();
        return null;
      case "eth_sendTransaction":
        return send(params[0] as Record<string, string>);
      case "eth_signTypedData_v4": {
        const typed = typeof params[1] === "string" ? JSON.parse(params[1]) : params[1];
        const { EIP712Domain: _ofEthers, ...types } = typed.types as Record<string, TypedDataField[]>;
        return (await signerOf(params[0])).signTypedData(typed.domain as TypedDataDomain, types, typed.message);
      }
      case "personal_sign":
        return (await signerOf(params[1])).signMessage(Buffer.from(String(params[0]).replace(/^0x/, ""), "hex"));
      default:
        if (!/^(eth|net|web3)_/.test(method) || /^eth_(sign|send)/.test(method)) throw new WalletError(UNSUPPORTED);
        if (chainId !== MAINNET && method in NOTHING_THERE) return NOTHING_THERE[method];
        return node.request({ method, params });
    }
  }

  const wallet: TestWallet = {
    get address() {
      return signer.address;
    },
    requests,
    rejects: false,
    lacksMainnet: false,
    hesitate() {
      let decide: () => void = () => undefined;
      decided = new Promise((resolve) => {
        decide = resolve;
      });
      return decide;
    },
    switchChain: setChain,
    async switchAccount(next) {
      signer = new Wallet(next, provider);
      if (connected) await tell("accountsChanged", accounts());
    },
    async disconnect() {
      connected = false;
      await tell("accountsChanged", []);
    },
    async install(page) {
      pages.add(page);
      page.once("close", () => pages.delete(page));
      await page.exposeFunction(REQUEST, async (asked: WalletRequest) => {
        requests.push(asked);
        try {
          return { result: await answer(asked) };
        } catch (error) {
          if (error instanceof WalletError) return { error: error.answer };
          const { code, message, data } = error as { code?: unknown; message: string; data?: unknown };
          return { error: { code: typeof code === "number" ? code : -32603, message, data } };
        }
      });
      const injection: Injection = {
        name,
        rdns: "test.yield-keeper.wallet",
        uuid: crypto.randomUUID(),
        icon: "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect width='1' height='1' fill='teal'/></svg>",
        request: REQUEST,
        emit: EMIT,
      };
      await page.addInitScript(injectProvider, injection);
    },
    close: () => provider.destroy(),
  };
  return wallet;
}

function hex(chainId: number): string {
  return `0x${chainId.toString(16)}`;
}
