import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A real HTTP server that answers JSON-RPC as a test tells it to. */
export interface JsonRpcServer {
  readonly url: string;
  readonly methods: string[];
  close(): Promise<void>;
}

export type Answer =
  | { readonly result: unknown }
  | { readonly error: { code: number; message: string; data?: string } }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  | { readonly text: string }
  | "hang";

export async function serveJsonRpc(answer: (method: string, params: unknown[]) => Answer): Promise<JsonRpcServer> {
  const methods: string[] = [];
  const server = createServer(async (request, response) => {
    const { id, method, params } = JSON.parse(await bodyOf(request));
    methods.push(method);
    respond(response, id, answer(method, params));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, methods, close: () => closeServer(server) };
}

function respond(response: ServerResponse, id: number, answer: Answer): void {
  if (answer === "hang") return;
  if ("status" in answer) {
    const { status, headers, body } = answer;
    response.writeHead(status, headers).end(body === undefined ? "upstream failed" : JSON.stringify(body));
  } else if ("text" in answer) response.end(answer.text);
  else response.setHeader("content-type", "application/json").end(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
