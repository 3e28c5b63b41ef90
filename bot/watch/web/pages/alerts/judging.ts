import type { Schema } from "../../../client/keeperClient.ts";
import { duration } from "../../format/times.ts";

type Hysteresis = Schema<"AlertDetail">["hysteresis"];

/** When such an alert fires, and when it is over. */
export function judging(hysteresis: Hysteresis): string {
  if (hysteresis === null) return "There is no such rule any more.";
  const { raise, clear } = hysteresis;
  const begin = raise.evaluations <= 1 && raise.seconds === 0 ? "It fires at once" : `It fires when it was found ${lasting(raise)}`;
  return `${begin}, and is over when nothing was found ${lasting(clear)}.`;
}

/** "3 times in a row, for 5 min". */
function lasting({ evaluations, seconds }: NonNullable<Hysteresis>["raise"]): string {
  const times = evaluations <= 1 ? "once" : evaluations === 2 ? "twice in a row" : `${evaluations} times in a row`;
  return seconds === 0 ? times : `${times}, for ${duration(seconds)}`;
}
