import { toFloat, WAD } from "../../../core/units.ts";
import { amountBought, amountWithdrawn, type Exchange, sharesBurned, sharesMinted } from "./amounts.ts";
import { invariantOf } from "./invariant.ts";
import { multiplierOf, type StableSwapPool, scaledBalances } from "./pool.ts";

/*
 * Costs as fractions of what goes in, for estimates: all coins at par, a share at its part of the invariant (the virtual price). Fees and
 * slippage together. Below zero where the pool pays for what makes it more even.
 */

/** @throws StableSwapInputError */
export function exchangeCostFraction(pool: StableSwapPool, exchange: Exchange): number {
  const received = amountBought(pool, exchange) * multiplierOf(pool, exchange.bought);
  return lost(exchange.amount * multiplierOf(pool, exchange.sold), received);
}

/** Of depositing `amount` of one coin, in its smallest units. @throws StableSwapInputError */
export function depositCostFraction(pool: StableSwapPool, coin: number, amount: bigint): number {
  return lost(amount * multiplierOf(pool, coin), valueOfShares(pool, sharesMinted(pool, onlyOf(pool, coin, amount))));
}

/** Of taking exactly `amount` of one coin out, in its smallest units, as the vault's adapter does. @throws StableSwapInputError */
export function withdrawalCostFraction(pool: StableSwapPool, coin: number, amount: bigint): number {
  return lost(valueOfShares(pool, sharesBurned(pool, onlyOf(pool, coin, amount))), amount * multiplierOf(pool, coin));
}

/** Of leaving in one coin with `shares`. @throws StableSwapInputError */
export function exitCostFraction(pool: StableSwapPool, coin: number, shares: bigint): number {
  return lost(valueOfShares(pool, shares), amountWithdrawn(pool, coin, shares) * multiplierOf(pool, coin));
}

function onlyOf({ balances }: StableSwapPool, coin: number, amount: bigint): bigint[] {
  return balances.map((_, index) => (index === coin ? amount : 0n));
}

function valueOfShares(pool: StableSwapPool, shares: bigint): bigint {
  return (shares * invariantOf(scaledBalances(pool), pool.amplification)) / pool.shareSupply;
}

function lost(given: bigint, received: bigint): number {
  return toFloat(((given - received) * WAD) / given, 18);
}
