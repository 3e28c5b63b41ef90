import type { JsonRpc } from "../../../bot/execute/rpc.ts";

/** Decides what one call meets: forward it, answer something else, throw, or never return. */
export type Fault = (forward: () => Promise<unknown>, params: unknown[]) => Promise<unknown>;

/** A node with faults by method, and a record of what it was asked. */
export class FaultyRpc implements JsonRpc {
  readonly calls: { readonly method: string; readonly params: unknown[] }[] = [];
  readonly #node: JsonRpc;
  readonly #faults = new Map<string, Fault[]>();

  constructor(node: JsonRpc) {
    this.#node = node;
  }

  /** The next calls of `method` meet these faults, one each; later calls are served. */
  next(method: string, ...faults: Fault[]): this {
    this.#faults.set(method, [...(this.#faults.get(method) ?? []), ...faults]);
    return this;
  }

  async send(method: string, params: unknown[]): Promise<unknown> {
    this.calls.push({ method, params });
    const forward = () => this.#node.send(method, params);
    const fault = this.#faults.get(method)?.shift();
    return fault ? fault(forward, params) : forward();
  }

  count(method: string): number {
    return this.calls.filter((call) => call.method === method).length;
  }
}

export const hang: Fault = () => new Promise(() => {});

/** The node does what it is asked, and the answer is lost. */
export const hangAfter: Fault = async (forward) => {
  await forward();
  return new Promise(() => {});
};

export const disconnect: Fault = async () => {
  throw Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }) });
};

export const refuseWith =
  (code: number, message: string, data?: unknown): Fault =>
  async () => {
    throw Object.assign(new Error(message), { code, data });
  };

export const answerWith =
  (result: unknown): Fault =>
  async () =>
    result;
