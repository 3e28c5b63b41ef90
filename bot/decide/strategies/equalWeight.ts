import { urgentProposal } from "../urgent.ts";
import type { Strategy } from "./strategy.ts";
import { bounds, followShares } from "./weights.ts";

/** The same amount in every market, as far as limits allow; left alone until a weight is further off than the policy's drift band. */
export const equalWeight: Strategy = {
  name: "equal-weight",
  propose: (situation) => {
    const { markets } = situation;
    const propose = () =>
      followShares(
        situation,
        markets.map(bounds),
        markets.map(() => 1n),
      );
    return urgentProposal(situation) ?? propose();
  },
};
