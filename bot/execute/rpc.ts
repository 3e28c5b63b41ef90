import { KeeperError } from "../core/errors.ts";

/** JSON-RPC by method name; every ethers `JsonRpcApiProvider` is one. */
export interface JsonRpc {
  send(method: string, params: unknown[]): Promise<unknown>;
}

/** A call to a node that gave no usable result. Its three kinds say what is known about the node. */
export abstract class RpcError extends KeeperError {
  readonly method: string;

  constructor(method: string, message: string, remedy: string) {
    super(message, remedy, 3);
    this.method = method;
  }
}

/** The node did not answer in time: what was asked for may still have happened. */
export class RpcTimeoutError extends RpcError {
  constructor(method: string, timeoutMilliseconds: number) {
    super(
      method,
      `The node did not answer ${method} within ${timeoutMilliseconds} ms`,
      "Check that the RPC endpoint is up, or configure another one.",
    );
  }
}

/** The node could not be reached, or the connection broke: what was asked for may still have happened. */
export class RpcUnavailableError extends RpcError {
  constructor(method: string, what: string) {
    super(method, `The node could not be asked for ${method}: ${what}`, "Check the RPC URL and that the endpoint is up.");
  }
}

/** The node answered with a JSON-RPC error object. */
export class RpcResponseError extends RpcError {
  readonly code: number;
  /** The node's own words. */
  readonly nodeMessage: string;
  /** Revert data, "0x…", when the error carries some. */
  readonly revertData: string | null;

  constructor(method: string, code: number, nodeMessage: string, revertData: string | null) {
    super(method, `The node refused ${method}: ${nodeMessage} (code ${code})`, "Check that the RPC endpoint supports the call.");
    this.code = code;
    this.nodeMessage = nodeMessage;
    this.revertData = revertData;
  }
}

/** The node answered with something that is not what the Ethereum JSON-RPC specification promises. */
export class RpcMalformedError extends RpcError {
  constructor(method: string, what: string) {
    super(method, `The node answered ${method} with an unusable ${what}`, "Check the RPC endpoint, or configure another one.");
  }
}

/**
 * The same node with a time limit on every call and every failure turned into an `RpcError`.
 *
 * Messages of the transport are not passed on, because they contain the URL and with it the API key of many providers.
 */
export function boundedRpc(rpc: JsonRpc, timeoutMilliseconds: number): JsonRpc {
  return {
    async send(method, params) {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new RpcTimeoutError(method, timeoutMilliseconds)), timeoutMilliseconds);
      });
      try {
        return await Promise.race([rpc.send(method, params), timeout]);
      } catch (error) {
        throw asRpcError(method, error);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function asRpcError(method: string, error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  const response = errorResponseWithin(error);
  if (response) return new RpcResponseError(method, response.code, response.message, revertDataWithin(response.data));
  return new RpcUnavailableError(method, transportFailure(error));
}

interface ErrorResponse {
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
}

/**
 * The JSON-RPC error object inside what a client threw: ethers keeps it under `info.error` or `error`, an EIP-1193 provider throws it as
 * it is. Its code is an integer, where ethers' own codes and those of sockets are words; a DOMException (an aborted fetch) also has one.
 */
function errorResponseWithin(error: unknown): ErrorResponse | null {
  if (!isObject(error) || error instanceof DOMException) return null;
  const candidates = [isObject(error.info) ? error.info.error : undefined, error.error, error];
  for (const candidate of candidates) {
    if (!isObject(candidate)) continue;
    const { code, message, data } = candidate;
    if (typeof code === "number" && Number.isInteger(code) && typeof message === "string") return { code, message, data };
  }
  return null;
}

/** Nodes put revert data in `data`, `data.data` (Hardhat) or, with words before it, in a string (Parity's "Reverted 0x…"). */
function revertDataWithin(data: unknown): string | null {
  if (isObject(data)) return revertDataWithin(data.data);
  if (typeof data !== "string") return null;
  return /0x(?:[0-9a-fA-F]{2})*$/.exec(data)?.[0] ?? null;
}

function transportFailure(error: unknown): string {
  if (!isObject(error)) return "the call failed";
  if (typeof error.shortMessage === "string") return error.shortMessage;
  if (typeof error.code === "string") return error.code;
  return isObject(error.cause) && typeof error.cause.code === "string" ? error.cause.code : "the connection failed";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
