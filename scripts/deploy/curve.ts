import { ZeroAddress } from "ethers";
import { addressBooks } from "../../bot/config/addressBook.ts";
import type { Market, Token } from "../../bot/core/market.ts";
import type { Address } from "../../bot/core/units.ts";
import { UnknownTokenError } from "./errors.ts";

/** Chainlink writes the stablecoins' feeds once a day; an hour's grace. */
const FEED_MAX_AGE_SECONDS = 25 * 3_600;

/**
 * What the adapter's constructor takes beside the vault and the risks: `CurveParameters` in contracts/adapters/CurveAdapter.sol says what each
 * means. `companions` are `shareToken`, the pool's coins in its order as `coin0`, `coin1`, …, and, for CRV, `gauge`: without somewhere for the
 * CRV to go nothing is staked.
 */
export function curveParameters(market: Market, rewardReceiver: Address) {
  const { shareToken, gauge } = market.companions;
  return {
    pool: market.address,
    shareToken,
    gauge: rewardReceiver === ZeroAddress ? ZeroAddress : (gauge ?? ZeroAddress),
    feeds: coinsOf(market).map((coin) => ({ aggregator: usdFeed(market.chainId, coin), maxAgeSeconds: FEED_MAX_AGE_SECONDS })),
    rewardReceiver: gauge === undefined ? ZeroAddress : rewardReceiver,
    exitHaircutBps: 4,
    maxEntryLossBps: 5,
    pegToleranceBps: 50,
    minShareBps: 1_000,
  };
}

export function curveRisks(market: Market): readonly string[] {
  return ["protocol:curve", ...coinsOf(market).map((coin) => `issuer:${coin.symbol.toLowerCase()}`)];
}

function coinsOf({ chainId, companions }: Market): readonly Token[] {
  const coins: Token[] = [];
  for (let address = companions.coin0; address !== undefined; address = companions[`coin${coins.length}`]) {
    coins.push(tokenAt(chainId, address));
  }
  return coins;
}

function tokenAt(chainId: number, address: Address): Token {
  const token = Object.values(addressBooks.get(chainId)?.tokens ?? {}).find((one) => one.address === address);
  if (token === undefined) throw new UnknownTokenError(address, chainId);
  return token;
}

function usdFeed(chainId: number, token: Token): Address {
  const feed = addressBooks.get(chainId)?.usdPriceFeeds[token.symbol];
  if (feed === undefined) throw new UnknownTokenError(token.symbol, chainId);
  return feed;
}
