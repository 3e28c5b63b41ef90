import { isDollarToken } from "../../facts/dollarTokens.ts";
import { dependenciesOf, isOwnAsset, type VetoRule } from "../input.ts";

/**
 * A dollar token the market depends on is not worth a dollar. When that is the vault's own asset, leaving for idle would not help, idle is the
 * same token: close. Another token is left. A token without a price says nothing here; a feed that fails trips the vault's monitor.
 */
export const peg: VetoRule = (input) => {
  const { pricesUsd, settings } = input;
  const off = dependenciesOf(input).flatMap((symbol) => {
    const priceUsd = pricesUsd[symbol] ?? Number.NaN;
    const isOff = isDollarToken(symbol) && (priceUsd < settings.leastPegPrice || priceUsd > settings.greatestPegPrice);
    return isOff ? [{ symbol, priceUsd }] : [];
  });
  if (off.length === 0) return null;
  const tokens = off.map(({ symbol, priceUsd }) => `${symbol} is at ${priceUsd.toFixed(4)} USD`).join(", ");
  return {
    reason: "off-peg",
    effect: off.every(({ symbol }) => isOwnAsset(input, symbol)) ? "close" : "exit",
    detail: `${tokens}; on its peg is ${settings.leastPegPrice} to ${settings.greatestPegPrice}`,
  };
};
