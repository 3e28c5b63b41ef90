import { HORIZON_SECONDS, RATE_FELL, RATE_FELL_APR } from "../thresholds.ts";
import type { OutcomeRule } from "./outcomes.ts";

/** The mean rate of the horizon is well below that of as long before the moment, in itself and in what it pays a year. It is known when the horizon is over. */
export const rateFell: OutcomeRule = (view, atSeconds, dueSeconds) => {
  const before = view.quoted.mean(atSeconds - HORIZON_SECONDS, atSeconds);
  const after = view.paid.mean(atSeconds, dueSeconds);
  return after <= before * (1 - RATE_FELL) && before - after >= RATE_FELL_APR ? dueSeconds : Number.NaN;
};
