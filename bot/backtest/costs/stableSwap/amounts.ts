import { maxBigint } from "../../../core/units.ts";
import { StableSwapInputError } from "./errors.ts";
import { balanceFor, invariantOf } from "./invariant.ts";
import { FEE_DENOMINATOR, imbalanceFee, multiplierOf, requireAmount, requireAmounts, type StableSwapPool, scaledBalances } from "./pool.ts";

/** Sells `amount` of the coin `sold`, in its smallest units. */
export interface Exchange {
  readonly sold: number;
  readonly bought: number;
  readonly amount: bigint;
}

/**
 * What `exchange` of StableSwap3Pool.vy pays, exactly, in smallest units of the coin bought; zero where its rounding leaves nothing.
 * @throws StableSwapInputError
 */
export function amountBought(pool: StableSwapPool, { sold, bought, amount }: Exchange): bigint {
  requireAmount(amount);
  if (sold === bought) throw new StableSwapInputError(`coin ${sold} for itself`);
  const multiplier = multiplierOf(pool, bought);
  const balances = scaledBalances(pool);
  const d = invariantOf(balances, pool.amplification);
  const added = amount * multiplierOf(pool, sold);
  const changed = balances.map((balance, coin) => (coin === sold ? balance + added : balance));
  const gross = maxBigint(0n, (balances[bought] as bigint) - balanceFor(changed, bought, d, pool.amplification) - 1n);
  return (gross - (gross * pool.fee) / FEE_DENOMINATOR) / multiplier;
}

/**
 * The shares that `add_liquidity` of StableSwap3Pool.vy mints, exactly, in a pool that has liquidity.
 * @param amounts Of every coin, in its smallest units.
 * @throws StableSwapInputError
 */
export function sharesMinted(pool: StableSwapPool, amounts: readonly bigint[]): bigint {
  requireAmounts(pool, amounts);
  const { before, afterFees } = unevenChange(pool, amounts);
  return (pool.shareSupply * (afterFees - before)) / before;
}

/**
 * The shares that `remove_liquidity_imbalance` of StableSwap3Pool.vy burns, exactly, to pay these amounts.
 * @param amounts Of every coin, in its smallest units.
 * @throws StableSwapInputError
 */
export function sharesBurned(pool: StableSwapPool, amounts: readonly bigint[]): bigint {
  requireAmounts(pool, amounts);
  const taken = amounts.map((amount) => -amount);
  const { before, afterFees } = unevenChange(pool, taken);
  return ((before - afterFees) * pool.shareSupply) / before + 1n;
}

/**
 * What `remove_liquidity_one_coin` of StableSwap3Pool.vy pays for `shares`, exactly, in smallest units of the coin; zero where its rounding
 * leaves nothing.
 * @throws StableSwapInputError
 */
export function amountWithdrawn(pool: StableSwapPool, coin: number, shares: bigint): bigint {
  requireAmount(shares);
  if (shares > pool.shareSupply) throw new StableSwapInputError(`burning ${shares} of ${pool.shareSupply} shares`);
  const multiplier = multiplierOf(pool, coin);
  const balances = scaledBalances(pool);
  const before = invariantOf(balances, pool.amplification);
  const afterwards = before - (shares * before) / pool.shareSupply;
  const withoutFee = balanceFor(balances, coin, afterwards, pool.amplification);
  const rate = imbalanceFee(pool);
  const reduced = balances.map((balance, index) => {
    const even = (balance * afterwards) / before;
    return balance - (rate * (index === coin ? even - withoutFee : balance - even)) / FEE_DENOMINATOR;
  });
  const paid = (reduced[coin] as bigint) - balanceFor(reduced, coin, afterwards, pool.amplification) - 1n;
  return maxBigint(0n, paid) / multiplier;
}

/** The invariant before, and after changes of the balances of which each pays a fee on its distance from an even one. */
function unevenChange(pool: StableSwapPool, changes: readonly bigint[]): { readonly before: bigint; readonly afterFees: bigint } {
  const changed = pool.balances.map((balance, coin) => balance + (changes[coin] as bigint));
  const before = invariantOf(scaledBalances(pool), pool.amplification);
  const afterwards = invariantOf(scaledBalances({ ...pool, balances: changed }), pool.amplification);
  const rate = imbalanceFee(pool);
  const charged = changed.map((balance, coin) => {
    const even = (afterwards * (pool.balances[coin] as bigint)) / before;
    const distance = even > balance ? even - balance : balance - even;
    return balance - (rate * distance) / FEE_DENOMINATOR;
  });
  return { before, afterFees: invariantOf(scaledBalances({ ...pool, balances: charged }), pool.amplification) };
}
