import type { VetoRule } from "../input.ts";

/**
 * A market that takes no new deposits. Whoever governs a lending, savings or staking market freezes it when something is wrong or it is
 * to be given up: what follows is rarely good, interest dries up since nobody borrows anew, and meanwhile withdrawals are still open and
 * cost gas only. So: exit, as for the adapter, which calls a frozen market unhealthy.
 *
 * A vault that takes nothing may just be full, and a pool "takes nothing" while its price is out of our range: anybody could bring that
 * about for a block. There: close.
 */
export const frozen: VetoRule = ({ observation, facts }) => {
  if (!observation?.flags.frozen) return null;
  if (facts?.kind === "vault" && observation.flags.supplyCapReached) return null;
  const isAnybodysDoing = facts?.kind === "vault" || facts?.kind === "pool";
  return { reason: "frozen", effect: isAnybodysDoing ? "close" : "exit", detail: "the market takes no new deposits" };
};
