import type { Address } from "../../bot/core/units.ts";
import { namedAccount } from "./accounts.ts";
import type { LendingMarketName } from "./lendingMarkets.ts";

/** Who acts on a local mainnet. Their positions are opened with the chain, so a fork of it has them too. */
export interface MarketActors {
  readonly lenders: readonly Address[];
  readonly borrowers: readonly Address[];
  /** Borrows what a scenario has it borrow; nothing but collateral otherwise. */
  readonly shockBorrower: Address;
}

export function marketActors(market: LendingMarketName): MarketActors {
  return {
    lenders: [namedAccount(`${market}/lender-0`), namedAccount(`${market}/lender-1`)],
    borrowers: [namedAccount(`${market}/borrower-0`), namedAccount(`${market}/borrower-1`)],
    shockBorrower: namedAccount(`${market}/shock-borrower`),
  };
}

/** Provides the pools' liquidity. */
export const LIQUIDITY_PROVIDER: Address = namedAccount("uniswap/liquidity-provider");

/** Swaps for reasons of its own. */
export const TRADER: Address = namedAccount("uniswap/trader");

/** Swaps until a pool's price is the feed's. */
export const ARBITRAGEUR: Address = namedAccount("uniswap/arbitrageur");

/** Keeps USDS in Sky's savings, and leaves it there. */
export const SAVER: Address = namedAccount("sky/saver");

/** Provides the 3pool's liquidity, stakes a third of it, and adds and removes some. */
export const CURVE_PROVIDER: Address = namedAccount("curve/liquidity-provider");

/** Swaps in the 3pool for reasons of its own. */
export const CURVE_TRADER: Address = namedAccount("curve/trader");

/** Swaps in the 3pool what it pays more for than the feeds' price. */
export const CURVE_ARBITRAGEUR: Address = namedAccount("curve/arbitrageur");

/** Keeps DAI in Maker's savings, and leaves it there. */
export const DAI_SAVER: Address = namedAccount("maker/saver");

/** Submits the reports of Lido's accounting oracle. */
export const LIDO_REPORTER: Address = namedAccount("lido/reporter");
