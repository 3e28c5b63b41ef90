import { parseUnits } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { CURVE_ARBITRAGEUR, CURVE_PROVIDER, CURVE_TRADER } from "../actors.ts";
import { mainnetAddresses } from "../addresses.ts";
import { type ContractRead, encodeCall } from "../calls.ts";
import { CURVE_COINS } from "../deploy/curve.ts";
import type { Actor, ActorTransaction } from "./actor.ts";
import { HOUR, happens } from "./processes.ts";
import type { Random } from "./random.ts";

const { curve3Pool, chainlinkDaiUsd, chainlinkUsdcUsd, chainlinkUsdtUsd } = mainnetAddresses;

export const CURVE_POOL_ACTOR = "curve-3pool";

/** Size of a trade in USD: the median, and the deviation of its logarithm. */
const MEDIAN_TRADE_USD = 250_000;
const LOG_TRADE_DEVIATION = 1;

/** What the arbitrageur swaps in an hour, as long as a swap of that size pays. */
const ARBITRAGE_USD = 2_000_000;

/** How often the provider changes its mind, and by how much at most. */
const PROVIDING_INTERVAL_SECONDS = 8 * HOUR;
const GREATEST_CHANGE_USD = 600_000;

/** By the coins' order in the pool. */
const FEEDS: readonly Address[] = [chainlinkDaiUsd, chainlinkUsdcUsd, chainlinkUsdtUsd];
const DIRECTIONS = [0, 1, 2].flatMap((sold) => [0, 1, 2].filter((bought) => bought !== sold).map((bought) => ({ sold, bought })));

/** Whole dollars of a coin, in its smallest unit. */
function units(usd: number, coin: number): bigint {
  return parseUnits(usd.toFixed(2), CURVE_COINS[coin]?.decimals);
}

/** The 3pool's trader, who swaps at random, arbitrageur, who swaps what pays by the feeds, and provider, who adds and removes liquidity. */
export function createCurvePoolActor(random: Random): Actor {
  const call = (from: Address, fragment: string, args: readonly unknown[]): ActorTransaction => ({
    from,
    to: curve3Pool,
    data: encodeCall(fragment, args),
  });
  const swap = (from: Address, sold: number, bought: number, usd: number) =>
    call(from, "function exchange(int128,int128,uint256,uint256)", [sold, bought, units(usd, sold), 0n]);
  const quotes: readonly ContractRead[] = DIRECTIONS.map(({ sold, bought }) => ({
    to: curve3Pool,
    fragment: "function get_dy(int128,int128,uint256) view returns (uint256)",
    args: [sold, bought, units(ARBITRAGE_USD, sold)],
  }));

  /** The direction in which a swap of the quoted size brings most, by the feeds; null if it pays in none. */
  function best(pricesUsd: readonly number[], bought: readonly bigint[]): (typeof DIRECTIONS)[number] | null {
    const gains = DIRECTIONS.map((direction, i) => {
      const received = Number(bought[i]) / 10 ** (CURVE_COINS[direction.bought]?.decimals ?? 0);
      return received * (pricesUsd[direction.bought] ?? 0) - ARBITRAGE_USD * (pricesUsd[direction.sold] ?? 0);
    });
    const greatest = Math.max(...gains);
    return greatest > 0 ? (DIRECTIONS[gains.indexOf(greatest)] ?? null) : null;
  }

  return {
    name: CURVE_POOL_ACTOR,
    accounts: [CURVE_TRADER, CURVE_ARBITRAGEUR, CURVE_PROVIDER],
    reads: [...FEEDS.map((to) => ({ to, fragment: "function latestAnswer() view returns (int256)" })), ...quotes],
    act({ elapsedSeconds }, answers) {
      const pricesUsd = answers.slice(0, FEEDS.length).map((answer) => Number(answer) / 1e8);
      const arbitrage = best(pricesUsd, answers.slice(FEEDS.length) as readonly bigint[]);
      const part = Math.min(1, elapsedSeconds / HOUR);
      // All numbers are drawn at every step, so that one decision does not shift all that comes later.
      const tradeUsd = MEDIAN_TRADE_USD * Math.exp(LOG_TRADE_DEVIATION * random.normal()) * part;
      const trade = DIRECTIONS[random.index(DIRECTIONS.length)] as (typeof DIRECTIONS)[number];
      const changeUsd = GREATEST_CHANGE_USD * random.uniform();
      const changedCoin = random.index(FEEDS.length);
      const adds = random.uniform() < 0.5;
      const transactions: ActorTransaction[] = [];
      if (arbitrage !== null) transactions.push(swap(CURVE_ARBITRAGEUR, arbitrage.sold, arbitrage.bought, ARBITRAGE_USD * part));
      if (tradeUsd >= 1) transactions.push(swap(CURVE_TRADER, trade.sold, trade.bought, tradeUsd));
      if (happens(PROVIDING_INTERVAL_SECONDS, elapsedSeconds, random)) {
        const amounts = FEEDS.map((_, coin) => (coin === changedCoin ? units(changeUsd + 1, coin) : 0n));
        transactions.push(
          adds
            ? call(CURVE_PROVIDER, "function add_liquidity(uint256[3],uint256)", [amounts, 0n])
            : call(CURVE_PROVIDER, "function remove_liquidity_imbalance(uint256[3],uint256)", [amounts, 2n ** 256n - 1n]),
        );
      }
      return transactions;
    },
  };
}
