import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Eip1193Provider, toQuantity } from "../../local-mainnet/provider.ts";

/** What the node does instead of answering; `forward` gives its true answer. */
export type NodeFault = (call: NodeCall) => Promise<unknown>;

export interface NodeCall {
  readonly method: string;
  readonly params: readonly unknown[];
  forward(params?: readonly unknown[]): Promise<unknown>;
  /** Something else of the node behind. */
  ask(method: string, params: readonly unknown[]): Promise<unknown>;
}

/** A node over HTTP that answers truly until it is given a fault. */
export interface FaultyNode {
  readonly url: string;
  /** Told of every call before it is answered; null tells nobody. */
  onCall: ((method: string, params: readonly unknown[]) => void) | null;
  /** Null heals it. A fault may answer for some methods only, and forward the others. */
  fault: NodeFault | null;
  close(): Promise<void>;
}

/** How long it wants to be left alone with HTTP 429 and 503. */
export const REST_SECONDS = 1;

class HttpFailure extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

class NoAnswer extends Error {}

class BrokenConnection extends Error {}

export async function startFaultyNode(provider: Eip1193Provider): Promise<FaultyNode> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { id, method, params = [] } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const forward = (changed: readonly unknown[] = params) => provider.request({ method, params: changed });
    const ask = (other: string, itsParams: readonly unknown[]) => provider.request({ method: other, params: itsParams });
    node.onCall?.(method, params);
    try {
      reply(response, id, { result: await (node.fault === null ? forward() : node.fault({ method, params, forward, ask })) });
    } catch (error) {
      if (error instanceof NoAnswer) return;
      if (error instanceof BrokenConnection) response.destroy();
      else if (error instanceof HttpFailure)
        response.writeHead(error.status, { "retry-after": String(REST_SECONDS) }).end("upstream failed");
      else reply(response, id, { error: errorObject(error) });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const node: FaultyNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onCall: null,
    fault: null,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return node;
}

/** As the provider has it: with a revert's data, if it is one. */
function errorObject(error: unknown): object {
  const { code, message, data } = error as { code?: unknown; message?: string; data?: unknown };
  return { code: typeof code === "number" ? code : -32603, message: message ?? String(error), ...(data === undefined ? {} : { data }) };
}

function reply(response: ServerResponse, id: number, body: object): void {
  response.setHeader("content-type", "application/json").end(JSON.stringify({ jsonrpc: "2.0", id, ...body }));
}

export const hangs: NodeFault = () => Promise.reject(new NoAnswer());
export const breaks: NodeFault = () => Promise.reject(new BrokenConnection());
export const failsWith =
  (status: number): NodeFault =>
  () =>
    Promise.reject(new HttpFailure(status));
/** The first calls meet a fault, the others are answered. */
export const first = (count: number, fault: NodeFault): NodeFault => {
  let left = count;
  return (call) => (left-- > 0 ? fault(call) : call.forward());
};
/** An answer in the right form that says something else. */
export const answersWith =
  (method: string, result: unknown): NodeFault =>
  (call) =>
    call.method === method ? Promise.resolve(result) : call.forward();
/** Its newest block is some blocks old. */
export const lags =
  (blocks: number): NodeFault =>
  async (call) => {
    if (call.method !== "eth_getBlockByNumber" || call.params[0] !== "latest") return call.forward();
    const head = (await call.forward()) as { number: string };
    return call.forward([toQuantity(Number(head.number) - blocks), false]);
  };
/** It reads another block than it is asked about. */
export const ignoresTheBlock =
  (blocks: number): NodeFault =>
  (call) => {
    if (call.method !== "eth_call") return call.forward();
    return call.forward([call.params[0], toQuantity(Number(call.params[1]) - blocks)]);
  };
/** Something happens while it works on a call. */
export const during =
  (method: string, happens: () => Promise<void>): NodeFault =>
  async (call) => {
    if (call.method === method) await happens();
    return call.forward();
  };
/** It does what it is asked for, and then something else goes wrong than its answer. */
export const loses =
  (method: string, fault: NodeFault): NodeFault =>
  async (call) => {
    if (call.method !== method) return call.forward();
    await call.forward().catch(() => undefined);
    return fault(call);
  };
/** In everything that it says, its newest block is some blocks old. */
export const isStale =
  (blocks: number): NodeFault =>
  async (call) => {
    const at = STATE_AT[call.method];
    if (at === undefined && call.method !== "eth_blockNumber" && call.method !== "eth_getTransactionReceipt") return call.forward();
    const head = toQuantity(Number(await call.ask("eth_blockNumber", [])) - blocks);
    if (call.method === "eth_blockNumber") return head;
    if (at !== undefined) {
      const isNewest = call.params[at] === "latest" || call.params[at] === "pending";
      return isNewest ? call.forward(call.params.with(at, head)) : call.forward();
    }
    const receipt = (await call.forward()) as { readonly blockNumber: string } | null;
    return receipt !== null && Number(receipt.blockNumber) > Number(head) ? null : receipt;
  };
/** Where these have the block that they are asked about. */
const STATE_AT: Readonly<Record<string, number>> = {
  eth_getBlockByNumber: 0,
  eth_call: 1,
  eth_estimateGas: 1,
  eth_getTransactionCount: 1,
  eth_getBalance: 1,
};
