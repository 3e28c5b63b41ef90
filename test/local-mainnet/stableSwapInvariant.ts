/**
 * The D that solves A·n·Σx + D = A·n·D + D^(n+1) / (n^n·Πx), rounded down, by bisection in exact integers: another way than the contracts'
 * own iteration. `amplification` is Curve's A; balances have 18 decimals.
 */
export function invariantOf(balances: readonly bigint[], amplification: bigint): bigint {
  const count = BigInt(balances.length);
  const sum = balances.reduce((total, balance) => total + balance, 0n);
  const divisor = balances.reduce((product, balance) => product * balance * count, 1n);
  const ann = amplification * count;
  // Σx is never less than D.
  let [least, beyond] = [0n, sum + 1n];
  while (beyond - least > 1n) {
    const middle = (least + beyond) / 2n;
    if ((ann * middle - middle - ann * sum) * divisor + middle ** (count + 1n) <= 0n) least = middle;
    else beyond = middle;
  }
  return least;
}
