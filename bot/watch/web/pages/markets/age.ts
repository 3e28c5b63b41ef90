import type { Schema } from "../../../client/keeperClient.ts";
import { duration } from "../../format/times.ts";

/** As often as a vault ticks of which nobody says how often. */
const USUAL_TICK_SECONDS = 300;
/** A sample may be missed, and the next one be late. */
const OLD_TICKS = 3;

/** "5 min ago"; a block of a moment ago, or of a clock that is ahead of ours, is "just now". */
export function ageText(seconds: number, nowSeconds: number): string {
  const age = nowSeconds - seconds;
  return age < 1 ? "just now" : `${duration(age)} ago`;
}

/** Whether something newer should have been seen by now. */
export function isOld(seconds: number, nowSeconds: number, tickSeconds: number | null): boolean {
  return nowSeconds - seconds > OLD_TICKS * (tickSeconds ?? USUAL_TICK_SECONDS);
}

/** What time it is by the clock of whoever answers, which need not be this machine's. */
export function keeperNow({ keeper: { lastTickAtSeconds, lastTickAgeSeconds } }: Pick<Schema<"Overview">, "keeper">): number {
  return lastTickAtSeconds === null || lastTickAgeSeconds === null ? Date.now() / 1000 : lastTickAtSeconds + lastTickAgeSeconds;
}
