import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PortInUseError } from "./errors.ts";
import type { Eip1193Provider } from "./provider.ts";

const HOST = "127.0.0.1";

export interface RpcServer {
  readonly rpcUrl: string;
  /** Stops serving and cuts the connections that clients keep alive. */
  close(): Promise<void>;
}

/**
 * Serves a provider as JSON-RPC over HTTP on this machine only, single requests and batches.
 * @param port Zero takes any free port.
 * @throws PortInUseError
 */
export async function serveRpc(provider: Eip1193Provider, port = 0): Promise<RpcServer> {
  const server = createServer((request, response) => {
    answer(provider, request, response).catch(() => response.destroy());
  });
  await listen(server, port);
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    rpcUrl: `http://${HOST}:${actualPort}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(error.code === "EADDRINUSE" ? new PortInUseError(port, error) : error));
    server.listen(port, HOST, resolve);
  });
}

interface RpcRequest {
  readonly id?: number | string | null;
  readonly method: string;
  readonly params?: readonly unknown[];
}

async function answer(provider: Eip1193Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const reply = await answerBody(provider, Buffer.concat(chunks).toString("utf8"));
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(reply));
}

async function answerBody(provider: Eip1193Provider, body: string): Promise<unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return failure(null, -32700, "Parse error");
  }
  if (!Array.isArray(parsed)) return answerOne(provider, parsed);
  const replies: unknown[] = [];
  // In order, as a client that batches transactions expects.
  for (const one of parsed) replies.push(await answerOne(provider, one));
  return replies;
}

async function answerOne(provider: Eip1193Provider, request: unknown): Promise<unknown> {
  if (!isRpcRequest(request)) return failure(null, -32600, "Invalid request");
  try {
    const result = await provider.request({ method: request.method, params: request.params ?? [] });
    return { jsonrpc: "2.0", id: request.id ?? null, result };
  } catch (error) {
    const { code, message, data } = error as { code?: unknown; message?: string; data?: unknown };
    return failure(request.id ?? null, typeof code === "number" ? code : -32603, message ?? String(error), data);
  }
}

function isRpcRequest(value: unknown): value is RpcRequest {
  return typeof value === "object" && value !== null && "method" in value && typeof value.method === "string";
}

function failure(id: number | string | null, code: number, message: string, data?: unknown) {
  return { jsonrpc: "2.0", id, error: { code, message, ...(data === undefined ? {} : { data }) } };
}
