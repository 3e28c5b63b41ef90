import type { Strategy } from "./strategy.ts";

/** Never moves, whatever happens: what the money would be without a keeper. */
export const idle: Strategy = {
  name: "idle",
  propose: ({ current }) => ({
    reason: "already-optimal",
    targets: current,
    reachable: current,
    wanted: current,
    rejected: null,
    moneyApr: 0,
  }),
};
