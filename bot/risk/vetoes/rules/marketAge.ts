import { secondsOf } from "../../facts/factDate.ts";
import type { VetoRule } from "../input.ts";

const DAY_SECONDS = 86_400;

/** Too young: nothing goes in. A market whose launch nobody has written down is not held against it; the operator's list is for that. */
export const marketAge: VetoRule = ({ facts, atSeconds, settings }) => {
  if (facts === null || facts.launchedOn === null) return null;
  const ageDays = (atSeconds - secondsOf(facts.launchedOn)) / DAY_SECONDS;
  if (ageDays >= settings.leastMarketAgeDays) return null;
  const detail = `the market is ${Math.max(0, ageDays).toFixed(1)} days old, the least is ${settings.leastMarketAgeDays}`;
  return { reason: "market-age", effect: "close", detail };
};
