import { parseEther } from "ethers";
import type { AddressBook } from "../../bot/config/addressBook.ts";
import type { Token } from "../../bot/core/market.ts";
import type { Address } from "../../bot/core/units.ts";

/** A contract that watches what a vault is invested in; prices in USD. */
export interface BreakerMonitorSpecification {
  /** Positions of at most this much, in smallest units, raise no alarm. */
  readonly dustAssets: bigint;
  readonly minExitLiquidityBps: number;
  readonly feeds: readonly {
    readonly aggregator: Address;
    readonly maxAgeSeconds: number;
    readonly minPriceUsd: number;
    readonly maxPriceUsd: number;
  }[];
}

/** Chainlink's heartbeat for stable coins on mainnet, and an hour's patience. */
const STABLE_FEED_MAX_AGE_SECONDS = 25 * 3_600;

/** The stable coins that a vault of another one can come to depend on. */
const STABLE_SYMBOLS = ["USDC", "USDT", "DAI"];

/** Watches the asset's peg, where it has one and the address book knows its feed, and whether a twentieth of the vault could be paid out. */
export function breakerMonitorSpecification(
  { usdPriceFeeds }: Pick<AddressBook, "usdPriceFeeds">,
  asset: Token,
): BreakerMonitorSpecification {
  const aggregator = STABLE_SYMBOLS.includes(asset.symbol) ? usdPriceFeeds[asset.symbol] : undefined;
  return {
    dustAssets: 10n ** BigInt(asset.decimals),
    minExitLiquidityBps: 500,
    feeds:
      aggregator === undefined ? [] : [{ aggregator, maxAgeSeconds: STABLE_FEED_MAX_AGE_SECONDS, minPriceUsd: 0.985, maxPriceUsd: 1.015 }],
  };
}

export function breakerMonitorArguments({ dustAssets, minExitLiquidityBps, feeds }: BreakerMonitorSpecification): readonly unknown[] {
  const watched = feeds.map(({ aggregator, maxAgeSeconds, minPriceUsd, maxPriceUsd }) => ({
    feed: { aggregator, maxAgeSeconds },
    minPriceWad: parseEther(String(minPriceUsd)),
    maxPriceWad: parseEther(String(maxPriceUsd)),
  }));
  return [dustAssets, minExitLiquidityBps, watched, []];
}
