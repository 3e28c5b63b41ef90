import { erc20Abi, uniswapV3PoolAbi } from "../../chain/abi.ts";
import { contractRead, type ReadResult, required } from "../../chain/batch.ts";
import { addressBooks } from "../../config/addressBook.ts";
import { stableRange, type TickRange } from "../../config/stableRange.ts";
import type { Market, Token } from "../../core/market.ts";
import { type Apr, SECONDS_PER_YEAR, toFloat } from "../../core/units.ts";
import type { SubgraphReading } from "../subgraph/read.ts";
import { expRay } from "../uniswapV3/exponential.ts";
import { type Bound, type FeeGrowth, feeGrowthInside, growthBetween, isWithin, type RangeState, signed } from "../uniswapV3/feeGrowth.ts";
import { feesOfDay } from "../uniswapV3/feesOfDay.ts";
import { type PoolEntity, parsePool, poolQuery } from "../uniswapV3/poolEntity.ts";
import { feesPerValueRay, otherShare, type StablePair, valueAtPar, valueOfUnit } from "../uniswapV3/rangeValue.ts";
import { subgraphGap } from "../uniswapV3/subgraphGap.ts";
import { defineSource, openSource, SampleRejected, type SourceFactory } from "./source.ts";

interface Slot0 {
  readonly sqrtPriceX96: bigint;
  readonly tick: number;
  /** One part in so many of the fees that goes to the protocol, of token0 and token1; zero is none. */
  readonly feeProtocol0: number;
  readonly feeProtocol1: number;
  readonly unlocked: boolean;
}

/**
 * A position in the adapter's range of a Uniswap V3 pool of two tokens of one peg; both tokens count at par.
 *
 * - What it earned: fee growth inside the range over the value of a unit of liquidity there. Fees are not compounded, so the growth index is
 *   e to that power, and its logarithm grows by exactly fees over value. Counters begin anew when nobody has had liquidity at a
 *   bound for a while: then, and while a bound has none, samples are rejected, since growth across is not known.
 * - What it pays: the fees of the last 24 hours by the subgraph, which is first held to what the chain says at the same block, less the
 *   protocol's share; without a subgraph the growth over 100 blocks. Nothing while the price is out of the range.
 * - What more deposits make of it: they share the fees with the liquidity in range.
 *
 * Source: Uniswap v3-core `UniswapV3Pool`, `Tick`, `Position`; Uniswap v3-subgraph `schema.graphql`.
 */
export const uniswapV3: SourceFactory = (market) => {
  const other = otherToken(market);
  const range = stableRange(market.asset, other);
  const pool = <Value>(name: string, args: readonly unknown[] = []) => contractRead<Value>(market.address, uniswapV3PoolAbi, name, args);
  const bound = (tick: number) =>
    contractRead<Bound>(market.address, uniswapV3PoolAbi, "ticks", [tick], (result) => ({
      token0X128: result.feeGrowthOutside0X128,
      token1X128: result.feeGrowthOutside1X128,
      initialized: result.initialized,
    }));
  return defineSource({
    market,
    discovery: {
      token0: pool<string>("token0"),
      token1: pool<string>("token1"),
      fee: pool<bigint>("fee"),
    },
    open(discovered) {
      const [token0, token1] = sorted(market.asset, other);
      for (const [token, found] of [[token0, required(discovered.token0)] as const, [token1, required(discovered.token1)] as const]) {
        if (found !== token.address) throw new Error(`${market.id}: the pool has the token ${found}, not ${token.symbol}`);
      }
      const pair: StablePair = { decimals0: token0.decimals, decimals1: token1.decimals, assetIsToken0: token0 === market.asset };
      const unitValue = valueOfUnit(pair, range);
      const feeBps = Number(required(discovered.fee)) / 100;
      const balance = (token: Token) => contractRead<bigint>(token.address, erc20Abi, "balanceOf", [market.address]);
      return openSource({
        needsEarlierBlock: true,
        subgraph: poolQuery(market.address),
        reads: {
          slot0: contractRead<Slot0>(market.address, uniswapV3PoolAbi, "slot0", [], (result) => ({
            sqrtPriceX96: result.sqrtPriceX96,
            tick: Number(result.tick),
            feeProtocol0: Number(result.feeProtocol % 16n),
            feeProtocol1: Number(result.feeProtocol >> 4n),
            unlocked: result.unlocked,
          })),
          liquidity: pool<bigint>("liquidity"),
          feeGrowthGlobal0X128: pool<bigint>("feeGrowthGlobal0X128"),
          feeGrowthGlobal1X128: pool<bigint>("feeGrowthGlobal1X128"),
          lower: bound(range.tickLower),
          upper: bound(range.tickUpper),
          balance0: balance(token0),
          balance1: balance(token1),
        },
        observe(now, { earlier, blockTimeSeconds, pricesUsd, subgraph }) {
          if (earlier === null) throw new Error(`${market.id}: no earlier block to measure fee growth from`);
          const before = stateOf(earlier.results);
          const after = stateOf(now);
          const growth = growthInside(before, after, range);
          const slot0 = required(now.slot0);
          const liquidity = required(now.liquidity);
          const [balance0, balance1] = [required(now.balance0), required(now.balance1)];
          const inRange = slot0.tick >= range.tickLower && slot0.tick < range.tickUpper;
          const told = believed(subgraph, {
            liquidity: required(earlier.results.liquidity),
            sqrtPriceX96: required(earlier.results.slot0).sqrtPriceX96,
            feeGrowth: before.global,
            ...pair,
          });
          const measuredApr = (): Apr =>
            (toFloat(feesPerValueRay(growth, pair, unitValue), 27) * SECONDS_PER_YEAR) / (blockTimeSeconds - earlier.blockTimeSeconds);
          const toldApr = (pool: PoolEntity): Apr => {
            const { usdPerUnit, elapsedSeconds } = feesOfDay(pool, range, earlier.blockTimeSeconds);
            if (elapsedSeconds === 0) return measuredApr();
            const priceUsd = pricesUsd[market.asset.symbol];
            if (priceUsd == null)
              throw new SampleRejected("no-price", null, `no fresh price of ${market.asset.symbol} to turn fees into it`);
            const unitValueUsd = (unitValue / 10 ** market.asset.decimals) * priceUsd;
            return ((usdPerUnit * liquidityProvidersShare(slot0)) / unitValueUsd) * (SECONDS_PER_YEAR / elapsedSeconds);
          };
          const swapBps = otherShare(pair, range, slot0.sqrtPriceX96) * feeBps;
          return {
            ...(told === null ? {} : { origin: "rpc+subgraph" }),
            supplyApr: inRange ? (told === null ? measuredApr() : toldApr(told)) : 0,
            rewardApr: 0,
            unclaimedRewardApr: 0,
            // The other token's part is bought on entering and sold on leaving.
            enterBps: swapBps,
            exitBps: swapBps,
            growthIndexRay: expRay(feesPerValueRay(signedGrowth(feeGrowthInside(after, range)), pair, unitValue)),
            totalSupply: valueAtPar(balance0, balance1, pair),
            totalBorrow: 0n,
            liquidity: pair.assetIsToken0 ? balance0 : balance1,
            supplyRoom: inRange ? null : 0n,
            utilization: 0,
            rateModel: { kind: "fee-share", sharingDeposits: toFloat(liquidity, 0) * unitValue },
            flags: { paused: !slot0.unlocked, frozen: !inRange, supplyCapReached: false },
          };
        },
      });
    },
  });
};

interface RangeReads {
  readonly slot0: ReadResult<Slot0>;
  readonly feeGrowthGlobal0X128: ReadResult<bigint>;
  readonly feeGrowthGlobal1X128: ReadResult<bigint>;
  readonly lower: ReadResult<Bound>;
  readonly upper: ReadResult<Bound>;
}

function stateOf(reads: RangeReads): RangeState {
  return {
    tick: required(reads.slot0).tick,
    global: { token0X128: required(reads.feeGrowthGlobal0X128), token1X128: required(reads.feeGrowthGlobal1X128) },
    lower: required(reads.lower),
    upper: required(reads.upper),
  };
}

/** Fee growth inside the range from one block to a later one. */
function growthInside(before: RangeState, after: RangeState, range: TickRange): FeeGrowth {
  for (const [tick, bounds] of [
    [range.tickLower, [before.lower, after.lower]],
    [range.tickUpper, [before.upper, after.upper]],
  ] as const) {
    if (bounds.some(({ initialized }) => !initialized)) {
      throw new SampleRejected(
        "range-not-initialised",
        tick,
        `nobody has liquidity from or to tick ${tick}: the pool keeps no fee growth of it`,
      );
    }
  }
  const growth = growthBetween(feeGrowthInside(before, range), feeGrowthInside(after, range));
  if (!isWithin(growth, growthBetween(before.global, after.global))) {
    throw new SampleRejected("fee-growth-reset", null, "a bound of the range was given up and opened anew: its fee growth begins again");
  }
  return growth;
}

function signedGrowth({ token0X128, token1X128 }: FeeGrowth): FeeGrowth {
  return { token0X128: signed(token0X128), token1X128: signed(token1X128) };
}

/** What the subgraph says if it agrees with the chain; null where the chain has to do. */
function believed(reading: SubgraphReading | null, chain: Parameters<typeof subgraphGap>[1]): PoolEntity | null {
  if (reading === null) return null;
  if (!reading.ok) {
    if (reading.fallsBackToChain) return null;
    throw new SampleRejected(reading.error.rule, null, reading.error.message);
  }
  const pool = parsePool(reading.entity);
  if (pool === null)
    throw new SampleRejected("subgraph-untrusted", null, "the subgraph does not have the pool, or not in its schema", reading.entity);
  const gap = subgraphGap(pool, chain);
  if (gap !== null) throw new SampleRejected("subgraph-gap", gap.value, `${gap.what}: ${gap.value} from what it should be`, reading.entity);
  return pool;
}

/** What the protocol leaves of the fees, taken as if both tokens were sold as much as the other. */
function liquidityProvidersShare({ feeProtocol0, feeProtocol1 }: Slot0): number {
  const kept = (part: number) => (part === 0 ? 1 : 1 - 1 / part);
  return (kept(feeProtocol0) + kept(feeProtocol1)) / 2;
}

function sorted(one: Token, other: Token): readonly [token0: Token, token1: Token] {
  return BigInt(one.address) < BigInt(other.address) ? [one, other] : [other, one];
}

function otherToken({ id, chainId, companions: { other } }: Market): Token {
  const token = Object.values(addressBooks.get(chainId)?.tokens ?? {}).find((one) => one.address === other);
  if (token === undefined) throw new Error(`${id}: the pool's other token ${other} is not in the address book`);
  return token;
}
