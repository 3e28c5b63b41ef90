import { Transaction } from "ethers";
import { vaultInterface } from "../../deploy/artifacts.ts";
import { encodeCall } from "../../local-mainnet/calls.ts";
import { type Eip1193Provider, readBlockHeader, readHead, toQuantity } from "../../local-mainnet/provider.ts";
import type { ChainRecord, ChainTransaction, Rebalance, SignedFields } from "./record.ts";

const SHARE_PRICE = "function convertToAssets(uint256) view returns (uint256)";
const ONE_SHARE = 10n ** 18n;

/** Walks all blocks of the chain as it is now, without anything of the keeper's. */
export interface ChainReader {
  read(): Promise<ChainRecord>;
}

interface ReadBlock {
  readonly number: number;
  readonly hash: string;
  readonly transactions: readonly ChainTransaction[];
  readonly rebalances: readonly Rebalance[];
  /** Read of the block that was the head. */
  sharePrice: bigint | null;
}

/** @param since The block after which the keeper may have begun. */
export function createChainReader(provider: Eip1193Provider, accounts: { keeper: string; vault: string }, since: number): ChainReader {
  const request = <Answer>(method: string, ...params: readonly unknown[]) => provider.request({ method, params }) as Promise<Answer>;
  const { keeper, vault } = accounts;
  const abi = vaultInterface();
  const blocks: ReadBlock[] = [];

  async function readBlock(number: number): Promise<ReadBlock> {
    const block = await request<RpcBlock>("eth_getBlockByNumber", toQuantity(number), true);
    const own = block.transactions.filter(({ from }) => from.toLowerCase() === keeper.toLowerCase());
    const transactions: ChainTransaction[] = [];
    for (const { hash } of own) transactions.push(await readTransaction(hash, block));
    const logs = await request<readonly RpcLog[]>("eth_getLogs", {
      address: vault,
      fromBlock: toQuantity(number),
      toBlock: toQuantity(number),
    });
    return { number, hash: block.hash, transactions, rebalances: rebalancesIn(logs, number), sharePrice: null };
  }

  async function readTransaction(hash: string, block: RpcBlock): Promise<ChainTransaction> {
    const receipt = await request<RpcReceipt>("eth_getTransactionReceipt", hash);
    const transaction = await request<RpcTransaction>("eth_getTransactionByHash", hash);
    return {
      hash,
      chainId: Number(transaction.chainId),
      from: transaction.from,
      to: transaction.to,
      nonce: Number(transaction.nonce),
      data: transaction.input,
      valueWei: BigInt(transaction.value),
      gasLimit: BigInt(transaction.gas),
      maxFeePerGasWei: BigInt(transaction.maxFeePerGas),
      maxPriorityFeePerGasWei: BigInt(transaction.maxPriorityFeePerGas),
      blockNumber: Number(block.number),
      blockHash: block.hash,
      blockTimeSeconds: Number(block.timestamp),
      succeeded: receipt.status === "0x1",
      gasUsed: BigInt(receipt.gasUsed),
      effectiveGasPriceWei: BigInt(receipt.effectiveGasPrice),
    };
  }

  function rebalancesIn(logs: readonly RpcLog[], blockNumber: number): readonly Rebalance[] {
    const events = logs.map((log) => ({ hash: log.transactionHash, event: abi.parseLog(log) }));
    return events.flatMap(({ hash, event }): Rebalance[] => {
      if (event?.name !== "Rebalanced") return [];
      const { stateNonce, totalAssetsBefore, totalAssetsAfter, idleAfter } = event.args;
      const moves = events.flatMap(({ hash: other, event: move }) => {
        if (other !== hash || move?.name !== "Reallocated") return [];
        return [{ adapter: move.args.adapter, change: move.args.change, positionAfter: move.args.positionAfter }];
      });
      return [{ transactionHash: hash, blockNumber, stateNonce, totalAssetsBefore, totalAssetsAfter, idleAfter, moves }];
    });
  }

  async function count(tag: string): Promise<number> {
    return Number(await request<string>("eth_getTransactionCount", keeper, tag));
  }

  return {
    async read() {
      const head = await readHead(provider);
      for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
        if ((await readBlockHeader(provider, last.number))?.hash === last.hash) break;
        blocks.pop();
      }
      for (let number = (blocks.at(-1)?.number ?? since) + 1; number <= head.number; number++) blocks.push(await readBlock(number));
      const newest = blocks.at(-1);
      if (newest !== undefined) {
        const call = { to: vault, data: encodeCall(SHARE_PRICE, [ONE_SHARE]) };
        newest.sharePrice = BigInt(await request<string>("eth_call", call, toQuantity(newest.number)));
      }
      return {
        head: { number: head.number, timestampSeconds: head.timestampSeconds },
        transactions: blocks.flatMap(({ transactions }) => transactions),
        rebalances: blocks.flatMap(({ rebalances }) => rebalances),
        nonce: { mined: await count("latest"), withWaiting: await count("pending") },
        sharePrices: blocks.flatMap(({ number, sharePrice }) => (sharePrice === null ? [] : [{ blockNumber: number, price: sharePrice }])),
      };
    },
  };
}

/** The fields of signed bytes. */
export function fieldsOf(rawTransaction: string): SignedFields {
  const signed = Transaction.from(rawTransaction);
  return {
    hash: signed.hash ?? "",
    chainId: Number(signed.chainId),
    from: signed.from ?? "",
    to: signed.to,
    nonce: signed.nonce,
    data: signed.data,
    valueWei: signed.value,
    gasLimit: signed.gasLimit,
    maxFeePerGasWei: signed.maxFeePerGas ?? signed.gasPrice ?? 0n,
    maxPriorityFeePerGasWei: signed.maxPriorityFeePerGas ?? signed.gasPrice ?? 0n,
  };
}

interface RpcBlock {
  readonly number: string;
  readonly hash: string;
  readonly timestamp: string;
  readonly transactions: readonly { readonly hash: string; readonly from: string }[];
}

interface RpcTransaction {
  readonly chainId: string;
  readonly from: string;
  readonly to: string | null;
  readonly nonce: string;
  readonly input: string;
  readonly value: string;
  readonly gas: string;
  readonly maxFeePerGas: string;
  readonly maxPriorityFeePerGas: string;
}

interface RpcReceipt {
  readonly status: string;
  readonly gasUsed: string;
  readonly effectiveGasPrice: string;
}

interface RpcLog {
  readonly transactionHash: string;
  readonly topics: string[];
  readonly data: string;
}
