import { MaxUint256, parseUnits, type Result } from "ethers";
import { CURVE_ARBITRAGEUR, CURVE_PROVIDER } from "../actors.ts";
import { mainnetAddresses } from "../addresses.ts";
import { type ContractRead, encodeCall, readContract, readContracts } from "../calls.ts";
import { CURVE_COINS } from "../deploy/curve.ts";
import { FEED_DECIMALS, FEED_OPERATOR } from "../deploy/feeds.ts";
import { readHead } from "../provider.ts";
import type { ActorTransaction } from "./actor.ts";
import type { ActorName, Life } from "./createLife.ts";
import { CURVE_POOL_ACTOR } from "./curvePoolActor.ts";
import type { FeedName } from "./feedActor.ts";

export type CurveCoinName = (typeof CURVE_COINS)[number]["name"];

/** What goes wrong with the 3pool and its coins. */
export interface CurveScenarios {
  /** The coin's feed falls to this price (0.95 by default), and it is sold into the 3pool until the pool pays no more either. */
  depeg(coin: CurveCoinName, priceUsd?: number): Promise<() => Promise<void>>;
  /** Somebody takes the coin out of the 3pool until it is this part of it (2 % by default). */
  drainPoolOneSided(coin: CurveCoinName, part?: number): Promise<() => Promise<void>>;
}

const { curve3Pool } = mainnetAddresses;

const FEEDS: Readonly<Record<CurveCoinName, FeedName>> = { dai: "chainlinkDaiUsd", usdc: "chainlinkUsdcUsd", usdt: "chainlinkUsdtUsd" };

/** Its liquidity ends one percent from the peg: beyond that its actors would find nobody to swap with. */
const UNISWAP_STABLE_POOL = "uniswap-usdc-usdt";

/** A sale for one coin also lowers the price in the other: each round sells half of what would do alone. */
const SELLING_ROUNDS = 8;
const GREATEST_SALE = 100_000_000;

export function createCurveScenarios(life: Life): CurveScenarios {
  const { provider } = life;
  const call = (from: typeof CURVE_PROVIDER, fragment: string, args: readonly unknown[]): ActorTransaction => ({
    from,
    to: curve3Pool,
    data: encodeCall(fragment, args),
  });
  const swap = (sold: number, bought: number, amount: bigint) =>
    call(CURVE_ARBITRAGEUR, "function exchange(int128,int128,uint256,uint256)", [sold, bought, amount, 0n]);
  const quote = (sold: number, bought: number, amount: bigint): ContractRead => ({
    to: curve3Pool,
    fragment: "function get_dy(int128,int128,uint256) view returns (uint256)",
    args: [sold, bought, amount],
  });

  async function setFeed(feed: FeedName, answer: bigint): Promise<void> {
    const { timestampSeconds } = await readHead(provider);
    const data = encodeCall("function setRoundData(int256,uint256)", [answer, timestampSeconds]);
    await life.mine([{ from: FEED_OPERATOR, to: mainnetAddresses[feed], data }]);
  }

  /** How much of a coin can be sold until the next thousand bring no more than the price, in whole tokens. */
  async function saleDownTo(sold: number, bought: number, price: number): Promise<number> {
    let [least, beyond] = [0, GREATEST_SALE];
    while (beyond - least > 1_000) {
      const middle = Math.floor((least + beyond) / 2);
      const [all, allAndMore] = await readContracts<readonly [bigint, bigint]>(provider, [
        quote(sold, bought, units(middle, sold)),
        quote(sold, bought, units(middle + 1_000, sold)),
      ]);
      const marginal = Number(allAndMore - all) / Number(units(1_000, bought));
      if (marginal > price) least = middle;
      else beyond = middle;
    }
    return least;
  }

  return {
    async depeg(coin, priceUsd = 0.95) {
      const sold = indexOf(coin);
      const feed = FEEDS[coin];
      const round = await readContract<Result>(provider, {
        to: mainnetAddresses[feed],
        fragment: "function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)",
      });
      const concerned: readonly ActorName[] = [feed, CURVE_POOL_ACTOR, ...(coin === "dai" ? [] : ([UNISWAP_STABLE_POOL] as const))];
      for (const actor of concerned) life.rest(actor);
      await setFeed(feed, BigInt(Math.round(priceUsd * 10 ** FEED_DECIMALS)));
      const backwards: ActorTransaction[] = [];
      for (let turn = 0; turn < SELLING_ROUNDS; turn++) {
        for (const bought of CURVE_COINS.keys()) {
          if (bought === sold) continue;
          const amount = units((await saleDownTo(sold, bought, priceUsd)) / 2, sold);
          if (amount === 0n) continue;
          const brought = await readContract(provider, quote(sold, bought, amount));
          await life.mine([swap(sold, bought, amount)]);
          backwards.unshift(swap(bought, sold, brought));
        }
      }
      return async () => {
        await life.mine(backwards);
        await setFeed(feed, round[1] as bigint);
        for (const actor of concerned) life.resume(actor);
      };
    },

    async drainPoolOneSided(coin, part = 0.02) {
      const drained = indexOf(coin);
      const balances = await readContracts<readonly bigint[]>(
        provider,
        [...CURVE_COINS.keys()].map((i) => ({ to: curve3Pool, fragment: "function balances(uint256) view returns (uint256)", args: [i] })),
      );
      const whole = balances.map((balance, i) => Number(balance) / 10 ** (CURVE_COINS[i]?.decimals ?? 0));
      const others = whole.reduce((sum, balance, i) => (i === drained ? sum : sum + balance), 0);
      const taken = (whole[drained] ?? 0) - (others * part) / (1 - part);
      const amounts = CURVE_COINS.map((_, i) => (i === drained ? units(taken, i) : 0n));
      life.rest(CURVE_POOL_ACTOR);
      await life.mine([call(CURVE_PROVIDER, "function remove_liquidity_imbalance(uint256[3],uint256)", [amounts, MaxUint256])]);
      return async () => {
        await life.mine([call(CURVE_PROVIDER, "function add_liquidity(uint256[3],uint256)", [amounts, 0n])]);
        life.resume(CURVE_POOL_ACTOR);
      };
    },
  };
}

function indexOf(coin: CurveCoinName): number {
  return CURVE_COINS.findIndex(({ name }) => name === coin);
}

/** Whole tokens of a coin, in its smallest unit. */
function units(whole: number, coin: number): bigint {
  return parseUnits(whole.toFixed(6), CURVE_COINS[coin]?.decimals);
}
