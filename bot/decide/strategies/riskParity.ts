import type { MarketSituation } from "../situation.ts";
import { urgentProposal } from "../urgent.ts";
import type { Strategy } from "./strategy.ts";
import { bounds, followShares, unmoved } from "./weights.ts";

/** Markets whose forecasts are surer than this are equally sure: fixed rates would otherwise take everything. As an APR. */
const LEAST_WIDTH_APR = 0.001;
const WEIGHT_SCALE = 1e9;

/**
 * Weights in inverse proportion to how uncertain each market's yield is, by the width of its forecast's interval from p10 to p90, which is a
 * multiple of its standard deviation; what it pays does not count. With correlations all alike this makes every market contribute the same
 * risk (Maillard, Roncalli and Teïletche 2010). Correlations themselves, which hierarchical risk parity clusters by, no
 * situation knows. Left alone within the policy's drift band; a market without a fresh forecast is left as it is.
 */
export const riskParity: Strategy = {
  name: "risk-parity",
  propose: (situation) => {
    const { markets } = situation;
    const limits = () => markets.map((market) => (market.forecast === null ? unmoved(market) : bounds(market)));
    return urgentProposal(situation) ?? followShares(situation, limits(), markets.map(inverseWidth));
  },
};

function inverseWidth({ forecast }: MarketSituation): bigint {
  if (forecast === null) return 0n;
  const width = Math.max(LEAST_WIDTH_APR, forecast.p90Apr - forecast.p10Apr);
  return BigInt(Math.ceil((LEAST_WIDTH_APR / width) * WEIGHT_SCALE));
}
