import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { PortInUseError } from "../local-mainnet/errors.ts";
import type { RefusingMode } from "./modes.ts";
import { INTERNAL_ERROR, INVALID_REQUEST, PARSE_ERROR, RelayRpcError, SERVER_ERROR } from "./rpcError.ts";
import type { Carried, RpcMethods } from "./rpcMethods.ts";
import { authenticate } from "./signature.ts";

const HOST = "127.0.0.1";

/** A bundle of 300,000 bytes in hexadecimal, with room for the rest of the call. */
const MAX_BODY_BYTES = 1_000_000;

const requestSchema = z.object({ id: z.union([z.string(), z.number(), z.null()]).default(null), method: z.string(), params: z.unknown() });

type RpcId = string | number | null;

export interface RelayServer {
  readonly url: string;
  /** Cuts all connections, also those that wait for an answer. */
  close(): Promise<void>;
}

export interface RelayServerOptions {
  readonly methods: RpcMethods;
  readonly port: number;
  /** Told of each call that a mode refused. */
  readonly onRefused: (mode: RefusingMode) => void;
}

/**
 * Serves signed JSON-RPC on this machine only. A mode's refusal looks as it does in life.
 * @throws PortInUseError
 */
export async function serveRelay({ methods, port, onRefused }: RelayServerOptions): Promise<RelayServer> {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let id: RpcId = null;
    try {
      const body = await readBody(request);
      const signer = authenticate(request.headers["x-flashbots-signature"]?.toString(), body);
      const call = parseCall(body);
      id = call.id;
      respond(response, id, await methods({ method: call.method, params: call.params, signer }));
    } catch (error) {
      const { code, message, httpStatus } = toRpcError(error);
      send(response, httpStatus, { jsonrpc: "2.0", error: { code, message }, id });
    }
  }

  function respond(response: ServerResponse, id: RpcId, carried: Carried): void {
    if ("result" in carried) {
      send(response, 200, { jsonrpc: "2.0", id, result: carried.result });
      return;
    }
    const { refusedBy } = carried;
    onRefused(refusedBy);
    switch (refusedBy.kind) {
      case "hang":
        return;
      case "http-429":
        send(response, 429, { error: "rate limit exceeded" });
        return;
      case "http-500":
        send(response, 500, { error: "internal server error" });
        return;
      case "reject":
        send(response, 200, { jsonrpc: "2.0", id, error: { code: SERVER_ERROR, message: refusedBy.message ?? "bundle rejected" } });
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new PortInUseError(port, error, "--relay-port") : error);
    });
    server.listen(port, HOST, resolve);
  });
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Reads a body that is too long to its end, too, since a client listens only when it has sent all, but keeps none of it. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (length > MAX_BODY_BYTES) throw new RelayRpcError(INVALID_REQUEST, `request body larger than ${MAX_BODY_BYTES} bytes`, 413);
  return Buffer.concat(chunks);
}

function parseCall(body: Buffer): z.output<typeof requestSchema> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    throw new RelayRpcError(PARSE_ERROR, "invalid json body", 400);
  }
  const call = requestSchema.safeParse(parsed);
  if (!call.success) throw new RelayRpcError(INVALID_REQUEST, "invalid request", 400);
  return call.data;
}

function toRpcError(error: unknown): RelayRpcError {
  return error instanceof RelayRpcError ? error : new RelayRpcError(INTERNAL_ERROR, (error as Error).message);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
