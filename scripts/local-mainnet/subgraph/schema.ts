import { formatUnits } from "ethers";
import { GraphQLScalarType } from "graphql";
import { createSchema } from "graphql-yoga";
import { type PeriodEntity, type PoolEntity, token0Price, token1Price } from "./entities.ts";
import type { Fault } from "./faults.ts";
import type { IndexedBlock, Indexer } from "./indexer.ts";
import { type ListArguments, list } from "./listing.ts";

/** The name that the real graph-node gives to a deployment. */
const DEPLOYMENT = "QmLocalMainnetUniswapV3";

const PERIOD_FIELDS = `
  pool: Pool! liquidity: BigInt! sqrtPrice: BigInt! tick: BigInt token0Price: BigDecimal! token1Price: BigDecimal! tvlUSD: BigDecimal!
  volumeToken0: BigDecimal! volumeToken1: BigDecimal! volumeUSD: BigDecimal! feesUSD: BigDecimal! txCount: BigInt!
  open: BigDecimal! high: BigDecimal! low: BigDecimal! close: BigDecimal!`;

const PERIOD_ORDERS = "id liquidity sqrtPrice tick tvlUSD volumeToken0 volumeToken1 volumeUSD feesUSD txCount";

const filters = (field: string, type: string) =>
  `${field}: ${type} ${field}_gt: ${type} ${field}_gte: ${type} ${field}_lt: ${type} ${field}_lte: ${type}`;

/** Field names and arguments of Uniswap's v3-subgraph on graph-node, as far as pools and their hours and days go. */
function typeDefs(hasFeeGrowth: boolean): string {
  const lists = (type: string) =>
    `first: Int = 100, skip: Int = 0, orderBy: ${type}_orderBy, orderDirection: OrderDirection, where: ${type}_filter`;
  return `
scalar BigInt
scalar BigDecimal
scalar Bytes
enum OrderDirection { asc desc }
input Block_height { hash: Bytes number: Int number_gte: Int }
type _Block_ { hash: Bytes number: Int! timestamp: Int parentHash: Bytes }
type _Meta_ { block: _Block_! deployment: String! hasIndexingErrors: Boolean! }
type Token { id: ID! symbol: String! name: String! decimals: BigInt! }
type Pool {
  id: ID! createdAtTimestamp: BigInt! createdAtBlockNumber: BigInt! token0: Token! token1: Token! feeTier: BigInt!
  liquidity: BigInt! sqrtPrice: BigInt! token0Price: BigDecimal! token1Price: BigDecimal! tick: BigInt
  ${hasFeeGrowth ? "feeGrowthGlobal0X128: BigInt! feeGrowthGlobal1X128: BigInt!" : ""}
  volumeToken0: BigDecimal! volumeToken1: BigDecimal! volumeUSD: BigDecimal! feesUSD: BigDecimal! txCount: BigInt!
  collectedFeesToken0: BigDecimal! collectedFeesToken1: BigDecimal!
  totalValueLockedToken0: BigDecimal! totalValueLockedToken1: BigDecimal! totalValueLockedUSD: BigDecimal!
  poolHourData(${lists("PoolHourData")}): [PoolHourData!]!
  poolDayData(${lists("PoolDayData")}): [PoolDayData!]!
}
type PoolHourData { id: ID! periodStartUnix: Int! ${PERIOD_FIELDS} }
type PoolDayData { id: ID! date: Int! ${PERIOD_FIELDS} }
enum Pool_orderBy { id createdAtTimestamp createdAtBlockNumber feeTier liquidity volumeUSD feesUSD txCount totalValueLockedUSD }
enum PoolHourData_orderBy { ${PERIOD_ORDERS} periodStartUnix }
enum PoolDayData_orderBy { ${PERIOD_ORDERS} date }
input Pool_filter { id: ID id_in: [ID!] token0: String token1: String ${filters("feeTier", "BigInt")} ${filters("totalValueLockedUSD", "BigDecimal")} }
input PoolHourData_filter { id: ID id_in: [ID!] pool: String pool_in: [String!] ${filters("periodStartUnix", "Int")} }
input PoolDayData_filter { id: ID id_in: [ID!] pool: String pool_in: [String!] ${filters("date", "Int")} }
type Query {
  pool(id: ID!, block: Block_height): Pool
  pools(${lists("Pool")}, block: Block_height): [Pool!]!
  poolHourDatas(${lists("PoolHourData")}, block: Block_height): [PoolHourData!]!
  poolDayDatas(${lists("PoolDayData")}, block: Block_height): [PoolDayData!]!
  _meta(block: Block_height): _Meta_
}`;
}

interface BlockHeight {
  readonly hash?: string | null;
  readonly number?: number | null;
  readonly number_gte?: number | null;
}

interface BlockArgument {
  readonly block?: BlockHeight | null;
}

export interface SchemaOptions {
  readonly indexer: Indexer;
  /** Whether pools have their counters of fee growth, which newer versions of the real subgraph have dropped. */
  readonly hasFeeGrowth: boolean;
  /** What is wrong with it now. */
  fault(): Fault | null;
}

export function subgraphSchema({ indexer, hasFeeGrowth, fault }: SchemaOptions) {
  /** The block that an answer is about, as graph-node finds it, and with its words if it cannot. */
  async function blockOf(height: BlockHeight | null | undefined): Promise<IndexedBlock> {
    const head = await indexer.sync();
    const wrong = fault();
    const newest = wrong?.kind === "lag" ? await existing(head.number - wrong.blocks) : head;
    const asked = await resolve(height, newest);
    return wrong?.kind === "wrong-block" ? existing(asked.number - wrong.blocks) : asked;
  }

  async function resolve(height: BlockHeight | null | undefined, newest: IndexedBlock): Promise<IndexedBlock> {
    const least = height?.number ?? height?.number_gte;
    if (least != null && least > newest.number) {
      throw new Error(
        `Failed to decode \`block.number\` value: \`subgraph ${DEPLOYMENT} has only indexed up to block number ${newest.number} and data for block number ${least} is therefore not yet available\``,
      );
    }
    if (height?.number != null) return existing(height.number);
    if (height?.hash == null) return newest;
    const block = fault()?.kind === "reorged" ? null : await indexer.block(height.hash);
    if (block === null || block.number > newest.number)
      throw new Error("Failed to decode `block.hash` value: `no block with that hash found`");
    return block;
  }

  async function existing(number: number): Promise<IndexedBlock> {
    const block = await indexer.block(number);
    if (block === null) throw new Error(`There is no block ${number}`);
    return block;
  }

  function poolView(pool: PoolEntity, at: number) {
    const wrong = fault();
    const { token0, token1 } = pool;
    const whole0 = (amount: bigint) => formatUnits(amount, token0.decimals);
    const whole1 = (amount: bigint) => formatUnits(amount, token1.decimals);
    return {
      ...pool,
      token0: { ...token0, name: token0.symbol },
      token1: { ...token1, name: token1.symbol },
      token0Price: token0Price(pool),
      token1Price: token1Price(pool),
      liquidity: wrong?.kind === "gap" ? scaled(pool.liquidity, wrong.factor) : pool.liquidity,
      volumeToken0: whole0(pool.volumeToken0),
      volumeToken1: whole1(pool.volumeToken1),
      collectedFeesToken0: whole0(pool.collectedFeesToken0),
      collectedFeesToken1: whole1(pool.collectedFeesToken1),
      totalValueLockedToken0: whole0(pool.totalValueLockedToken0),
      totalValueLockedToken1: whole1(pool.totalValueLockedToken1),
      poolHourData: (args: ListArguments) => {
        if (wrong?.kind === "partial") throw new Error("Store error: database unavailable");
        return list(periodsOf(pool.id, "hours", at), args);
      },
      poolDayData: (args: ListArguments) => list(periodsOf(pool.id, "days", at), args),
    };
  }

  function periodsOf(pool: string | null, which: "hours" | "days", at: number) {
    return indexer[which]
      .allAt(at)
      .filter((period) => pool === null || period.pool === pool)
      .map((period) => periodView(period, which, at));
  }

  function periodView(period: PeriodEntity, which: "hours" | "days", at: number) {
    const pool = indexer.pools.at(period.pool, at) as PoolEntity;
    const priced = { ...pool, sqrtPrice: period.sqrtPrice };
    return {
      ...period,
      ...(which === "hours" ? { periodStartUnix: period.startUnix } : { date: period.startUnix }),
      // A filter compares ids, a selection wants the pool.
      pool: Object.assign(poolView(pool, at), { toString: () => pool.id }),
      token0Price: token0Price(priced),
      token1Price: token1Price(priced),
      volumeToken0: formatUnits(period.volumeToken0, pool.token0.decimals),
      volumeToken1: formatUnits(period.volumeToken1, pool.token1.decimals),
    };
  }

  const poolsAt = (at: number) => indexer.pools.allAt(at).map((pool) => poolView(pool, at));

  return createSchema({
    typeDefs: typeDefs(hasFeeGrowth),
    resolvers: {
      BigInt: textScalar("BigInt"),
      BigDecimal: textScalar("BigDecimal"),
      Query: {
        pool: async (_: unknown, { id, block }: { readonly id: string } & BlockArgument) => {
          const at = (await blockOf(block)).number;
          const pool = indexer.pools.at(id, at);
          return pool === undefined ? null : poolView(pool, at);
        },
        pools: async (_: unknown, { block, ...args }: ListArguments & BlockArgument) => {
          const at = (await blockOf(block)).number;
          return fault()?.kind === "incomplete" ? [] : list(poolsAt(at), args);
        },
        poolHourDatas: async (_: unknown, { block, ...args }: ListArguments & BlockArgument) =>
          list(periodsOf(null, "hours", (await blockOf(block)).number), args),
        poolDayDatas: async (_: unknown, { block, ...args }: ListArguments & BlockArgument) =>
          list(periodsOf(null, "days", (await blockOf(block)).number), args),
        _meta: async (_: unknown, { block: height }: BlockArgument) => {
          if (fault()?.kind === "no-meta") return null;
          const { number, hash, timestampSeconds } = await blockOf(height);
          // graph-node leaves the hash out when the block was named by number.
          const named = height?.number == null ? { hash, timestamp: timestampSeconds } : { hash: null, timestamp: null };
          return {
            block: { number, ...named },
            deployment: DEPLOYMENT,
            hasIndexingErrors: fault()?.kind === "indexing-errors",
          };
        },
      },
    },
  });
}

/** Numbers of any size travel as text. */
function textScalar(name: string): GraphQLScalarType {
  return new GraphQLScalarType({ name, serialize: (value) => `${value}`, parseValue: (value) => value });
}

function scaled(value: bigint, factor: number): bigint {
  return (value * BigInt(Math.round(factor * 1e6))) / 1_000_000n;
}
