import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A node's endpoint that counts what it is asked and can be made to fail. */
export interface RpcProxy {
  readonly url: string;
  readonly methods: string[];
  /** What to answer instead of the node's answer; null passes the request on. */
  instead: (method: string) => { status: number; body: string } | null;
  close(): Promise<void>;
}

export async function serveRpcProxy(target: string): Promise<RpcProxy> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const { id, method } = JSON.parse(body);
    proxy.methods.push(method);
    const instead = proxy.instead(method);
    if (instead !== null) {
      response.writeHead(instead.status, { "content-type": "application/json" }).end(instead.body.replace('"id":0', `"id":${id}`));
      return;
    }
    const answer = await fetch(target, { method: "POST", headers: { "content-type": "application/json" }, body });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: RpcProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    methods: [],
    instead: () => null,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return proxy;
}
