import type { MarketSituation, Situation } from "../situation.ts";
import { urgentProposal } from "../urgent.ts";
import { dayVariance } from "../variance.ts";
import type { Proposal } from "./strategy.ts";
import { bounds, followShares, unmoved } from "./weights.ts";

/** Markets that are surer than this are equally sure: fixed rates would otherwise take everything. As an APR, from p10 to p90. */
const LEAST_WIDTH_APR = 0.001;
/** The same as the variance of a day's return; 2.563 standard deviations lie between p10 and p90 of a normal. */
const LEAST_DAY_VARIANCE = (LEAST_WIDTH_APR / 2.563 / 365) ** 2;
const WEIGHT_SCALE = 1e9;

/** Shares of the money by a covariance of what markets return: positive, in any scale. */
export type SharesByRisk = (covariance: readonly Float64Array[]) => readonly number[];

/**
 * A proposal to share out the money by risk: by the covariance of returns where it is known. Without one, in inverse proportion to how uncertain
 * each market's yield is, by the width of its forecast's interval from p10 to p90, a multiple of its standard deviation. What markets pay does
 * not count. Left alone within the policy's drift band; a market without a fresh forecast is left as it is.
 */
export function followRisk(situation: Situation, shares: SharesByRisk): Proposal {
  const { markets } = situation;
  const limits = () => markets.map((market) => (market.forecast === null ? unmoved(market) : bounds(market)));
  return urgentProposal(situation) ?? followShares(situation, limits(), weights(situation, shares));
}

function weights({ markets, input }: Situation, shares: SharesByRisk): readonly bigint[] {
  const whole = dayVariance(input.vault, input.yieldCovariance);
  if (whole === null) return markets.map(inverseWidth);
  const places = markets.flatMap(({ forecast }, i) => (forecast === null ? [] : [i]));
  const covariance = places.map((i) =>
    Float64Array.from(places, (j) => Math.max(whole[i]?.[j] ?? 0, i === j ? LEAST_DAY_VARIANCE : Number.NEGATIVE_INFINITY)),
  );
  const all = shares(covariance);
  const greatest = Math.max(...all);
  const byPlace = new Map(places.map((i, k) => [i, BigInt(Math.ceil(((all[k] ?? 0) / greatest) * WEIGHT_SCALE))]));
  return markets.map((_, i) => byPlace.get(i) ?? 0n);
}

function inverseWidth({ forecast }: MarketSituation): bigint {
  if (forecast === null) return 0n;
  const width = Math.max(LEAST_WIDTH_APR, forecast.p90Apr - forecast.p10Apr);
  return BigInt(Math.ceil((LEAST_WIDTH_APR / width) * WEIGHT_SCALE));
}
