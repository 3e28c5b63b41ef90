import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { JsonRpcProvider, Network } from "ethers";
import type { JsonRpc } from "../../../bot/execute/rpc.ts";
import { CHAIN_ID } from "./constants.ts";

export interface RpcServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a chain over HTTP as a node does. A promise that never settles is a request that hangs. */
export async function serveRpc(rpc: JsonRpc): Promise<RpcServer> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { id, method, params } = JSON.parse(body);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ jsonrpc: "2.0", id, ...(await answer(rpc, method, params)) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(rpc: JsonRpc, method: string, params: unknown[]): Promise<{ result: unknown } | { error: unknown }> {
  try {
    return { result: await rpc.send(method, params) };
  } catch (error) {
    const { code, message, data } = error as { code: number; message: string; data: unknown };
    return { error: { code, message, data } };
  }
}

/** The client the keeper uses, set so that every call goes to the node once and alone. */
export function ethersProvider(url: string): JsonRpcProvider {
  return new JsonRpcProvider(url, CHAIN_ID, { staticNetwork: Network.from(CHAIN_ID), cacheTimeout: -1, batchMaxCount: 1 });
}
