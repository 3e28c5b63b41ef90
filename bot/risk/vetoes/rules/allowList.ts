import type { VetoRule } from "../input.ts";

/** The operator has a list, and the market is not on it. */
export const allowList: VetoRule = ({ market, settings: { allowedMarkets } }) =>
  allowedMarkets === null || allowedMarkets.includes(market.id)
    ? null
    : { reason: "not-allowed", effect: "exit", detail: `the market is not one of the ${allowedMarkets.length} in risk.allowedMarkets` };
