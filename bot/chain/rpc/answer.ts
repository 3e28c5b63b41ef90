import { type JsonRpcPayload, type JsonRpcResult, keccak256 } from "ethers";
import type { RpcRequest } from "./request.ts";

export interface RpcAnswerError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** One answer, its form checked. */
export type RpcAnswer = JsonRpcResult | { readonly id: number; readonly error: RpcAnswerError };

/**
 * What an answer in JSON-RPC's own terms is worth. Most are to be believed, errors of the call included. These are not, before another
 * endpoint has been asked:
 * - "no-block": it has not got there yet; it may have in a moment;
 * - "no-state": it has the block no more, or never had its state: asking again changes nothing;
 * - "behind": its head is behind what another one has seen;
 * - "unsupported": it does not offer the method.
 */
export type Doubt = "no-block" | "no-state" | "behind" | "unsupported";

/*
 * JSON-RPC has no codes for these that clients agree on, so their words have to do. Geth: "header not found", "missing trie node",
 * "historical state … is not available"; Erigon and Reth: "block not found", "state … pruned", "no state found for block"; Nethermind: "unknown
 * block", "No state available for block"; Besu: "Unknown block", "World state unavailable"; Parity: "running with
 * state pruning"; Hardhat: "invalid block tag"; gateways speak of their archive. Nethermind names the exception in `data` only.
 */
const NO_STATE = /missing ?trie ?node|state.{0,90}(not |un)available|no state (found|available)|prun(ed|ing)|archive/i;
const NO_BLOCK =
  /(header|block)( number| hash)? (is )?not found|unknown block|invalid block tag|could not find block|block.{0,40}(in the future|not yet)/i;
const RATE_LIMIT =
  /rate.?limit|too many requests|requests? (count|limit|rate).{0,20}exceeded|exceeded.{0,60}(capacity|per second|quota|request)|compute units|throttl/i;
/** "Limit exceeded" (EIP-1474). Some gateways use it for the size of an answer, too, which waiting does not change. */
const LIMIT_EXCEEDED = -32005;
const TOO_LARGE = /more than \d+ (results|logs)|block range|response size|query timeout/i;
const METHOD_NOT_FOUND = new Set([-32601, -32004]);

export function isRateLimit({ code, message }: RpcAnswerError): boolean {
  if (isRevert(code, message) || TOO_LARGE.test(message)) return false;
  return code === 429 || code === LIMIT_EXCEEDED || RATE_LIMIT.test(message);
}

/** Null when the answers are to be believed. */
export function doubtOf(request: RpcRequest, answers: readonly RpcAnswer[]): Doubt | null {
  for (const answer of answers) {
    const doubt = "error" in answer ? doubtOfError(answer.error) : doubtOfResult(request, answer);
    if (doubt !== null) return doubt;
  }
  return null;
}

function doubtOfError({ code, message, data }: RpcAnswerError): Doubt | null {
  if (isRevert(code, message)) return null;
  if (METHOD_NOT_FOUND.has(code)) return "unsupported";
  if (NO_STATE.test(message) || (typeof data === "string" && NO_STATE.test(data))) return "no-state";
  return NO_BLOCK.test(message) ? "no-block" : null;
}

/** No block under a number that somebody has seen. */
function doubtOfResult({ payloads, pinnedBlock }: RpcRequest, { id, result }: JsonRpcResult): Doubt | null {
  const asked = payloads.find((payload) => payload.id === id);
  return asked?.method === "eth_getBlockByNumber" && pinnedBlock !== null && result === null ? "no-block" : null;
}

/** A contract may say anything when it reverts. */
function isRevert(code: number, message: string): boolean {
  return code === 3 || /revert/i.test(message);
}

/** The head of the chain, where the answers tell it. */
export function headIn({ payloads }: RpcRequest, answers: readonly RpcAnswer[]): number | null {
  for (const { id, method, params } of payloads) {
    const answer = answers.find((one) => one.id === id);
    if (answer === undefined || "error" in answer) continue;
    if (method === "eth_blockNumber") return quantity(answer.result);
    if (method === "eth_getBlockByNumber" && Array.isArray(params) && params[0] === "latest") return quantity(answer.result?.number);
  }
  return null;
}

function quantity(value: unknown): number | null {
  return typeof value === "string" && /^0x[0-9a-f]+$/i.test(value) ? Number(value) : null;
}

/** What nodes say of a transaction that they have already: as good as having taken it. */
export const ALREADY_KNOWN = /already ?known|known transaction|already imported|existing tx with same hash/i;

export function isTransaction(payload: JsonRpcPayload): boolean {
  return payload.method === "eth_sendRawTransaction";
}

/** The answer with "already known" turned into what the first sending would have been told: the hash of the bytes. */
export function asTaken({ payloads }: RpcRequest, answers: readonly RpcAnswer[]): readonly RpcAnswer[] {
  return answers.map((answer) => {
    const payload = payloads.find((one) => one.id === answer.id);
    const raw: unknown = Array.isArray(payload?.params) ? payload.params[0] : undefined;
    const known = "error" in answer && ALREADY_KNOWN.test(answer.error.message);
    return payload !== undefined && isTransaction(payload) && known && typeof raw === "string"
      ? { id: answer.id, result: keccak256(raw) }
      : answer;
  });
}
