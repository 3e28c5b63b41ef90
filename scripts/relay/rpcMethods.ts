import type { Address } from "../../bot/core/units.ts";
import { type Eip1193Provider, readHead } from "../local-mainnet/provider.ts";
import { type Bundle, bundleHashOf, type SignedTransaction } from "./bundle.ts";
import type { BundlePool } from "./bundlePool.ts";
import { type CallBundleAnswer, callBundle } from "./callBundle.ts";
import { exclusively } from "./chainHold.ts";
import type { ModeSwitch, RefusingMode, RelayMode } from "./modes.ts";
import { isRefusing } from "./modes.ts";
import {
  bundleStatsParams,
  callBundleParams,
  cancelBundleParams,
  cancelPrivateTransactionParams,
  readParams,
  sendBundleParams,
  sendPrivateTransactionParams,
  userStatsParams,
} from "./params.ts";
import { invalidParams, METHOD_NOT_FOUND, RelayRpcError } from "./rpcError.ts";
import type { Stats } from "./stats.ts";

/** A private transaction without a last block is tried for so many: the relay's own rule. */
const DEFAULT_BLOCKS = 25;

export interface RpcMethodsDeps {
  readonly provider: Eip1193Provider;
  readonly pool: BundlePool;
  readonly modes: ModeSwitch;
  readonly stats: Stats;
  readonly now: () => Date;
}

export interface RpcCall {
  readonly method: string;
  readonly params: unknown;
  /** The reputation key that signed the call. */
  readonly signer: Address;
}

/** A result, or the mode by which there is none. */
export type Carried = { readonly result: unknown } | { readonly refusedBy: RefusingMode };

/**
 * Carries out a call.
 * @throws RelayRpcError
 */
export type RpcMethods = (call: RpcCall) => Promise<Carried>;

export function createRpcMethods({ provider, pool, modes, stats, now }: RpcMethodsDeps): RpcMethods {
  const chainId = memoise(async () => BigInt((await provider.request({ method: "eth_chainId" })) as string));

  async function checkChain(transactions: readonly SignedTransaction[]): Promise<void> {
    const expected = await chainId();
    const foreign = transactions.find((transaction) => transaction.chainId !== expected);
    if (foreign !== undefined) throw invalidParams(`invalid chain id for signer: have ${foreign.chainId} want ${expected}`);
  }

  async function take(method: string, bundle: Omit<Bundle, "mode">, result: unknown): Promise<Carried> {
    await checkChain(bundle.transactions);
    const mode = modes.forCall(method, bundle);
    if (isRefusing(mode)) return { refusedBy: mode };
    // Not while a block is made: what is replaced then, or cancelled, might be in it.
    await exclusively(provider, async () => pool.add({ ...bundle, mode }));
    return { result };
  }

  function sendBundle({ method, params, signer }: RpcCall): Promise<Carried> {
    const { txs, blockNumber, minTimestamp, maxTimestamp, revertingTxHashes, replacementUuid } = readParams(sendBundleParams, params);
    const bundle = {
      kind: "bundle" as const,
      bundleHash: bundleHashOf(txs),
      signer,
      transactions: txs,
      firstBlock: blockNumber,
      lastBlock: blockNumber,
      minTimestampSeconds: minTimestamp,
      maxTimestampSeconds: maxTimestamp,
      mayRevert: new Set(revertingTxHashes ?? []),
      replacementUuid: replacementUuid ?? null,
      receivedAt: now(),
    };
    return take(method, bundle, { bundleHash: bundle.bundleHash });
  }

  async function sendPrivateTransaction({ method, params, signer }: RpcCall): Promise<Carried> {
    const { tx, maxBlockNumber } = readParams(sendPrivateTransactionParams, params);
    const firstBlock = (await readHead(provider)).number + 1;
    const bundle = {
      kind: "private-transaction" as const,
      bundleHash: bundleHashOf([tx]),
      signer,
      transactions: [tx],
      firstBlock,
      lastBlock: maxBlockNumber ?? firstBlock + DEFAULT_BLOCKS - 1,
      minTimestampSeconds: null,
      maxTimestampSeconds: null,
      mayRevert: new Set<string>(),
      replacementUuid: null,
      receivedAt: now(),
    };
    return take(method, bundle, tx.hash);
  }

  async function simulate({ params, signer }: RpcCall, mode: RelayMode): Promise<CallBundleAnswer> {
    const { txs, stateBlockNumber, timestamp } = readParams(callBundleParams, params);
    await checkChain(txs);
    const answer = await exclusively(provider, () => {
      return callBundle(provider, { transactions: txs, stateBlock: stateBlockNumber, timestampSeconds: timestamp });
    });
    stats.noteSimulation(signer, answer.totalGasUsed);
    return mode.kind === "simulation-fails" ? withRevert(answer, mode.revert ?? "set to fail") : answer;
  }

  const others: Readonly<Record<string, (call: RpcCall, mode: RelayMode) => Promise<unknown>>> = {
    eth_callBundle: simulate,
    async eth_cancelBundle({ params, signer }) {
      const { replacementUuid } = readParams(cancelBundleParams, params);
      const cancelled = await exclusively(provider, async () =>
        pool.cancel(signer, (bundle) => bundle.replacementUuid === replacementUuid),
      );
      return cancelled.map(({ bundle }) => bundle.bundleHash);
    },
    async eth_cancelPrivateTransaction({ params, signer }) {
      const { txHash } = readParams(cancelPrivateTransactionParams, params);
      const isIt = ({ kind, transactions }: Bundle) => kind === "private-transaction" && transactions[0]?.hash === txHash;
      return (await exclusively(provider, async () => pool.cancel(signer, isIt))).length > 0;
    },
    async flashbots_getBundleStatsV2({ params, signer }) {
      const { bundleHash, blockNumber } = readParams(bundleStatsParams, params);
      return stats.bundle(signer, bundleHash, blockNumber);
    },
    async flashbots_getUserStatsV2({ params, signer }) {
      readParams(userStatsParams, params);
      return stats.user(signer);
    },
  };

  return async (call) => {
    if (call.method === "eth_sendBundle") return sendBundle(call);
    if (call.method === "eth_sendPrivateTransaction") return sendPrivateTransaction(call);
    const carryOut = Object.hasOwn(others, call.method) ? others[call.method] : undefined;
    if (carryOut === undefined) throw new RelayRpcError(METHOD_NOT_FOUND, "rpc method is not whitelisted", 403);
    const mode = modes.forCall(call.method);
    return isRefusing(mode) ? { refusedBy: mode } : { result: await carryOut(call, mode) };
  };
}

function withRevert(answer: CallBundleAnswer, revert: string): CallBundleAnswer {
  const results = answer.results.map((result, index) => {
    const { value: _, ...rest } = result;
    return index === 0 ? { ...rest, error: "execution reverted", revert } : result;
  });
  return { ...answer, results };
}

function memoise<T>(read: () => Promise<T>): () => Promise<T> {
  let known: T | undefined;
  return async () => {
    known ??= await read();
    return known;
  };
}
