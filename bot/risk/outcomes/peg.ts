import type { OutcomeRule } from "./outcomes.ts";

export const offPeg: OutcomeRule = (view, atSeconds, dueSeconds) => {
  const times = view.pegs.map((peg) => peg.firstOff(atSeconds, dueSeconds)).filter((time) => !Number.isNaN(time));
  return times.length === 0 ? Number.NaN : Math.min(...times);
};
