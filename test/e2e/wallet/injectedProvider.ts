/** What the page is told of the wallet, and by which name it reaches the wallet's other half. */
export interface Injection {
  readonly name: string;
  readonly rdns: string;
  readonly uuid: string;
  readonly icon: string;
  /** Of the function in `window` that answers requests. */
  readonly request: string;
  /** Of the function in `window` by which the wallet tells its events. */
  readonly emit: string;
}

/**
 * Runs in the page, before its own scripts: an EIP-1193 provider, announced by EIP-6963 and nowhere else. It stands alone, since it is sent to
 * the browser as text.
 */
export function injectProvider({ name, rdns, uuid, icon, request, emit }: Injection): void {
  type Listener = (payload: unknown) => void;
  type Answer = { readonly result: unknown } | { readonly error: { code: number; message: string; data?: unknown } };
  const page = globalThis as unknown as EventTarget & Record<string, unknown>;
  const listeners = new Map<string, Set<Listener>>();
  const provider = {
    async request(asked: { readonly method: string; readonly params?: unknown }): Promise<unknown> {
      const answer = (await (page[request] as (asked: unknown) => Promise<Answer>)(asked)) as Answer;
      if ("result" in answer) return answer.result;
      const { code, message, data } = answer.error;
      throw Object.assign(new Error(message), { code, data });
    },
    on(event: string, listener: Listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
      return provider;
    },
    removeListener(event: string, listener: Listener) {
      listeners.get(event)?.delete(listener);
      return provider;
    },
  };
  page[emit] = (event: string, payload: unknown) => {
    for (const listener of [...(listeners.get(event) ?? [])]) listener(payload);
  };
  const detail = Object.freeze({ info: Object.freeze({ uuid, name, icon, rdns }), provider });
  const announce = () => page.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  page.addEventListener("eip6963:requestProvider", announce);
  announce();
}
