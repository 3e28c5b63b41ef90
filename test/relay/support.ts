import { setTimeout } from "node:timers/promises";
import { FlashbotsBundleProvider } from "@flashbots/ethers-provider-bundle";
import { expect } from "chai";
import { BrowserProvider, id, Network, type TransactionRequest, toBeHex, Wallet } from "ethers";
import { network } from "hardhat";
import type { Eip1193Provider } from "../../scripts/local-mainnet/provider.ts";
import { type Relay, type RelayOptions, startRelay } from "../../scripts/relay/startRelay.ts";

export const CHAIN_ID = 31_337;
export const GWEI = 10n ** 9n;

/**
 * Called without data: counts in slot 1, unless slot 0 is set; then it reverts with Error("closed"). Called with a word: stores it in slot 0.
 */
export const TURNSTILE = "0x00000000000000000000000000000000000000A1";
const TURNSTILE_CODE =
  "0x36601357" + // with data: jump to 0x13
  "5f54601957" + // slot 0 is set: jump to 0x19
  "600154600101600155" + // slot 1 += 1
  "00" +
  "5b5f355f5500" + // 0x13: slot 0 = the word
  "5b6308c379a060e01b5f526020600452600660245265636c6f73656460d01b60445260645ffd"; // 0x19: revert Error("closed")

/** Sends what it is given on to the block's producer. */
export const TIPPER = "0x00000000000000000000000000000000000000A2";
const TIPPER_CODE = "0x5f5f5f5f34415af15000";

/** Stores the block's timestamp in slot 0. */
export const TIMEKEEPER = "0x00000000000000000000000000000000000000A3";
const TIMEKEEPER_CODE = "0x425f5500";

export interface Chain {
  readonly provider: Eip1193Provider;
  readonly ethers: BrowserProvider;
  request<T>(method: string, ...params: readonly unknown[]): Promise<T>;
  blockNumber(): Promise<number>;
  timestampSeconds(): Promise<number>;
  slot(address: string, index: number): Promise<number>;
  transactionsOf(blockNumber: number): Promise<readonly string[]>;
  /** Sends from one of the chain's own accounts: a block at once, unless the chain is held. */
  sendForeign(transaction: { readonly to: string; readonly data?: string }): Promise<string>;
  close(): Promise<void>;
}

/** A Hardhat chain that makes a block of each transaction at once, with the contracts above. */
export async function startChain(): Promise<Chain> {
  const connection = await network.create({ override: { mining: { auto: true, mempool: { order: "fifo" } } } });
  const provider: Eip1193Provider = connection.provider;
  const request = <T>(method: string, ...params: readonly unknown[]) => provider.request({ method, params }) as Promise<T>;
  for (const [address, code] of [
    [TURNSTILE, TURNSTILE_CODE],
    [TIPPER, TIPPER_CODE],
    [TIMEKEEPER, TIMEKEEPER_CODE],
  ]) {
    await request("hardhat_setCode", address, code);
  }
  const [account] = await request<readonly string[]>("eth_accounts");
  const ethers = new BrowserProvider(connection.provider, Network.from(CHAIN_ID), { cacheTimeout: -1, staticNetwork: true });
  ethers.pollingInterval = 10;
  // The library sees no block that comes before the first look of the one who polls: from here on somebody polls.
  const polls = new Promise((resolve) => ethers.on("block", resolve));
  while ((await Promise.race([polls, setTimeout(20, null)])) === null) await request("evm_mine");
  const block = (tag: string) => request<{ timestamp: string; transactions: string[] }>("eth_getBlockByNumber", tag, false);
  return {
    provider,
    ethers,
    request,
    blockNumber: async () => Number(await request("eth_blockNumber")),
    timestampSeconds: async () => Number((await block("latest")).timestamp),
    slot: async (address, index) => Number(await request("eth_getStorageAt", address, toBeHex(index, 32), "latest")),
    transactionsOf: async (blockNumber) => (await block(`0x${blockNumber.toString(16)}`)).transactions,
    sendForeign: (transaction) => request("eth_sendTransaction", { from: account, gas: "0x20000", ...transaction }),
    async close() {
      ethers.destroy();
      await connection.close();
    },
  };
}

/** A key with 10 ETH that signs transactions one after the other. */
export interface Sender {
  readonly address: string;
  /** Signs the next transaction, by default a call of the turnstile, and counts the nonce on. */
  sign(transaction?: TransactionRequest): Promise<string>;
}

export async function fundedSender(chain: Chain): Promise<Sender> {
  const wallet = Wallet.createRandom();
  await chain.request("hardhat_setBalance", wallet.address, toBeHex(10n ** 19n));
  let nonce = 0;
  return {
    address: wallet.address,
    sign: (transaction = {}) => {
      const standard = {
        type: 2,
        chainId: CHAIN_ID,
        to: TURNSTILE,
        gasLimit: 100_000n,
        maxFeePerGas: 10n * GWEI,
        maxPriorityFeePerGas: GWEI,
      };
      return wallet.signTransaction({ ...standard, nonce: nonce++, ...transaction });
    },
  };
}

/** The library, as a keeper uses it, with a reputation key of its own. */
export async function searcher(chain: Chain, relay: Relay): Promise<FlashbotsBundleProvider> {
  return FlashbotsBundleProvider.create(chain.ethers, Wallet.createRandom(), relay.url, Network.from(CHAIN_ID));
}

export interface Setting {
  readonly chain: Chain;
  readonly sender: Sender;
  /** Closed when the test is over. */
  open(options?: Partial<RelayOptions>): Promise<Relay>;
}

/** One chain for a file of tests; each test has its own sender, an open turnstile and relays that end with it. */
export function useChain(): () => Setting {
  let chain: Chain | undefined;
  let setting: Setting | undefined;
  let relays: Relay[] = [];
  before(async () => {
    chain = await startChain();
  });
  after(() => chain?.close());
  beforeEach(async () => {
    const started = chain ?? expect.fail("no chain");
    for (const index of [0, 1]) await started.request("hardhat_setStorageAt", TURNSTILE, `0x${index}`, toBeHex(0, 32));
    const open = async (options: Partial<RelayOptions> = {}) => {
      const relay = await startRelay({ provider: started.provider, slotMilliseconds: null, ...options });
      relays.push(relay);
      return relay;
    };
    setting = { chain: started, sender: await fundedSender(started), open };
  });
  afterEach(async () => {
    for (const relay of relays) await relay.close();
    relays = [];
  });
  return () => setting ?? expect.fail("outside a test");
}

export interface RpcReply {
  readonly status: number;
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** Plain signed JSON-RPC. */
export async function post(relay: Relay, body: string, header?: string | null): Promise<RpcReply> {
  const auth = Wallet.createRandom();
  const signature = header === undefined ? `${auth.address}:${await auth.signMessage(id(body))}` : header;
  const headers = { "content-type": "application/json", ...(signature === null ? {} : { "x-flashbots-signature": signature }) };
  const response = await fetch(relay.url, { method: "POST", body, headers });
  return { status: response.status, ...((await response.json()) as object) };
}

export function call(method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", id: 7, method, params: [params] });
}

/** What the library resolves to when all is well. */
export function accepted<T extends object>(answer: T): Exclude<T, { error: unknown }> {
  if ("error" in answer) expect.fail(JSON.stringify(answer.error));
  return answer as Exclude<T, { error: unknown }>;
}

/** The error that the library resolves to, as it does not reject. */
export function refused(answer: object | boolean): { readonly code: number; readonly message: string } {
  if (typeof answer === "boolean" || !("error" in answer)) expect.fail("the relay accepted it");
  return answer.error as { readonly code: number; readonly message: string };
}

export const CLOSE_TURNSTILE = { to: TURNSTILE, data: toBeHex(1, 32) };
