import type { JsonRpcPayload } from "ethers";

/** A JSON-RPC request and what the choice of an endpoint depends on. */
export interface RpcRequest {
  readonly payloads: readonly JsonRpcPayload[];
  readonly body: string;
  /** For messages. */
  readonly method: string;
  /** The block number that its answer depends on, if it names one. */
  readonly pinnedBlock: number | null;
}

export function rpcRequest(payload: JsonRpcPayload | JsonRpcPayload[]): RpcRequest {
  const payloads = Array.isArray(payload) ? payload : [payload];
  const pinned = payloads.map(pinnedBlockOf).filter((block) => block !== null);
  return {
    payloads,
    body: JSON.stringify(payload),
    method: payloads.map((one) => one.method).join(", "),
    pinnedBlock: pinned.length === 0 ? null : Math.min(...pinned),
  };
}

/** Where a method's parameters name a block. */
const BLOCK_PARAMETER: Readonly<Record<string, number>> = {
  eth_call: 1,
  eth_estimateGas: 1,
  eth_getBalance: 1,
  eth_getBlockByNumber: 0,
  eth_getCode: 1,
  eth_getStorageAt: 2,
  eth_getTransactionCount: 1,
};

function pinnedBlockOf({ method, params }: JsonRpcPayload): number | null {
  const index = BLOCK_PARAMETER[method];
  const block: unknown = index === undefined || !Array.isArray(params) ? undefined : params[index];
  return typeof block === "string" && /^0x[0-9a-f]+$/i.test(block) ? Number(block) : null;
}
