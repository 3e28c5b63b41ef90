/** What the Uniswap V3 subgraph keeps; amounts of tokens in smallest units here, in whole tokens where they are served. */
export interface TokenEntity {
  readonly id: string;
  readonly symbol: string;
  readonly decimals: number;
}

export interface PoolEntity {
  /** The pool's address in lower case. */
  readonly id: string;
  readonly createdAtTimestamp: number;
  readonly createdAtBlockNumber: number;
  readonly token0: TokenEntity;
  readonly token1: TokenEntity;
  readonly feeTier: number;
  /** In range. */
  readonly liquidity: bigint;
  readonly sqrtPrice: bigint;
  readonly tick: number | null;
  readonly feeGrowthGlobal0X128: bigint;
  readonly feeGrowthGlobal1X128: bigint;
  readonly volumeToken0: bigint;
  readonly volumeToken1: bigint;
  readonly volumeUSD: number;
  readonly feesUSD: number;
  readonly txCount: number;
  readonly collectedFeesToken0: bigint;
  readonly collectedFeesToken1: bigint;
  readonly totalValueLockedToken0: bigint;
  readonly totalValueLockedToken1: bigint;
  readonly totalValueLockedUSD: number;
}

/** An hour or a day of a pool: how it ended, and what happened in it. */
export interface PeriodEntity {
  /** "<pool>-<number of the hour or day>". */
  readonly id: string;
  readonly pool: string;
  readonly startUnix: number;
  readonly liquidity: bigint;
  readonly sqrtPrice: bigint;
  readonly tick: number | null;
  readonly tvlUSD: number;
  readonly volumeToken0: bigint;
  readonly volumeToken1: bigint;
  readonly volumeUSD: number;
  readonly feesUSD: number;
  readonly txCount: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Token1 per token0 in whole tokens; the subgraph's `token1Price`. */
export function token1Price({ sqrtPrice, token0, token1 }: Pick<PoolEntity, "sqrtPrice" | "token0" | "token1">): number {
  return (Number(sqrtPrice) / 2 ** 96) ** 2 * 10 ** (token0.decimals - token1.decimals);
}

/** Token0 per token1. */
export function token0Price(pool: Pick<PoolEntity, "sqrtPrice" | "token0" | "token1">): number {
  return pool.sqrtPrice === 0n ? 0 : 1 / token1Price(pool);
}
