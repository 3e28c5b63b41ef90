import { addressBooks } from "../../bot/config/addressBook.ts";
import { stableRange } from "../../bot/config/stableRange.ts";
import type { Market, Token } from "../../bot/core/market.ts";
import type { Address } from "../../bot/core/units.ts";
import { UnknownTokenError } from "./errors.ts";

/** Chainlink writes the stablecoins' feeds once a day; an hour's grace. */
const FEED_MAX_AGE_SECONDS = 25 * 3_600;

/** What the adapter's constructor takes after the vault: pool, feeds, bounds. `companions.other` is the pool's other token. */
export function uniswapV3Arguments(market: Market): readonly unknown[] {
  const other = otherToken(market);
  return [market.address, usdFeed(market.chainId, market.asset), usdFeed(market.chainId, other), parameters(market.asset, other)];
}

export function uniswapV3Risks(market: Market): readonly string[] {
  return ["protocol:uniswap-v3", ...[market.asset, otherToken(market)].map((token) => `issuer:${token.symbol.toLowerCase()}`)];
}

function otherToken({ chainId, companions: { other } }: Market): Token {
  const token = Object.values(addressBooks.get(chainId)?.tokens ?? {}).find((one) => one.address === other);
  if (token === undefined) throw new UnknownTokenError(other, chainId);
  return token;
}

function usdFeed(chainId: number, token: Token): readonly [aggregator: Address, maxAgeSeconds: number] {
  const feed = addressBooks.get(chainId)?.usdPriceFeeds[token.symbol];
  if (feed === undefined) throw new UnknownTokenError(token.symbol, chainId);
  return [feed, FEED_MAX_AGE_SECONDS];
}

/** Bounds for two tokens of one peg; `UniswapV3Parameters` in contracts/interfaces says what each means. */
function parameters(asset: Token, other: Token) {
  return {
    ...stableRange(asset, other),
    minRangeTicks: 4,
    maxPegDeviationBps: 60,
    maxPoolDeviationBps: 20,
    maxSwapSlippageBps: 20,
    exitHaircutBps: 3,
    maxEntryCostBps: 20,
    maxRerangeLossBps: 10,
    maxDailyRerangeLossBps: 20,
    rerangeCooldownSeconds: 4 * 3_600,
  };
}
