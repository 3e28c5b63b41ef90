import { id } from "ethers";
import type { Market } from "../core/market.ts";
import { type AddressBook, knownMarkets } from "./addressBook.ts";

/** What of an address book names risks. */
export type MarketsOfChain = Pick<AddressBook, "tokens" | "markets"> & Partial<Pick<AddressBook, "optionalMarkets">>;

/** Issuers whose tokens a vault of another asset comes to depend on, beside those of the address book. */
const OTHER_ISSUERS = ["usds"];

/**
 * The names of the risks that a chain's adapters can have, by their keccak256, which is all the chain knows: "protocol:aave-v3",
 * "protocol:sky", "issuer:usdc", "vault:0x…".
 */
export function riskNames(book: MarketsOfChain): ReadonlyMap<string, string> {
  const names = [
    ...knownMarkets(book).flatMap(namesOfMarket),
    ...[...Object.keys(book.tokens).map((symbol) => symbol.toLowerCase()), ...OTHER_ISSUERS].map((issuer) => `issuer:${issuer}`),
  ];
  return new Map(names.map((name) => [id(name), name]));
}

/** Some risks bear the protocol's whole name ("aave-v3"), some its family's ("sky" of "sky-savings"). */
function namesOfMarket({ protocol, address }: Market): readonly string[] {
  return [`protocol:${protocol}`, `protocol:${protocol.split("-")[0]}`, `vault:${address}`];
}
