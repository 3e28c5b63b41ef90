import type { MarketId } from "../core/market.ts";
import { protocolOf } from "../core/market.ts";

/** How a protocol's growth index and its rate behave, for the rules that compare two samples. */
export interface GrowthTraits {
  /** The largest fall of the index between two samples that is believed at once, a fraction. */
  readonly mostFall: number;
  /** Whether the index grows at the quoted rate at every moment, so that the two can be held against each other. */
  readonly accruesAtQuotedRate: boolean;
  /** Whether the rate is what the last swaps paid, from nothing to much and back, and not what anybody promises. */
  readonly quotesWhatSwapsPaid: boolean;
}

/** Interest only: the index never falls, but for the last digits of fixed-point arithmetic. */
const INTEREST: GrowthTraits = { mostFall: 1e-9, accruesAtQuotedRate: true, quotesWhatSwapsPaid: false };

/**
 * Share prices and pool values can really fall: a slashing, bad debt, an imbalance. Losses of more than 2 % at once are rare enough to wait for
 * the samples after it.
 */
const MAY_LOSE: GrowthTraits = { mostFall: 0.02, accruesAtQuotedRate: false, quotesWhatSwapsPaid: false };

const POOL: GrowthTraits = { ...MAY_LOSE, quotesWhatSwapsPaid: true };

const traits: Readonly<Record<string, GrowthTraits>> = {
  "aave-v3": INTEREST,
  "compound-v3": INTEREST,
  "sky-savings": INTEREST,
  "maker-dsr": INTEREST,
  curve: POOL,
  "uniswap-v3": POOL,
};

/** A protocol that is not named is taken as one that can lose value and quotes no rate of its own. */
export function growthTraitsOf(marketId: MarketId): GrowthTraits {
  return traits[protocolOf(marketId)] ?? MAY_LOSE;
}
