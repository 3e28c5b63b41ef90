import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A real HTTP server in front of a node, which sees every request and may refuse some. */
export interface RpcProxy {
  readonly url: string;
  /** The methods of all requests that came, in order. */
  readonly methods: string[];
  close(): Promise<void>;
}

export interface ProxiedRequest {
  readonly id: number;
  readonly method: string;
  readonly bodyBytes: number;
  readonly params: readonly unknown[];
}

/** A refusal: an HTTP status, or an error in JSON-RPC's terms. */
export type Refusal = { readonly status: number } | { readonly error: { readonly code: number; readonly message: string } };

/** Passes on what `refuse` lets through. */
export async function serveRpcProxy(
  targetUrl: string,
  refuse: (request: ProxiedRequest) => Refusal | null = () => null,
): Promise<RpcProxy> {
  const methods: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { id, method, params } = JSON.parse(body.toString("utf8"));
    methods.push(method);
    const refusal = refuse({ id, method, params, bodyBytes: body.byteLength });
    if (refusal !== null && "status" in refusal) {
      response.writeHead(refusal.status).end();
      return;
    }
    response.setHeader("content-type", "application/json");
    if (refusal !== null) response.end(JSON.stringify({ jsonrpc: "2.0", id, ...refusal }));
    else response.end(await (await fetch(targetUrl, { method: "POST", headers: { "content-type": "application/json" }, body })).text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    methods,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
