/** Newton's steps at most, as in Curve's code: a handful suffice. */
const MAX_STEPS = 255;

/**
 * The invariant D of a StableSwap pool: the coins' total if all were equal. It solves A·n·Σx + D = A·n·D + D^(n+1) / (n^n·Πx) (Egorov,
 * "StableSwap", 2019, with Curve's A, which is the paper's times n^(n−1)) by Newton's method, rounded at every step as `get_D` of Curve's
 * StableSwap3Pool.vy. `balances` are above zero and have 18 decimals each, and so has D.
 */
export function invariantOf(balances: readonly bigint[], amplification: bigint): bigint {
  const count = BigInt(balances.length);
  const ann = amplification * count;
  const sum = balances.reduce((total, balance) => total + balance, 0n);
  return newton(sum, (d) => {
    const product = balances.reduce((part, balance) => (part * d) / (balance * count), d);
    return ((ann * sum + product * count) * d) / ((ann - 1n) * d + (count + 1n) * product);
  });
}

/**
 * The balance of `coin` with which the invariant is `d`, the other balances being as given (`coin`'s own is not read): `get_y` and `get_y_D`
 * of StableSwap3Pool.vy. 18 decimals.
 */
export function balanceFor(balances: readonly bigint[], coin: number, d: bigint, amplification: bigint): bigint {
  const count = BigInt(balances.length);
  const ann = amplification * count;
  const others = balances.filter((_, index) => index !== coin);
  const c = (others.reduce((part, balance) => (part * d) / (balance * count), d) * d) / (ann * count);
  const b = others.reduce((total, balance) => total + balance, 0n) + d / ann;
  return newton(d, (y) => (y * y + c) / (2n * y + b - d));
}

/** Steps until one moves by a unit at most. */
function newton(start: bigint, next: (value: bigint) => bigint): bigint {
  let value = start;
  for (let step = 0; step < MAX_STEPS; step++) {
    const previous = value;
    value = next(previous);
    if (value - previous <= 1n && previous - value <= 1n) break;
  }
  return value;
}
