import type { Address } from "../../../bot/core/units.ts";
import { namedAccount } from "../accounts.ts";
import { mainnetAddresses } from "../addresses.ts";
import { creationCode, standInArtifact } from "../artifacts.ts";
import type { Impersonator } from "../impersonation.ts";
import { constructInPlace } from "../placement.ts";

/** Writes the rounds of the feed stand-ins. */
export const FEED_OPERATOR: Address = namedAccount("chainlink/operator");

export const FEED_DECIMALS = 8;

/** ETH/USD at the start. */
export const INITIAL_ETH_USD = 3_000;

/** Stand-ins of the Chainlink feeds that Aave and Compound read. */
export async function deployFeeds(impersonator: Impersonator): Promise<void> {
  const artifact = await standInArtifact("ChainlinkFeedStandIn");
  const { chainlinkEthUsd, chainlinkUsdcUsd, chainlinkUsdtUsd, chainlinkDaiUsd } = mainnetAddresses;
  const feeds: readonly (readonly [Address, string, number])[] = [
    [chainlinkEthUsd, "ETH / USD", INITIAL_ETH_USD],
    [chainlinkUsdcUsd, "USDC / USD", 1],
    [chainlinkUsdtUsd, "USDT / USD", 1],
    [chainlinkDaiUsd, "DAI / USD", 1],
  ];
  for (const [feed, description, priceUsd] of feeds) {
    const answer = BigInt(priceUsd) * 10n ** BigInt(FEED_DECIMALS);
    await constructInPlace(impersonator, feed, creationCode(artifact, [description, FEED_DECIMALS, FEED_OPERATOR, answer]));
  }
}
