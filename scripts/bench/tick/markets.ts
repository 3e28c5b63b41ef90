import type { Market } from "../../../bot/core/market.ts";
import { addressBook, manyMarkets } from "../observe/markets.ts";

/** So many markets: those of the address book, which the vault is over, and then the same again under ids of their own. */
export function benchMarkets(count: number): readonly Market[] {
  const { markets } = addressBook;
  return [...markets.slice(0, count), ...manyMarkets(Math.max(0, count - markets.length))];
}
