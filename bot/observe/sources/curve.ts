import { curveGaugeAbi, curveGaugeControllerAbi, curvePoolAbi, erc20Abi } from "../../chain/abi.ts";
import { type ContractRead, contractRead, type ReadResult, type Reads, required } from "../../chain/batch.ts";
import type { Market } from "../../core/market.ts";
import { type Address, type Apr, minBigint, SECONDS_PER_YEAR, toFloat, WAD } from "../../core/units.ts";
import { growthApr, requireEarlier, secondsSince } from "./growth.ts";
import { companion, defineSource, openSource, type SourceFactory } from "./source.ts";

/** The amount, in whole tokens, that entering and leaving are priced for, and the greatest part of the pool it may be. */
const SAMPLE_TOKENS = 100_000n;
const SAMPLE_POOL_PARTS = 100n;

/** Over this a pool's fee is a fraction. */
const FEE_DENOMINATOR_DECIMALS = 10;

/** What earns CRV of a stake without locked CRV: `TOKENLESS_PRODUCTION` of LiquidityGauge.vy. */
const UNBOOSTED = 0.4;

/** Newton's method leaves the invariant, and so the virtual price, this much uncertain: no loss, no gain. */
const VIRTUAL_PRICE_ROUNDING = 2n;

/**
 * One coin in and out of a plain StableSwap pool. Its rate is the growth of the virtual price between an earlier block and now: what swaps
 * paid in those minutes, which may be nothing or much. It says what happened and smooths nothing: that is a forecaster's work, and what was
 * earned over any time is the growth of the index. The virtual price is read by a call between transactions, when nobody can be in the middle
 * of a withdrawal: the read-only reentrancy that contracts must beware of does not exist there.
 *
 * What entering and leaving cost comes from the pool's own quotes for a sample, `calc_token_amount` plus the fee that it leaves out, and
 * `calc_withdraw_one_coin`. They are no price: the share is worth its virtual price. They only say what a move is expected to cost; whoever bends
 * them by a swap in the same block can make the keeper miss a move or hold still, whereas what a move may really lose is bounded in the
 * adapter and the vault. A bonus for bringing the pool into balance counts as no cost, not as a gain.
 *
 * CRV is what an unboosted staker gets, quoted only. The pools of 2020 do not show whether they are killed, which their owner could do in
 * their first two months alone. Companions: "shareToken", the coins in the pool's order as "coin0", "coin1", …, and "gauge" where there is one.
 * Source: curvefi/curve-contract `SwapTemplateBase.vy`, curve-dao-contracts `LiquidityGauge.vy`, `GaugeController.vy`.
 */
export const curve: SourceFactory = (market) => {
  const coins = coinsOf(market);
  const assetIndex = coins.indexOf(market.asset.address);
  const abi = curvePoolAbi(coins.length);
  const pool = <Value>(name: string, args: readonly unknown[] = []) => contractRead<Value>(market.address, abi, name, args);
  const gauge = <Value>(name: string) => contractRead<Value>(market.companions.gauge ?? market.address, curveGaugeAbi, name);
  const totalShares = contractRead<bigint>(companion(market, "shareToken"), erc20Abi, "totalSupply");
  const virtualPrice = pool<bigint>("get_virtual_price");
  const eachCoin = <Value>(name: string, read: (index: number) => ContractRead<Value>): Record<string, ContractRead<Value>> =>
    Object.fromEntries(coins.map((_, index) => [`${name}${index}`, read(index)]));
  const listed = <Value>(name: string, results: Record<string, ReadResult<unknown>>): Value[] =>
    coins.map((_, index) => required(results[`${name}${index}`] as ReadResult<Value>));
  return defineSource<Reads>({
    market,
    discovery: {
      ...eachCoin("coin", (index) => pool<string>("coins", [index])),
      ...eachCoin("decimals", (index) => contractRead<bigint>(coins[index] as Address, erc20Abi, "decimals")),
      virtualPrice,
      totalShares,
      ...(market.companions.gauge === undefined ? {} : { controller: gauge<Address>("controller") }),
    },
    open(discovered) {
      const found = listed<string>("coin", discovered);
      if (assetIndex < 0 || found.some((coin, index) => coin.toLowerCase() !== coins[index]?.toLowerCase())) {
        throw new Error(`${market.id}: the pool's coins are ${found.join(", ")}`);
      }
      const scales = listed<bigint>("decimals", discovered).map((decimals) => 10n ** (18n - decimals));
      const assetScale = scales[assetIndex] as bigint;
      const virtualPriceThen = required(discovered.virtualPrice as ReadResult<bigint>);
      const poolWad = (required(discovered.totalShares as ReadResult<bigint>) * virtualPriceThen) / WAD;
      const sample = minBigint(SAMPLE_TOKENS * 10n ** BigInt(market.asset.decimals), poolWad / SAMPLE_POOL_PARTS / assetScale);
      const sampleShares = (sample * assetScale * WAD) / virtualPriceThen;
      const controller = discovered.controller === undefined ? null : required(discovered.controller as ReadResult<Address>);
      return openSource({
        needsEarlierBlock: true,
        reads: {
          virtualPrice,
          totalShares,
          fee: pool<bigint>("fee"),
          sharesForSample: pool<bigint>("calc_token_amount", [coins.map((_, index) => (index === assetIndex ? sample : 0n)), true]),
          amountForShares: pool<bigint>("calc_withdraw_one_coin", [sampleShares, assetIndex]),
          ...eachCoin("balance", (index) => pool<bigint>("balances", [index])),
          ...(controller === null ? {} : rewardReads(market, controller)),
        },
        observe(now, context) {
          const virtualPriceWad = required(now.virtualPrice);
          const earlier = requireEarlier(context.earlier, market.id);
          const balancesWad = listed<bigint>("balance", now).map((balance, index) => balance * (scales[index] as bigint));
          const assetBalanceWad = balancesWad[assetIndex] as bigint;
          const assetPart =
            toFloat(assetBalanceWad, 18) /
            toFloat(
              balancesWad.reduce((sum, one) => sum + one),
              18,
            );
          const worth = (shares: bigint) => toFloat(shares * virtualPriceWad, 36);
          const amount = (tokens: bigint) => toFloat(tokens * assetScale, 18);
          const uneven = unevenDepositFee(required(now.fee), coins.length, assetPart);
          return {
            supplyApr: poolApr(required(earlier.results.virtualPrice), virtualPriceWad, secondsSince(earlier, context.blockTimeSeconds)),
            rewardApr: 0,
            unclaimedRewardApr: controller === null ? 0 : crvApr(now, context.pricesUsd, market.asset.symbol),
            enterBps: costBps(worth(required(now.sharesForSample)) / amount(sample) - uneven),
            exitBps: costBps(amount(required(now.amountForShares)) / worth(sampleShares)),
            growthIndexRay: virtualPriceWad * 10n ** 9n,
            totalSupply: (required(now.totalShares) * virtualPriceWad) / WAD / assetScale,
            totalBorrow: 0n,
            liquidity: assetBalanceWad / assetScale,
            supplyRoom: null,
            utilization: 0,
            rateModel: { kind: "flat" },
            flags: { paused: false, frozen: false, supplyCapReached: false },
          };
        },
      });
    },
  });
};

function coinsOf(market: Market): readonly Address[] {
  const coins: Address[] = [];
  for (let coin = market.companions.coin0; coin !== undefined; coin = market.companions[`coin${coins.length}`]) coins.push(coin);
  return coins;
}

function poolApr(before: bigint, now: bigint, elapsedSeconds: number): Apr {
  const change = now - before;
  return change <= 0n && -change <= VIRTUAL_PRICE_ROUNDING ? 0 : growthApr(before, now, elapsedSeconds);
}

/**
 * The fee on a small deposit of one coin, a fraction of it. Every coin pays N / (4 (N − 1)) of the swap fee on its distance from an even
 * deposit; one coin's distance above is as great as that of all others below together: what the others would have brought.
 */
function unevenDepositFee(fee: bigint, coins: number, partOfPool: number): number {
  return ((toFloat(fee, FEE_DENOMINATOR_DECIMALS) * coins) / (4 * (coins - 1))) * 2 * (1 - partOfPool);
}

/** What is lost of a sample of which this part comes out. */
function costBps(part: number): number {
  return Math.max(0, (1 - part) * 10_000);
}

function rewardReads(market: Market, controller: Address) {
  const gauge = companion(market, "gauge");
  return {
    inflation: contractRead<bigint>(gauge, curveGaugeAbi, "inflation_rate"),
    workingSupply: contractRead<bigint>(gauge, curveGaugeAbi, "working_supply"),
    killed: contractRead<boolean>(gauge, curveGaugeAbi, "is_killed"),
    weight: contractRead<bigint>(controller, curveGaugeControllerAbi, "gauge_relative_weight", [gauge]),
  };
}

/**
 * CRV a year for a USD staked without locked CRV, in USD. The gauge learns of a new epoch's lower inflation at its next checkpoint, so for
 * some hours a year this may be up to 16 % too high.
 */
function crvApr(
  now: { readonly [Name in keyof ReturnType<typeof rewardReads>]?: ReadResult<unknown> } & { readonly virtualPrice: ReadResult<bigint> },
  pricesUsd: Readonly<Record<string, number | null>>,
  assetSymbol: string,
): Apr | null {
  const read = <Value>(result: ReadResult<unknown> | undefined) => required(result as ReadResult<Value>);
  const inflationPerSecond = toFloat(read<bigint>(now.inflation), 18) * toFloat(read<bigint>(now.weight), 18);
  if (read<boolean>(now.killed) || inflationPerSecond === 0) return 0;
  const working = toFloat(read<bigint>(now.workingSupply), 18);
  const [crvUsd, assetUsd] = [pricesUsd.CRV ?? null, pricesUsd[assetSymbol] ?? null];
  if (working === 0 || crvUsd === null || assetUsd === null) return null;
  return (crvUsd * inflationPerSecond * SECONDS_PER_YEAR * UNBOOSTED) / working / (assetUsd * toFloat(required(now.virtualPrice), 18));
}
