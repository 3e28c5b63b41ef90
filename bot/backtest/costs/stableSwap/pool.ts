import { StableSwapInputError } from "./errors.ts";

/** The state of a plain StableSwap pool (Curve's 3pool, say), as its contract tells it. Coins are numbered from zero, in its order. */
export interface StableSwapPool {
  /** In each coin's smallest units; what belongs to the providers. */
  readonly balances: readonly bigint[];
  readonly decimals: readonly number[];
  /** Curve's A. */
  readonly amplification: bigint;
  /** Of a swap, over 1e10. */
  readonly fee: bigint;
  /** The shares there are, 18 decimals. */
  readonly shareSupply: bigint;
}

export const FEE_DENOMINATOR = 10n ** 10n;

const SCALED_DECIMALS = 18;

/** All balances with 18 decimals. @throws StableSwapInputError for a pool that lacks a coin's balance or decimals. */
export function scaledBalances({ balances, decimals }: StableSwapPool): bigint[] {
  if (balances.length < 2 || balances.length !== decimals.length) {
    throw new StableSwapInputError(`${balances.length} balances, ${decimals.length} decimals`);
  }
  return balances.map((balance, coin) => {
    if (balance <= 0n) throw new StableSwapInputError(`there is nothing of coin ${coin}`);
    return balance * multiplierOf({ decimals }, coin);
  });
}

/** What brings smallest units of a coin to 18 decimals. @throws StableSwapInputError for a coin that is not the pool's. */
export function multiplierOf({ decimals }: Pick<StableSwapPool, "decimals">, coin: number): bigint {
  const own = decimals[coin];
  if (own === undefined || own > SCALED_DECIMALS) throw new StableSwapInputError(`coin ${coin} has ${own ?? "no"} decimals`);
  return 10n ** BigInt(SCALED_DECIMALS - own);
}

/** What a deposit or withdrawal pays on each coin's distance from an even one, over 1e10: so much that no swap is cheaper that way. */
export function imbalanceFee({ balances, fee }: StableSwapPool): bigint {
  const count = BigInt(balances.length);
  return (fee * count) / (4n * (count - 1n));
}

/** @throws StableSwapInputError unless it is above zero. */
export function requireAmount(amount: bigint): void {
  if (amount <= 0n) throw new StableSwapInputError(`an amount of ${amount}`);
}

/** @throws StableSwapInputError unless there is one of every coin, none below zero and one above. */
export function requireAmounts({ balances }: StableSwapPool, amounts: readonly bigint[]): void {
  const usable = amounts.length === balances.length && amounts.every((amount) => amount >= 0n) && amounts.some((amount) => amount > 0n);
  if (!usable) throw new StableSwapInputError(`amounts of ${amounts.join(", ")} in ${balances.length} coins`);
}
