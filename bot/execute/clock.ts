import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../core/clock.ts";

export type { Clock } from "../core/clock.ts";

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
