import { concat, toBeHex } from "ethers";
import type { AddressBook } from "../../bot/config/addressBook.ts";
import { MissingSettingError } from "../../bot/config/errors.ts";
import type { Token } from "../../bot/core/market.ts";
import type { Address } from "../../bot/core/units.ts";

/** A contract that sells the rewards of a vault's markets. */
export interface RewardSellerSpecification {
  readonly swapRouter: Address;
  /** Where tokens without a route go. */
  readonly sweepRecipient: Address;
  /** How long a later route can be seen before it can be used. */
  readonly timelockSeconds: number;
  /** Those it is born with, as the contract takes them. */
  readonly routes: readonly { readonly token: Address; readonly route: SaleRoute }[];
}

/** `Route` of contracts/interfaces/IRewardSeller.sol. */
interface SaleRoute {
  readonly path: string;
  readonly rewardFeed: PriceFeed;
  readonly assetFeed: PriceFeed;
  readonly maxSlippageBps: number;
}

interface PriceFeed {
  readonly aggregator: Address;
  readonly maxAgeSeconds: number;
}

/** A seller with every route of the address book that ends in the asset. */
export function rewardSellerSpecification(
  addressBook: AddressBook,
  asset: Token,
  settings: Pick<RewardSellerSpecification, "sweepRecipient" | "timelockSeconds">,
): RewardSellerSpecification {
  const { swapRouter, routes } = addressBook.rewards;
  return {
    swapRouter,
    ...settings,
    routes: routes
      .filter((route) => route.hops.at(-1)?.token.address === asset.address)
      .map(({ token, hops, rewardPriceMaxAgeSeconds, assetPriceMaxAgeSeconds, maxSlippageBps }) => ({
        token: token.address,
        route: {
          path: concat([token.address, ...hops.flatMap((hop) => [toBeHex(hop.fee, 3), hop.token.address])]),
          rewardFeed: { aggregator: usdFeed(addressBook, token), maxAgeSeconds: rewardPriceMaxAgeSeconds },
          assetFeed: { aggregator: usdFeed(addressBook, asset), maxAgeSeconds: assetPriceMaxAgeSeconds },
          maxSlippageBps,
        },
      })),
  };
}

export function rewardSellerArguments(vault: Address, specification: RewardSellerSpecification): readonly unknown[] {
  const { swapRouter, sweepRecipient, timelockSeconds, routes } = specification;
  return [vault, swapRouter, sweepRecipient, timelockSeconds, routes];
}

function usdFeed({ name, usdPriceFeeds }: AddressBook, { symbol }: Token): Address {
  const feed = usdPriceFeeds[symbol];
  if (feed === undefined) {
    throw new MissingSettingError(`The address book of ${name} has no price feed of ${symbol}`, "Add one to `usdPriceFeeds`.");
  }
  return feed;
}
