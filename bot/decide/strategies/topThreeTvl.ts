import type { Strategy } from "./strategy.ts";
import { proposeTopThree } from "./topThree.ts";

/** Equal thirds in the three markets of the largest deposits, lent out or not: where the others trust their money, whatever it pays. */
export const topThreeTvl: Strategy = {
  name: "top-3-tvl",
  propose: (situation) => proposeTopThree(situation, ({ totalSupply }) => Number(totalSupply)),
};
