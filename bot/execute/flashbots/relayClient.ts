import {
  FlashbotsBundleProvider,
  type GetBundleStatsResponseSuccessV2,
  type GetUserStatsResponseSuccessV2,
  type RelayResponseError,
  type TransactionSimulationRevert,
} from "@flashbots/ethers-provider-bundle";
import { AbstractProvider, type Block, FetchRequest, keccak256, Network, type Signer } from "ethers";
import type { UnixSeconds } from "../../core/units.ts";
import { toQuantity } from "../chainReads.ts";
import { RelayError, RelayMalformedError, RelayRefusedError } from "./relayErrors.ts";
import { relayTransport } from "./relayTransport.ts";

export interface BundleToSend {
  readonly rawTransaction: string;
  readonly targetBlock: number;
  /** The time of the latest block that may hold it; null for no limit. */
  readonly maxTimestampSeconds: UnixSeconds | null;
  /** A newer bundle with the same one takes its place, and it is cancelled by it. */
  readonly replacementUuid: string;
}

/** What `eth_callBundle` says of a transaction at the top of a block. */
export type BundleSimulation =
  | { readonly succeeds: true; readonly gasUsed: number }
  /** `revert` is what the relay gives of the reason: data ("0x…") or text; null for nothing. */
  | { readonly succeeds: false; readonly error: string; readonly revert: string | null };

export type BundleStats = GetBundleStatsResponseSuccessV2;
export type UserStats = GetUserStatsResponseSuccessV2;

/** A relay or builder. Every call ends within the time limit; all of them throw `RelayError`. */
export interface RelayClient {
  /** Its name in the configuration. */
  readonly builder: string;
  /** The bundle's hash. */
  sendBundle(bundle: BundleToSend): Promise<string>;
  /** The transaction alone at the top of `targetBlock`, on the state after `stateBlock`. */
  simulate(rawTransaction: string, targetBlock: number, stateBlock: number): Promise<BundleSimulation>;
  cancelBundle(replacementUuid: string): Promise<void>;
  /** Into any block up to `maxBlock`. */
  sendPrivateTransaction(rawTransaction: string, maxBlock: number): Promise<void>;
  cancelPrivateTransaction(hash: string): Promise<void>;
  bundleStats(bundleHash: string, targetBlock: number): Promise<BundleStats>;
  /** What the relay knows of the reputation key. */
  userStats(headBlock: number): Promise<UserStats>;
}

export interface RelayEndpoint {
  readonly builder: string;
  readonly url: string;
  readonly chainId: number;
  readonly timeoutMilliseconds: number;
  /** Signs requests and earns their reputation; it holds no money. */
  readonly reputation: Signer;
}

/**
 * A relay through `@flashbots/ethers-provider-bundle`, and all there is in the keeper of that library, whose limits end here:
 *
 * - It has no time limit and repeats requests: `relayTransport` is what it sends with.
 * - A relay's refusal resolves as `{error}`: it becomes a `RelayRefusedError`.
 * - It asks an ethers provider for the chain's id and block number, at creation and with every private transaction; if that provider fails
 *   after the relay has, nobody catches the rejection and the process ends. It gets one that knows the answers and asks nobody.
 * - It waits for inclusion with a provider's events. That is not used: the keeper goes by receipts.
 */
export function relayClient({ builder, url, chainId, timeoutMilliseconds, reputation }: RelayEndpoint): RelayClient {
  const endpoint = new FetchRequest(url);
  endpoint.getUrlFunc = relayTransport(builder, timeoutMilliseconds);
  const network = new Network(`chain ${chainId}`, chainId);
  const relayAt = (headBlock: number) => new FlashbotsBundleProvider(new HeadKnower(network, headBlock), reputation, endpoint, network);
  const relay = relayAt(0);

  async function ask<Result>(method: string, call: () => Promise<Result | RelayResponseError>): Promise<Result> {
    const answer = await call().catch((error: unknown) => {
      // What the library throws besides is a property it did not find in the answer.
      throw error instanceof RelayError ? error : new RelayMalformedError(builder, method);
    });
    if (!isRefusal(answer)) return answer;
    throw new RelayRefusedError(builder, method, answer.error.code, answer.error.message);
  }

  return {
    builder,
    async sendBundle({ rawTransaction, targetBlock, maxTimestampSeconds, replacementUuid }) {
      const limits = maxTimestampSeconds === null ? {} : { maxTimestamp: maxTimestampSeconds };
      await ask("eth_sendBundle", () => relay.sendRawBundle([rawTransaction], targetBlock, { replacementUuid, ...limits }));
      // Not every builder answers with it, and it follows from the transactions.
      return FlashbotsBundleProvider.generateBundleHash([keccak256(rawTransaction)]);
    },
    async simulate(rawTransaction, targetBlock, stateBlock) {
      const method = "eth_callBundle";
      const { results } = await ask(method, () => relay.simulate([rawTransaction], targetBlock, stateBlock));
      const [result] = results;
      if (result === undefined) throw new RelayMalformedError(builder, method);
      const { error, revert } = result as Partial<TransactionSimulationRevert>;
      if (error === undefined && revert === undefined) return { succeeds: true, gasUsed: result.gasUsed };
      return { succeeds: false, error: error ?? "execution reverted", revert: revert ?? null };
    },
    async cancelBundle(replacementUuid) {
      await ask("eth_cancelBundle", () => relay.cancelBundles(replacementUuid));
    },
    async sendPrivateTransaction(rawTransaction, maxBlock) {
      // The library types it as a number and sends it as it is; Flashbots' specification has it as a hexadecimal quantity.
      const options = { maxBlockNumber: toQuantity(maxBlock) as unknown as number };
      await ask("eth_sendPrivateTransaction", () => relay.sendPrivateTransaction({ signedTransaction: rawTransaction }, options));
    },
    async cancelPrivateTransaction(hash) {
      await ask("eth_cancelPrivateTransaction", () => relay.cancelPrivateTransaction(hash));
    },
    async bundleStats(bundleHash, targetBlock) {
      const method = "flashbots_getBundleStatsV2";
      const stats = await ask(method, () => relay.getBundleStatsV2(bundleHash, targetBlock));
      if (typeof stats.isSimulated !== "boolean") throw new RelayMalformedError(builder, method);
      return stats;
    },
    userStats: (headBlock) => ask("flashbots_getUserStatsV2", () => relayAt(headBlock).getUserStatsV2()),
  };
}

/** The provider the library insists on; it knows one number. */
class HeadKnower extends AbstractProvider {
  readonly #headBlock: number;

  constructor(network: Network, headBlock: number) {
    super(network);
    this.#headBlock = headBlock;
  }

  override async getBlockNumber(): Promise<number> {
    return this.#headBlock;
  }

  override async getBlock(): Promise<Block> {
    return { number: this.#headBlock } as Block;
  }
}

function isRefusal(answer: unknown): answer is RelayResponseError {
  return typeof answer === "object" && answer !== null && "error" in answer;
}
