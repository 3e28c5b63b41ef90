import { getAddress, Interface, type LogDescription } from "ethers";
import { toFloat } from "../../../bot/core/units.ts";
import { mainnetAddresses } from "../addresses.ts";
import { type BlockHeader, type Eip1193Provider, readBlockHeader, readHead, toQuantity } from "../provider.ts";
import { FIRST_BLOCK } from "../startLocalMainnet.ts";
import { readNumbersAt } from "./chainReads.ts";
import type { PeriodEntity, PoolEntity, TokenEntity } from "./entities.ts";
import { afterEvent, type EventFacts, type PoolEvent, periodAfter, shownInPeriods } from "./mapping.ts";
import { Versions } from "./versions.ts";

const { usdc, usdt, dai, weth, comp, aave, uniswapV3Factory } = mainnetAddresses;

interface KnownToken extends TokenEntity {
  readonly usdFeed: string;
}

function token(address: string, symbol: string, decimals: number, usdFeed: string): KnownToken {
  return { id: address.toLowerCase(), symbol, decimals, usdFeed };
}

/** Every token that a pool of the local mainnet has, and the feed that prices it. */
const TOKENS: readonly KnownToken[] = [
  token(usdc, "USDC", 6, mainnetAddresses.chainlinkUsdcUsd),
  token(usdt, "USDT", 6, mainnetAddresses.chainlinkUsdtUsd),
  token(dai, "DAI", 18, mainnetAddresses.chainlinkDaiUsd),
  token(weth, "WETH", 18, mainnetAddresses.chainlinkEthUsd),
  token(comp, "COMP", 18, mainnetAddresses.compUsdFeed),
  token(aave, "AAVE", 18, mainnetAddresses.aaveUsdFeed),
];

const FEED_DECIMALS = 8;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

const events = new Interface([
  "event PoolCreated(address indexed token0, address indexed token1, uint24 indexed fee, int24 tickSpacing, address pool)",
  "event Initialize(uint160 sqrtPriceX96, int24 tick)",
  "event Swap(address indexed sender, address indexed recipient, int256 amount0, int256 amount1, uint160 sqrtPriceX96, uint128 liquidity, int24 tick)",
  "event Mint(address sender, address indexed owner, int24 indexed tickLower, int24 indexed tickUpper, uint128 amount, uint256 amount0, uint256 amount1)",
  "event Burn(address indexed owner, int24 indexed tickLower, int24 indexed tickUpper, uint128 amount, uint256 amount0, uint256 amount1)",
  "event Collect(address indexed owner, address recipient, int24 indexed tickLower, int24 indexed tickUpper, uint128 amount0, uint128 amount1)",
]);
const topics = events.fragments.flatMap((fragment) => (fragment.type === "event" ? [events.getEvent(fragment.format())?.topicHash] : []));

/** A block that is indexed. */
export type IndexedBlock = Pick<BlockHeader, "number" | "hash" | "timestampSeconds">;

/** The index of Uniswap V3 on a chain, as of any of its blocks. */
export interface Indexer {
  readonly pools: Versions<PoolEntity>;
  readonly hours: Versions<PeriodEntity>;
  readonly days: Versions<PeriodEntity>;
  /** Indexes what has been mined, and forgets what is not on the chain any more. Returns the newest block. */
  sync(): Promise<IndexedBlock>;
  /** An indexed block by number or hash; null if the chain does not have it. */
  block(which: number | string): Promise<IndexedBlock | null>;
}

interface RawLog {
  readonly address: string;
  readonly topics: string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly removed?: boolean;
}

export function createIndexer(provider: Eip1193Provider): Indexer {
  const pools = new Versions<PoolEntity>();
  const hours = new Versions<PeriodEntity>();
  const days = new Versions<PeriodEntity>();
  // Blocks that were heads once or had events: where the chain's branches can be told apart.
  const known: IndexedBlock[] = [];
  let syncing: Promise<IndexedBlock> | null = null;

  async function sync(): Promise<IndexedBlock> {
    // Requests that come together share one pass.
    syncing ??= pass().finally(() => {
      syncing = null;
    });
    return syncing;
  }

  async function pass(): Promise<IndexedBlock> {
    await forgetOtherBranch();
    const head = await readHead(provider);
    const from = (known.at(-1)?.number ?? FIRST_BLOCK - 1) + 1;
    if (from <= head.number) {
      for (const [number, logs] of await logsByBlock(from, head.number)) await index(number, logs);
      if (known.at(-1)?.number !== head.number) known.push(head);
    }
    return known.at(-1) ?? head;
  }

  async function forgetOtherBranch(): Promise<void> {
    let last = known.at(-1);
    while (last !== undefined && (await readBlockHeader(provider, last.number))?.hash !== last.hash) {
      known.pop();
      last = known.at(-1);
      for (const versions of [pools, hours, days]) versions.revertTo(last?.number ?? FIRST_BLOCK - 1);
    }
  }

  async function logsByBlock(from: number, to: number): Promise<ReadonlyMap<number, readonly RawLog[]>> {
    const filter = { fromBlock: toQuantity(from), toBlock: toQuantity(to), topics: [topics] };
    const byBlock = new Map<number, RawLog[]>();
    for (const log of (await provider.request({ method: "eth_getLogs", params: [filter] })) as RawLog[]) {
      const number = Number(log.blockNumber);
      byBlock.set(number, [...(byBlock.get(number) ?? []), log]);
    }
    return byBlock;
  }

  async function index(number: number, logs: readonly RawLog[]): Promise<void> {
    const header = await readBlockHeader(provider, number);
    if (header === null) throw new Error(`The node has logs of block ${number}, but not the block`);
    const parsed = logs.flatMap((log) => {
      const event = events.parseLog(log);
      return event === null ? [] : [{ emitter: getAddress(log.address), event }];
    });
    for (const { emitter, event } of parsed) {
      if (event.name === "PoolCreated" && emitter === uniswapV3Factory) create(event, header);
    }
    const own = parsed.filter(
      ({ emitter, event }) => event.name !== "PoolCreated" && pools.at(emitter.toLowerCase(), number) !== undefined,
    );
    const facts = await factsAt(number, [...new Set(own.map(({ emitter }) => emitter.toLowerCase()))]);
    for (const { emitter, event } of own) apply(emitter.toLowerCase(), event, header, facts);
    known.push(header);
  }

  function create({ args }: LogDescription, { number, timestampSeconds }: BlockHeader): void {
    const [token0, token1] = [knownToken(args.token0), knownToken(args.token1)];
    if (token0 === undefined || token1 === undefined) return;
    const id = (args.pool as string).toLowerCase();
    pools.set(id, number, {
      id,
      createdAtTimestamp: timestampSeconds,
      createdAtBlockNumber: number,
      token0,
      token1,
      feeTier: Number(args.fee),
      liquidity: 0n,
      sqrtPrice: 0n,
      tick: null,
      feeGrowthGlobal0X128: 0n,
      feeGrowthGlobal1X128: 0n,
      volumeToken0: 0n,
      volumeToken1: 0n,
      volumeUSD: 0,
      feesUSD: 0,
      txCount: 0,
      collectedFeesToken0: 0n,
      collectedFeesToken1: 0n,
      totalValueLockedToken0: 0n,
      totalValueLockedToken1: 0n,
      totalValueLockedUSD: 0,
    });
  }

  /** By pool, at the end of the block, as the mapping's calls are answered. */
  async function factsAt(number: number, ids: readonly string[]): Promise<ReadonlyMap<string, EventFacts>> {
    const touched = ids.flatMap((id) => pools.at(id, number) ?? []);
    const reads = touched.flatMap(({ id, token0, token1 }) => [
      ...[token0, token1].map((one) => ({ to: knownToken(one.id)?.usdFeed ?? "", name: "latestAnswer" as const })),
      { to: id, name: "feeGrowthGlobal0X128" as const },
      { to: id, name: "feeGrowthGlobal1X128" as const },
    ]);
    const values = await readNumbersAt(provider, number, reads);
    return new Map(
      touched.map(({ id }, i) => {
        const [price0, price1, growth0, growth1] = values.slice(4 * i, 4 * i + 4).map((value) => value ?? 0n) as [
          bigint,
          bigint,
          bigint,
          bigint,
        ];
        return [
          id,
          {
            price0Usd: toFloat(price0, FEED_DECIMALS),
            price1Usd: toFloat(price1, FEED_DECIMALS),
            feeGrowthGlobal0X128: growth0,
            feeGrowthGlobal1X128: growth1,
          },
        ];
      }),
    );
  }

  function apply(id: string, log: LogDescription, { number, timestampSeconds }: BlockHeader, facts: ReadonlyMap<string, EventFacts>): void {
    const before = pools.at(id, number) as PoolEntity;
    const event = { name: log.name, ...log.args.toObject() } as PoolEvent;
    const { pool, traded } = afterEvent(before, event, facts.get(id) as EventFacts);
    pools.set(id, number, pool);
    const shown = shownInPeriods(before, pool, event);
    for (const [periods, length] of [[hours, HOUR_SECONDS] as const, [days, DAY_SECONDS] as const]) {
      const periodId = `${id}-${Math.floor(timestampSeconds / length)}`;
      periods.set(periodId, number, periodAfter(periods.at(periodId, number), shown, traded, timestampSeconds, length));
    }
  }

  async function block(which: number | string): Promise<IndexedBlock | null> {
    if (typeof which === "number") return readBlockHeader(provider, which);
    const answer = (await provider.request({ method: "eth_getBlockByHash", params: [which, false] })) as { number: string } | null;
    return answer === null ? null : readBlockHeader(provider, Number(answer.number));
  }

  return { pools, hours, days, sync, block };
}

function knownToken(address: string): KnownToken | undefined {
  return TOKENS.find(({ id }) => id === address.toLowerCase());
}
