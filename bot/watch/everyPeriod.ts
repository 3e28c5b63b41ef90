import type { Clock } from "../core/clock.ts";

/** Does the work now and at every boundary of `seconds` (UTC), one at a time, until `stop` is aborted. What the work throws ends it. */
export async function everyPeriod(clock: Clock, seconds: number, stop: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  const periodMs = seconds * 1000;
  while (!stop.aborted) {
    await work();
    await clock.sleep(periodMs - (clock.nowMilliseconds() % periodMs), stop);
  }
}
