import { type Clock, systemClock } from "../../bot/execute/clock.ts";

/** A clock that shows the simulated chain's time and runs on at the machine's speed from where it was set. */
export function chainClock(): Clock & { set(timeSeconds: number): void } {
  let offsetMilliseconds = 0;
  return {
    nowMilliseconds: () => systemClock.nowMilliseconds() + offsetMilliseconds,
    sleep: systemClock.sleep,
    set(timeSeconds) {
      offsetMilliseconds = timeSeconds * 1000 - systemClock.nowMilliseconds();
    },
  };
}
