import { setTimeout as pause } from "node:timers/promises";
import type { JsonRpcApiProvider } from "ethers";

/** Resolves when the next request may begin: no more than so many a second, evenly spaced, however many ask at once. */
export type Pace = () => Promise<void>;

/** What a pace needs of time. */
export interface PaceClock {
  now(): number;
  pause(milliseconds: number): Promise<unknown>;
}

const systemClock: PaceClock = { now: () => performance.now(), pause: (milliseconds) => pause(milliseconds) };

export function createPace(requestsPerSecond: number, clock: PaceClock = systemClock): Pace {
  const spacing = 1000 / requestsPerSecond;
  let next = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock.now();
    const turn = Math.max(now, next);
    next = turn + spacing;
    if (turn > now) await clock.pause(turn - now);
  };
}

/** Has every request of the provider wait for its turn. */
export function keepPace(provider: JsonRpcApiProvider, pace: Pace): void {
  const send = provider.send.bind(provider);
  provider.send = async (method, params) => {
    await pace();
    return send(method, params);
  };
}
