import { setTimeout as delay } from "node:timers/promises";

/** The keeper's own time, for waiting and for records. What a plan may still do is judged by the chain's time, never by this. */
export interface Clock {
  nowMilliseconds(): number;
  /** Resolves when the time is over, or at once when `stop` is aborted. */
  sleep(milliseconds: number, stop?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMilliseconds: () => Date.now(),
  sleep: async (milliseconds, stop) => {
    try {
      await delay(milliseconds, undefined, stop === undefined ? {} : { signal: stop });
    } catch (error) {
      if (!stop?.aborted) throw error;
    }
  },
};

export function nowSeconds(clock: Clock): number {
  return Math.floor(clock.nowMilliseconds() / 1000);
}
