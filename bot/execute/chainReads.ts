import type { Address, UnixSeconds } from "../core/units.ts";
import { type JsonRpc, RpcMalformedError } from "./rpc.ts";

export interface BlockHead {
  readonly number: number;
  readonly timestampSeconds: UnixSeconds;
}

/** What the chain says about a transaction that is in a block. */
export interface Receipt {
  readonly succeeded: boolean;
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly gasUsed: bigint;
  readonly effectiveGasPriceWei: bigint;
  /** What contracts logged, in order; nothing when it reverted. */
  readonly logs: readonly ReceiptLog[];
}

export interface ReceiptLog {
  readonly address: Address;
  readonly topics: readonly string[];
  readonly data: string;
}

export async function readChainId(rpc: JsonRpc): Promise<number> {
  return Number(quantity("eth_chainId", await rpc.send("eth_chainId", [])));
}

export async function readHead(rpc: JsonRpc): Promise<BlockHead> {
  const method = "eth_getBlockByNumber";
  const block = fields(method, await rpc.send(method, ["latest", false]));
  return { number: Number(quantity(method, block.number)), timestampSeconds: Number(quantity(method, block.timestamp)) };
}

/** Of the block at this height; null where the node has none. */
export async function readBlockHash(rpc: JsonRpc, blockNumber: number): Promise<string | null> {
  const method = "eth_getBlockByNumber";
  const answer = await rpc.send(method, [toQuantity(blockNumber), false]);
  if (answer === null || answer === undefined) return null;
  const { hash } = fields(method, answer);
  if (typeof hash !== "string") throw new RpcMalformedError(method, "block hash");
  return hash;
}

/** The number of transactions `account` has had mined (block number, "latest") or also has waiting ("pending"). */
export async function readTransactionCount(rpc: JsonRpc, account: Address, block: number | "latest" | "pending"): Promise<number> {
  const method = "eth_getTransactionCount";
  return Number(quantity(method, await rpc.send(method, [account, blockTag(block)])));
}

export async function readBalanceWei(rpc: JsonRpc, account: Address): Promise<bigint> {
  return quantity("eth_getBalance", await rpc.send("eth_getBalance", [account, "latest"]));
}

/** Null while the transaction is in no block this node knows. */
export async function readReceipt(rpc: JsonRpc, hash: string): Promise<Receipt | null> {
  const method = "eth_getTransactionReceipt";
  const answer = await rpc.send(method, [hash]);
  if (answer === null || answer === undefined) return null;
  const receipt = fields(method, answer);
  if (typeof receipt.blockHash !== "string") throw new RpcMalformedError(method, "block hash");
  return {
    succeeded: quantity(method, receipt.status) === 1n,
    blockNumber: Number(quantity(method, receipt.blockNumber)),
    blockHash: receipt.blockHash,
    gasUsed: quantity(method, receipt.gasUsed),
    effectiveGasPriceWei: quantity(method, receipt.effectiveGasPrice),
    logs: logsOf(method, receipt.logs),
  };
}

function logsOf(method: string, logs: unknown): readonly ReceiptLog[] {
  if (!Array.isArray(logs)) throw new RpcMalformedError(method, "list of logs");
  return logs.map((log) => {
    const { address, topics, data } = fields(method, log);
    if (typeof address !== "string" || typeof data !== "string" || !Array.isArray(topics)) throw new RpcMalformedError(method, "log");
    return { address, topics, data };
  });
}

/** Whether the node holds the transaction, mined or waiting. */
export async function isKnown(rpc: JsonRpc, hash: string): Promise<boolean> {
  const answer = await rpc.send("eth_getTransactionByHash", [hash]);
  return answer !== null && answer !== undefined;
}

/** A JSON-RPC quantity ("0x1f") as an integer. */
export function quantity(method: string, value: unknown): bigint {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]+$/.test(value)) throw new RpcMalformedError(method, "number");
  return BigInt(value);
}

export function toQuantity(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

export function fields(method: string, value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new RpcMalformedError(method, "object");
  return value as Record<string, unknown>;
}

function blockTag(block: number | "latest" | "pending"): string {
  return typeof block === "number" ? toQuantity(block) : block;
}
