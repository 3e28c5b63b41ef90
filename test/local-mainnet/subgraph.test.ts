import { expect } from "chai";
import { Interface } from "ethers";
import { toFloat } from "../../bot/core/units.ts";
import { mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { createLife } from "../../scripts/local-mainnet/life/createLife.ts";
import { HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { type SubgraphServer, serveSubgraph } from "../../scripts/local-mainnet/subgraph/subgraphServer.ts";
import { expectNear } from "../near.ts";
import { useLocalMainnet } from "./fixture.ts";

const { uniswapUsdcUsdtPool: pool, usdc, usdt, chainlinkUsdcUsd, chainlinkUsdtUsd } = mainnetAddresses;
const id = pool.toLowerCase();

const swaps = new Interface([
  "event Swap(address indexed sender, address indexed recipient, int256 amount0, int256 amount1, uint160 sqrtPriceX96, uint128 liquidity, int24 tick)",
]);
const absolute = (value: bigint) => (value < 0n ? -value : value);

const POOL_FIELDS =
  "id feeTier liquidity sqrtPrice tick txCount volumeToken0 volumeToken1 volumeUSD feesUSD totalValueLockedToken0 totalValueLockedUSD feeGrowthGlobal0X128 feeGrowthGlobal1X128";

describe("the subgraph of a local mainnet", () => {
  const chain = useLocalMainnet();
  let server: SubgraphServer;

  beforeEach(async () => {
    server = await serveSubgraph({ provider: chain().provider });
  });
  afterEach(() => server.close());

  // biome-ignore lint/suspicious/noExplicitAny: whatever the query selects
  async function ask(query: string): Promise<{ readonly data: any; readonly errors?: readonly { readonly message: string }[] }> {
    const body = JSON.stringify({ query });
    const response = await fetch(server.url, { method: "POST", headers: { "content-type": "application/json" }, body });
    return (await response.json()) as never;
  }
  const live = async (hours: number, seed = 7) => {
    const life = await createLife({ provider: chain().provider, seed });
    await life.advance(hours * HOUR);
  };
  const read = <T = bigint>(to: string, fragment: string, ...args: readonly unknown[]) =>
    readContract<T>(chain().provider, { to, fragment, args });
  async function swapLogs() {
    const filter = { address: pool, fromBlock: "0x0", toBlock: "latest", topics: [swaps.getEvent("Swap")?.topicHash] };
    const logs = (await chain().provider.request({ method: "eth_getLogs", params: [filter] })) as { topics: string[]; data: string }[];
    return logs.map((log) => swaps.parseLog(log)?.args as unknown as { readonly amount0: bigint; readonly amount1: bigint });
  }

  it("is what the pool itself says, and its volume the sum of its swaps", async () => {
    await live(6);
    const { data } = await ask(`{ pool(id: "${id}") { ${POOL_FIELDS} } }`);
    const slot0 = await read<readonly bigint[]>(
      pool,
      "function slot0() view returns (uint160, int24, uint16, uint16, uint16, uint8, bool)",
    );
    expect(data.pool).to.include({
      liquidity: `${await read(pool, "function liquidity() view returns (uint128)")}`,
      sqrtPrice: `${slot0[0]}`,
      tick: `${slot0[1]}`,
      feeGrowthGlobal0X128: `${await read(pool, "function feeGrowthGlobal0X128() view returns (uint256)")}`,
      feeGrowthGlobal1X128: `${await read(pool, "function feeGrowthGlobal1X128() view returns (uint256)")}`,
      feeTier: "100",
    });
    const logs = await swapLogs();
    expect(logs.length).to.be.greaterThan(5);
    const volume = (of: "amount0" | "amount1") => logs.reduce((sum, log) => sum + absolute(log[of]), 0n);
    expect(Number(data.pool.volumeToken0)).to.equal(toFloat(volume("amount0"), 6));
    expect(Number(data.pool.volumeToken1)).to.equal(toFloat(volume("amount1"), 6));
    expectNear(Number(data.pool.volumeUSD) / toFloat((volume("amount0") + volume("amount1")) / 2n, 6), 1, 2e-3, "by the feeds near par");
    expectNear(Number(data.pool.feesUSD) / Number(data.pool.volumeUSD), 1e-4, 1e-12);
    // What is locked is what the pool has, uncollected fees and all.
    const balance = await read(usdc, "function balanceOf(address) view returns (uint256)", pool);
    expect(Number(data.pool.totalValueLockedToken0)).to.equal(toFloat(balance, 6));
    const price = async (feed: string) => toFloat(await read(feed, "function latestAnswer() view returns (int256)"), 8);
    const other = await read(usdt, "function balanceOf(address) view returns (uint256)", pool);
    const locked = toFloat(balance, 6) * (await price(chainlinkUsdcUsd)) + toFloat(other, 6) * (await price(chainlinkUsdtUsd));
    expectNear(Number(data.pool.totalValueLockedUSD) / locked, 1, 1e-9);
  });

  it("has hours and days that add up to the pool", async () => {
    await live(30);
    const { data } = await ask(`{ pool(id: "${id}") { volumeUSD feesUSD txCount
      poolHourData(first: 1000) { volumeUSD feesUSD txCount periodStartUnix } poolDayData { volumeUSD feesUSD txCount date } } }`);
    for (const [periods, length, start] of [
      [data.pool.poolHourData, HOUR, "periodStartUnix"],
      [data.pool.poolDayData, 24 * HOUR, "date"],
    ] as const) {
      const sum = (field: string) => periods.reduce((total: number, period: Record<string, string>) => total + Number(period[field]), 0);
      expectNear(sum("volumeUSD") / Number(data.pool.volumeUSD), 1, 1e-9);
      expectNear(sum("feesUSD") / Number(data.pool.feesUSD), 1, 1e-9);
      for (const period of periods) expect(period[start] % length).to.equal(0);
    }
    expect(data.pool.poolDayData.length).to.be.at.least(2);
  });

  it("knows every past block, by number and by hash, as it was then", async () => {
    const asked = async (block: string) =>
      (await ask(`{ pools(block: ${block}, where: { id_in: ["${id}"] }) { ${POOL_FIELDS} } }`)).data.pools;
    await live(2);
    const { number, hash } = await readHead(chain().provider);
    const then = await asked(`{ number: ${number} }`);
    await live(3, 8);
    expect(await asked(`{ number: ${number} }`)).to.deep.equal(then);
    expect(await asked(`{ hash: "${hash}" }`)).to.deep.equal(then);
    expect(await asked(`{ number_gte: ${number} }`)).not.to.deep.equal(then);
    // A server that indexes all at once says the same.
    const late = await serveSubgraph({ provider: chain().provider });
    try {
      await late.indexer.sync();
      expect(late.indexer.pools.at(id, number)).to.deep.equal(server.indexer.pools.at(id, number));
    } finally {
      await late.close();
    }
  });

  it("says which block it is about, the hash not where the block was named by number, like graph-node", async () => {
    const { number, hash, timestampSeconds } = await readHead(chain().provider);
    const meta = async (args: string) => (await ask(`{ _meta${args} { block { number hash timestamp } hasIndexingErrors } }`)).data._meta;
    expect(await meta("")).to.deep.equal({ block: { number, hash, timestamp: timestampSeconds }, hasIndexingErrors: false });
    expect(await meta(`(block: { hash: "${hash}" })`)).to.deep.include({ block: { number, hash, timestamp: timestampSeconds } });
    expect((await meta(`(block: { number: ${number} })`)).block).to.deep.equal({ number, hash: null, timestamp: null });
  });

  it("refuses blocks it has not indexed in graph-node's words", async () => {
    const { number } = await readHead(chain().provider);
    const error = async (block: string) => (await ask(`{ pools(block: ${block}) { id } }`)).errors?.[0]?.message;
    expect(await error(`{ number: ${number + 1} }`)).to.match(new RegExp(`has only indexed up to block number ${number} and data for`));
    expect(await error(`{ number_gte: ${number + 1} }`)).to.match(/has only indexed up to block number/);
    expect(await error(`{ hash: "0x${"11".repeat(32)}" }`)).to.match(/no block with that hash found/);
  });

  it("follows the chain to another branch", async () => {
    const { provider } = chain();
    await live(1);
    const before = await server.indexer.sync();
    const kept = server.indexer.pools.at(id, before.number);
    const snapshot = await provider.request({ method: "evm_snapshot" });
    await live(3);
    await server.indexer.sync();
    expect(server.indexer.pools.at(id, before.number + 3)).not.to.deep.equal(kept);
    await provider.request({ method: "evm_revert", params: [snapshot] });
    await live(2, 99);
    const head = await server.indexer.sync();
    expect(server.indexer.pools.at(id, before.number)).to.deep.equal(kept);
    const fresh = await serveSubgraph({ provider });
    try {
      await fresh.indexer.sync();
      expect(server.indexer.pools.allAt(head.number)).to.deep.equal(fresh.indexer.pools.allAt(head.number));
      expect(server.indexer.hours.allAt(head.number)).to.deep.equal(fresh.indexer.hours.allAt(head.number));
    } finally {
      await fresh.close();
    }
  });

  it("lists, filters, sorts and cuts as graph-node does", async () => {
    await live(5);
    const all = (await ask(`{ poolHourDatas(first: 1000, where: { pool: "${id}" }) { id periodStartUnix pool { id } } }`)).data
      .poolHourDatas;
    expect(new Set(all.map((hour: { pool: { id: string } }) => hour.pool.id))).to.deep.equal(new Set([id]));
    const starts = all.map((hour: { periodStartUnix: number }) => hour.periodStartUnix).toSorted((a: number, b: number) => b - a);
    const newest = `poolHourDatas(first: 2, skip: 1, orderBy: periodStartUnix, orderDirection: desc, where: { pool: "${id}", periodStartUnix_lt: ${starts[0]} })`;
    const cut = (await ask(`{ ${newest} { periodStartUnix } }`)).data.poolHourDatas;
    expect(cut.map((hour: { periodStartUnix: number }) => hour.periodStartUnix)).to.deep.equal(starts.slice(2, 4));
    const pools = (await ask("{ pools(orderBy: volumeUSD, orderDirection: desc) { id volumeUSD } }")).data.pools;
    expect(pools).to.have.lengthOf(4);
    const volumes = pools.map((one: { volumeUSD: string }) => Number(one.volumeUSD));
    expect(volumes).to.deep.equal(volumes.toSorted((a: number, b: number) => b - a));
    expect((await ask("{ pools(first: 1001) { id } }")).errors?.[0]?.message).to.match(/between 0 and 1000/);
  });
});
