import type { Interface } from "ethers";
import type { Address } from "../core/units.ts";
import { quantity, toQuantity } from "./chainReads.ts";
import { describeRevert } from "./revert.ts";
import { type JsonRpc, RpcResponseError } from "./rpc.ts";
import type { UnsignedTransaction } from "./transaction.ts";

/** Where a simulation ran: on the pending block, or on the latest one because the node has no pending block to offer. */
export interface SimulatedAt {
  readonly blockTag: "pending" | "latest";
  /** Why not "pending"; null when it was. */
  readonly fallbackReason: string | null;
}

export interface SimulationFailure extends SimulatedAt {
  readonly ok: false;
  readonly errorName: string | null;
  readonly reason: string;
}

export interface SimulationSuccess extends SimulatedAt {
  readonly ok: true;
}

export interface GasEstimate extends SimulationSuccess {
  readonly gasUsed: bigint;
  /** gasUsed plus the margin: what the transaction is signed with. */
  readonly gasLimit: bigint;
}

export interface Call {
  readonly from: Address;
  readonly to: Address;
  readonly data: string;
}

export interface SimulationDeps {
  readonly rpc: JsonRpc;
  /** The errors that a revert may carry. */
  readonly errors: Interface;
}

/**
 * What the call uses and the limit to sign it with, margin in basis points of the estimate rounded up. The margin covers a state that
 * moves until inclusion and what the 63/64 rule (EIP-150) holds back from inner calls.
 *
 * @throws {RpcError} if the node does not answer.
 */
export async function estimateGas(deps: SimulationDeps, call: Call, gasMarginBps: number): Promise<GasEstimate | SimulationFailure> {
  const run = await atPending(deps, (tag) =>
    deps.rpc.send("eth_estimateGas", [{ from: call.from, to: call.to, data: call.data, value: "0x0" }, tag]),
  );
  if (!run.ok) return run;
  const gasUsed = quantity("eth_estimateGas", run.answer);
  const gasLimit = gasUsed + (gasUsed * BigInt(gasMarginBps) + 9_999n) / 10_000n;
  return { ok: true, blockTag: run.blockTag, fallbackReason: run.fallbackReason, gasUsed, gasLimit };
}

/**
 * Runs exactly the transaction that is about to be signed: sender, data, gas limit, fees and nonce.
 *
 * @throws {RpcError} if the node does not answer.
 */
export async function simulate(deps: SimulationDeps, transaction: UnsignedTransaction): Promise<SimulationSuccess | SimulationFailure> {
  const call = callOf(transaction);
  const run = await atPending(deps, (tag) => deps.rpc.send("eth_call", [call, tag]));
  return run.ok ? { ok: true, blockTag: run.blockTag, fallbackReason: run.fallbackReason } : run;
}

/**
 * The same on the newest block: of a transaction that waits already, the pending block holds the effects.
 *
 * @throws {RpcError} if the node does not answer.
 */
export async function simulateOnLatest(
  deps: SimulationDeps,
  transaction: UnsignedTransaction,
): Promise<SimulationSuccess | SimulationFailure> {
  const at = { blockTag: "latest", fallbackReason: null } as const;
  try {
    await deps.rpc.send("eth_call", [callOf(transaction), "latest"]);
    return { ok: true, ...at };
  } catch (error) {
    if (!(error instanceof RpcResponseError)) throw error;
    return failure(deps, error, at);
  }
}

function callOf(transaction: UnsignedTransaction): Record<string, string> {
  return {
    chainId: toQuantity(transaction.chainId),
    from: transaction.from,
    to: transaction.to,
    nonce: toQuantity(transaction.nonce),
    data: transaction.data,
    value: toQuantity(transaction.valueWei),
    gas: toQuantity(transaction.gasLimit),
    maxFeePerGas: toQuantity(transaction.maxFeePerGasWei),
    maxPriorityFeePerGas: toQuantity(transaction.maxPriorityFeePerGasWei),
  };
}

export type Run = (SimulationSuccess & { readonly answer: unknown }) | SimulationFailure;

/** A revert is an answer; any other error response may only mean that the node knows no pending block, so "latest" gets a try. */
export async function atPending(deps: SimulationDeps, send: (tag: "pending" | "latest") => Promise<unknown>): Promise<Run> {
  try {
    return { ok: true, blockTag: "pending", fallbackReason: null, answer: await send("pending") };
  } catch (error) {
    if (!(error instanceof RpcResponseError)) throw error;
    if (isRevert(error)) return failure(deps, error, { blockTag: "pending", fallbackReason: null });
    const at = { blockTag: "latest", fallbackReason: error.nodeMessage } as const;
    try {
      return { ok: true, ...at, answer: await send("latest") };
    } catch (second) {
      if (!(second instanceof RpcResponseError)) throw second;
      return failure(deps, second, at);
    }
  }
}

function failure(deps: SimulationDeps, error: RpcResponseError, at: SimulatedAt): SimulationFailure {
  if (error.revertData !== null && error.revertData !== "0x") return { ok: false, ...at, ...describeRevert(error.revertData, deps.errors) };
  // Out of gas, too little balance, a revert without data: only the node's words say which.
  return { ok: false, ...at, errorName: null, reason: error.nodeMessage };
}

/** Code 3 is geth's for a revert with data; other nodes say it in words. */
function isRevert(error: RpcResponseError): boolean {
  return error.revertData !== null || error.code === 3 || /revert/i.test(error.nodeMessage);
}
