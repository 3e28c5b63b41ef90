import type { Market } from "../../core/market.ts";
import type { Observation } from "../../core/observation.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { Conditions } from "../../predict/series/conditions.ts";

/** Daily closes are known when their day is over, and then for a day. */
const MOST_AGE_SECONDS = 86_400;
const PRICE = /^price:(.+)$/;

/**
 * USD prices by symbol: the lowest that observations say of their market's asset; of tokens that no market was observed of, the last known of the
 * surroundings if it is at most a day old.
 */
export function knownPrices(
  markets: readonly Market[],
  observations: readonly Observation[],
  conditions: Conditions,
  atSeconds: UnixSeconds,
): Readonly<Record<string, number>> {
  const prices: Record<string, number> = {};
  const symbols = new Map(markets.map(({ id, asset }) => [id, asset.symbol]));
  for (const { marketId, assetPriceUsd } of observations) {
    const symbol = symbols.get(marketId);
    if (symbol !== undefined) prices[symbol] = Math.min(prices[symbol] ?? assetPriceUsd, assetPriceUsd);
  }
  for (const [name, { timeSeconds, value }] of conditions) {
    const symbol = PRICE.exec(name)?.[1];
    const last = timeSeconds.findLastIndex((time) => time <= atSeconds);
    const price = value[last];
    if (symbol === undefined || price === undefined || atSeconds - (timeSeconds[last] as number) > MOST_AGE_SECONDS) continue;
    prices[symbol] ??= price;
  }
  return prices;
}
