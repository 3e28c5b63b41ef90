import { MaxUint256, type Result } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { ARBITRAGEUR, TRADER } from "../actors.ts";
import { mainnetAddresses } from "../addresses.ts";
import { encodeCall } from "../calls.ts";
import { usdcWethSqrtPriceX96 } from "../deploy/uniswap.ts";
import type { Actor, ActorTransaction } from "./actor.ts";
import { HOUR } from "./processes.ts";
import type { Random } from "./random.ts";

const {
  usdc,
  usdt,
  weth,
  uniswapSwapRouter,
  uniswapUsdcUsdtPool,
  uniswapUsdcWethPool,
  chainlinkEthUsd,
  chainlinkUsdcUsd,
  chainlinkUsdtUsd,
} = mainnetAddresses;

const SLOT0 = "function slot0() view returns (uint160, int24, uint16, uint16, uint16, uint8, bool)";
const LATEST_ANSWER = "function latestAnswer() view returns (int256)";
const SWAP = "function exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160)) payable returns (uint256)";

/** Size of a trade in USD: the median, and the deviation of its logarithm. */
const MEDIAN_TRADE_USD = 60_000;
const LOG_TRADE_DEVIATION = 1;

/** One pool of USDC against another token, and what its price should be. */
export interface SwappedPool {
  readonly name: `uniswap-${string}`;
  readonly pool: Address;
  readonly other: Address;
  readonly otherDecimals: number;
  /** In hundredths of a basis point. */
  readonly fee: number;
  /** The feed of the other token; USDC's own is known. */
  readonly otherFeed: Address;
  targetSqrtPriceX96(usdcUsdAnswer: bigint, otherUsdAnswer: bigint): bigint;
}

const usdcWethPool: SwappedPool = {
  name: "uniswap-usdc-weth",
  pool: uniswapUsdcWethPool,
  other: weth,
  otherDecimals: 18,
  fee: 500,
  otherFeed: chainlinkEthUsd,
  targetSqrtPriceX96: (usdcUsd, ethUsd) => usdcWethSqrtPriceX96((ethUsd * 10n ** 8n) / usdcUsd),
};

export const usdcUsdtPool: SwappedPool = {
  name: "uniswap-usdc-usdt",
  pool: uniswapUsdcUsdtPool,
  other: usdt,
  otherDecimals: 6,
  fee: 100,
  otherFeed: chainlinkUsdtUsd,
  // √(1 + x) ≈ 1 + x / 2 to 1e-8 for the small x of two dollars.
  targetSqrtPriceX96: (usdcUsd, usdtUsd) => (2n ** 96n * (usdtUsd + (usdcUsd - usdtUsd) / 2n)) / usdtUsd,
};

export const SWAPPED_POOLS: readonly SwappedPool[] = [usdcWethPool, usdcUsdtPool];

/** Sells `amount` of one token of the pool for the other, as far as the price limit. */
export function swapTransaction(pool: SwappedPool, from: Address, sellsUsdc: boolean, amount: bigint, limitX96: bigint): ActorTransaction {
  const [tokenIn, tokenOut] = sellsUsdc ? [usdc, pool.other] : [pool.other, usdc];
  const data = encodeCall(SWAP, [[tokenIn, tokenOut, pool.fee, from, MaxUint256, amount, 0, limitX96]]);
  return { from, to: uniswapSwapRouter, data };
}

/** A trader who swaps at random and an arbitrageur who brings the pool back to the feeds' price. */
export function createSwapActor(pool: SwappedPool, random: Random): Actor {
  return {
    name: pool.name,
    accounts: [TRADER, ARBITRAGEUR],
    reads: [
      { to: pool.pool, fragment: SLOT0 },
      { to: chainlinkUsdcUsd, fragment: LATEST_ANSWER },
      { to: pool.otherFeed, fragment: LATEST_ANSWER },
    ],
    act({ elapsedSeconds }, answers) {
      const sqrtPriceX96 = (answers[0] as Result)[0] as bigint;
      const [usdcUsd, otherUsd] = [answers[1] as bigint, answers[2] as bigint];
      const target = pool.targetSqrtPriceX96(usdcUsd, otherUsd);
      const transactions: ActorTransaction[] = [];
      // Half the fee in the price's square root is the edge of the band where arbitrage does not pay.
      const distance = sqrtPriceX96 > target ? sqrtPriceX96 - target : target - sqrtPriceX96;
      if (distance * 2_000_000n > target * BigInt(pool.fee)) {
        const sellsUsdc = sqrtPriceX96 > target;
        const plenty = sellsUsdc
          ? 100_000_000n * 10n ** 6n
          : (100_000_000n * 10n ** BigInt(pool.otherDecimals) * 10n ** 8n) / otherUsd / 10n;
        transactions.push(swapTransaction(pool, ARBITRAGEUR, sellsUsdc, plenty, target));
      }
      const usd = MEDIAN_TRADE_USD * Math.exp(LOG_TRADE_DEVIATION * random.normal()) * Math.min(1, elapsedSeconds / HOUR);
      const sellsUsdc = random.uniform() < 0.5;
      const cents = BigInt(Math.round(usd * 100));
      const amount = sellsUsdc ? cents * 10n ** 4n : (cents * 10n ** BigInt(pool.otherDecimals) * 10n ** 6n) / otherUsd;
      if (amount > 0n) transactions.push(swapTransaction(pool, TRADER, sellsUsdc, amount, 0n));
      return transactions;
    },
  };
}
