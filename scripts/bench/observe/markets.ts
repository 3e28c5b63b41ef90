import { addressBookOf } from "../../../bot/compose.ts";
import type { AddressBook } from "../../../bot/config/addressBook.ts";
import type { Market } from "../../../bot/core/market.ts";

export const addressBook: AddressBook = addressBookOf(1);

/** So many markets: the address book's over and over, each under an id of its own. Nothing is read once for two of them. */
export function manyMarkets(count: number): readonly Market[] {
  const { markets } = addressBook;
  return Array.from({ length: count }, (_, i): Market => {
    const market = markets[i % markets.length] as Market;
    return { ...market, id: `1:${market.protocol}:market-${i}` };
  });
}
