import type { Eip1193Provider } from "../../../../../bot/watch/web/pages/deposit/wallet/eip1193.ts";

export interface Asked {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** A wallet that answers as it is told, and remembers what it was asked. */
export interface FakeWallet extends Eip1193Provider {
  readonly asked: readonly Asked[];
  emit(event: string, payload: unknown): void;
  /** How many listen. */
  listeners(): number;
}

export function fakeWallet(answers: Readonly<Record<string, unknown>>): FakeWallet {
  const asked: Asked[] = [];
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  return {
    asked,
    async request({ method, params = [] }) {
      asked.push({ method, params });
      if (!(method in answers)) throw Object.assign(new Error(`${method} is not supported`), { code: 4200 });
      const answer = answers[method];
      return typeof answer === "function" ? answer(...params) : answer;
    },
    on(event, listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
    },
    removeListener(event, listener) {
      listeners.get(event)?.delete(listener);
    },
    emit(event, payload) {
      for (const listener of listeners.get(event) ?? []) listener(payload);
    },
    listeners: () => [...listeners.values()].reduce((sum, { size }) => sum + size, 0),
  };
}

/** An error as EIP-1193 has it. */
export function walletError(code: number, message = "", data?: unknown): Error {
  return Object.assign(new Error(message), { code, data });
}
