import { UpstreamError } from "./errors.ts";
import type { Eip1193Provider } from "./provider.ts";

/**
 * A provider that asks a JSON-RPC server over HTTP.
 * @throws UpstreamError when the server does not answer or answers something else; an RPC error as an `Error` with its code and data.
 */
export function createHttpProvider(rpcUrl: string): Eip1193Provider {
  let id = 0;
  return {
    async request({ method, params = [] }) {
      id += 1;
      const reply = await post(rpcUrl, { jsonrpc: "2.0", id, method, params });
      if (reply.error !== undefined) throw Object.assign(new Error(reply.error.message), reply.error);
      return reply.result;
    },
  };
}

interface RpcReply {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

async function post(rpcUrl: string, request: unknown): Promise<RpcReply> {
  try {
    const response = await fetch(rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(30_000),
    });
    return (await response.json()) as RpcReply;
  } catch (error) {
    // The URL may carry a key: only its host is shown.
    throw new UpstreamError(`No JSON-RPC answer from ${new URL(rpcUrl).host}`, "Check the URL and that the node is running.", error);
  }
}
