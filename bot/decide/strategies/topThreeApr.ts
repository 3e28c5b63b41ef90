import { quotedApr } from "./ranked.ts";
import type { Strategy } from "./strategy.ts";
import { proposeTopThree } from "./topThree.ts";

/** Equal thirds in the three markets that quote the highest total APR. */
export const topThreeApr: Strategy = {
  name: "top-3-apr",
  propose: (situation) => proposeTopThree(situation, quotedApr),
};
