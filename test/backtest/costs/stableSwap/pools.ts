import fc from "fast-check";
import type { StableSwapPool } from "../../../../bot/backtest/costs/stableSwap/pool.ts";

const WAD = 10n ** 18n;

/** Three coins of 18 and 6 decimals, none more than twenty times another; no fee is above the 0.04 % of Curve's pools. */
export const anyPool: fc.Arbitrary<StableSwapPool> = fc.record({
  balances: fc.tuple(...[18, 6, 6].map((decimals) => fc.bigInt(5_000_000n, 100_000_000n).map((whole) => whole * 10n ** BigInt(decimals)))),
  decimals: fc.constant([18, 6, 6]),
  amplification: fc.bigInt(10n, 5_000n),
  fee: fc.bigInt(0n, 4_000_000n),
  shareSupply: fc.bigInt(10_000_000n, 200_000_000n).map((whole) => whole * WAD),
});

/** Ten million of each coin: as even as a pool can be. */
export const EVEN_POOL: StableSwapPool = {
  balances: [10_000_000n * WAD, 10_000_000_000_000n, 10_000_000_000_000n],
  decimals: [18, 6, 6],
  amplification: 2_000n,
  fee: 1_000_000n,
  shareSupply: 30_000_000n * WAD,
};
