import { toFloat } from "../../../bot/core/units.ts";
import { type PeriodEntity, type PoolEntity, token0Price } from "./entities.ts";

/** What a pool says in its log. */
export type PoolEvent =
  | { readonly name: "Initialize"; readonly sqrtPriceX96: bigint; readonly tick: bigint }
  | {
      readonly name: "Swap";
      /** What the pool got; negative is what it paid. */
      readonly amount0: bigint;
      readonly amount1: bigint;
      readonly sqrtPriceX96: bigint;
      readonly liquidity: bigint;
      readonly tick: bigint;
    }
  | ({ readonly name: "Mint" | "Burn"; readonly tickLower: bigint; readonly tickUpper: bigint; readonly amount: bigint } & Amounts)
  | ({ readonly name: "Collect" } & Amounts);

interface Amounts {
  readonly amount0: bigint;
  readonly amount1: bigint;
}

/** What the mapping of the real subgraph asks the chain for at the event's block. */
export interface EventFacts {
  readonly price0Usd: number;
  readonly price1Usd: number;
  readonly feeGrowthGlobal0X128: bigint;
  readonly feeGrowthGlobal1X128: bigint;
}

/** What an event adds to hours and days. */
export interface Traded {
  readonly volumeToken0: bigint;
  readonly volumeToken1: bigint;
  readonly volumeUSD: number;
  readonly feesUSD: number;
}

const NOTHING_TRADED: Traded = { volumeToken0: 0n, volumeToken1: 0n, volumeUSD: 0, feesUSD: 0 };

/**
 * The pool after an event, as Uniswap's v3-subgraph reckons (`src/mappings/pool`): what is locked is what came in less what was paid out, fees
 * included until they are collected; a swap's volume is half of what came in and went out; its fees are volume times fee tier, before the
 * protocol's share. Prices come from the feeds, where the real one takes them from other pools.
 */
export function afterEvent(pool: PoolEntity, event: PoolEvent, facts: EventFacts): { readonly pool: PoolEntity; readonly traded: Traded } {
  const { token0, token1, feeTier } = pool;
  const usd = (amount0: bigint, amount1: bigint) =>
    toFloat(amount0, token0.decimals) * facts.price0Usd + toFloat(amount1, token1.decimals) * facts.price1Usd;
  const locked = (change0: bigint, change1: bigint) => {
    const totalValueLockedToken0 = pool.totalValueLockedToken0 + change0;
    const totalValueLockedToken1 = pool.totalValueLockedToken1 + change1;
    return { totalValueLockedToken0, totalValueLockedToken1, totalValueLockedUSD: usd(totalValueLockedToken0, totalValueLockedToken1) };
  };
  const counted = { ...pool, txCount: pool.txCount + 1 };
  switch (event.name) {
    case "Initialize":
      return { pool: { ...pool, sqrtPrice: event.sqrtPriceX96, tick: Number(event.tick) }, traded: NOTHING_TRADED };
    case "Swap": {
      const volumeToken0 = absolute(event.amount0);
      const volumeToken1 = absolute(event.amount1);
      const volumeUSD = usd(volumeToken0, volumeToken1) / 2;
      const traded = { volumeToken0, volumeToken1, volumeUSD, feesUSD: (volumeUSD * feeTier) / 1e6 };
      return {
        pool: {
          ...counted,
          ...locked(event.amount0, event.amount1),
          liquidity: event.liquidity,
          sqrtPrice: event.sqrtPriceX96,
          tick: Number(event.tick),
          feeGrowthGlobal0X128: facts.feeGrowthGlobal0X128,
          feeGrowthGlobal1X128: facts.feeGrowthGlobal1X128,
          volumeToken0: pool.volumeToken0 + volumeToken0,
          volumeToken1: pool.volumeToken1 + volumeToken1,
          volumeUSD: pool.volumeUSD + volumeUSD,
          feesUSD: pool.feesUSD + traded.feesUSD,
        },
        traded,
      };
    }
    case "Mint":
    case "Burn": {
      const sign = event.name === "Mint" ? 1n : -1n;
      const inRange = pool.tick !== null && event.tickLower <= BigInt(pool.tick) && BigInt(pool.tick) < event.tickUpper;
      return {
        pool: {
          ...counted,
          ...(event.name === "Mint" ? locked(event.amount0, event.amount1) : {}),
          liquidity: pool.liquidity + (inRange ? sign * event.amount : 0n),
        },
        traded: NOTHING_TRADED,
      };
    }
    case "Collect":
      // What a burn took out is still the pool's until it is collected, together with fees.
      return {
        pool: {
          ...counted,
          ...locked(-event.amount0, -event.amount1),
          collectedFeesToken0: pool.collectedFeesToken0 + event.amount0,
          collectedFeesToken1: pool.collectedFeesToken1 + event.amount1,
        },
        traded: NOTHING_TRADED,
      };
  }
}

/**
 * What hours and days show of a pool after an event. The real mapping updates them before it saves the pool, but for a swap's new price and
 * liquidity: liquidity that comes or goes, and what is locked, they show from the next event on.
 */
export function shownInPeriods(before: PoolEntity, after: PoolEntity, event: PoolEvent): PoolEntity {
  return event.name === "Swap" ? { ...after, totalValueLockedUSD: before.totalValueLockedUSD } : before;
}

/** The hour or day that an event falls in, after it. */
export function periodAfter(
  before: PeriodEntity | undefined,
  pool: PoolEntity,
  traded: Traded,
  timeSeconds: number,
  lengthSeconds: number,
): PeriodEntity {
  const number = Math.floor(timeSeconds / lengthSeconds);
  const price = token0Price(pool);
  const start = before ?? { ...NOTHING_TRADED, txCount: 0, open: price, high: price, low: price };
  return {
    id: `${pool.id}-${number}`,
    pool: pool.id,
    startUnix: number * lengthSeconds,
    liquidity: pool.liquidity,
    sqrtPrice: pool.sqrtPrice,
    tick: pool.tick,
    tvlUSD: pool.totalValueLockedUSD,
    volumeToken0: start.volumeToken0 + traded.volumeToken0,
    volumeToken1: start.volumeToken1 + traded.volumeToken1,
    volumeUSD: start.volumeUSD + traded.volumeUSD,
    feesUSD: start.feesUSD + traded.feesUSD,
    txCount: start.txCount + 1,
    open: start.open,
    high: Math.max(start.high, price),
    low: Math.min(start.low, price),
    close: price,
  };
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
