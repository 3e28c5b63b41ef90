import { z } from "zod";
import type { SubgraphQuery } from "../subgraph/query.ts";

const integer = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);
const decimal = z
  .string()
  .refine((text) => Number.isFinite(Number(text)))
  .transform(Number);
const seconds = z
  .union([z.number(), z.string()])
  .transform(Number)
  .refine((value) => Number.isInteger(value));

const poolSchema = z.object({
  feeTier: integer,
  liquidity: integer,
  sqrtPrice: integer,
  createdAtTimestamp: seconds,
  totalValueLockedUSD: decimal,
  feeGrowthGlobal0X128: integer.optional(),
  feeGrowthGlobal1X128: integer.optional(),
  poolHourData: z.array(
    z.object({
      periodStartUnix: seconds,
      liquidity: integer,
      /** Null before the pool is initialised. */
      tick: integer.nullable(),
      volumeUSD: decimal,
      feesUSD: decimal,
    }),
  ),
  poolDayData: z.array(z.object({ date: seconds, volumeUSD: decimal, feesUSD: decimal })),
});

/** A pool as the Uniswap V3 subgraph describes it at one block; its hours and days newest first. */
export type PoolEntity = z.output<typeof poolSchema>;
export type PoolHour = PoolEntity["poolHourData"][number];

/** A day's hours, the one that is not over, and the one before them for where they began. */
const HOURS = 26;
/** The days that a day's hours can lie in, and today. */
const DAYS = 3;

/**
 * The pool with its last hours and days, in the field names of Uniswap's v3-subgraph. Its newer versions have dropped the counters of fee
 * growth; those that have them are held to the chain's.
 */
export function poolQuery(poolAddress: string): SubgraphQuery {
  return {
    subgraph: "uniswap-v3",
    entities: "pools",
    id: poolAddress.toLowerCase(),
    fields: `
      feeTier liquidity sqrtPrice createdAtTimestamp totalValueLockedUSD
      poolHourData(first: ${HOURS}, orderBy: periodStartUnix, orderDirection: desc) { periodStartUnix liquidity tick volumeUSD feesUSD }
      poolDayData(first: ${DAYS}, orderBy: date, orderDirection: desc) { date volumeUSD feesUSD }`,
    optionalFields: ["feeGrowthGlobal0X128", "feeGrowthGlobal1X128"],
  };
}

/** Null if the entity is not what the schema of Uniswap's subgraph says, or is not there. */
export function parsePool(entity: unknown): PoolEntity | null {
  return poolSchema.safeParse(entity).data ?? null;
}
