import { expect } from "chai";
import { mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { type ContractRead, readContract, readContracts } from "../../scripts/local-mainnet/calls.ts";
import { NotALocalMainnetError } from "../../scripts/local-mainnet/errors.ts";
import { createLife } from "../../scripts/local-mainnet/life/createLife.ts";
import { FEED_NAMES } from "../../scripts/local-mainnet/life/feedActor.ts";
import { DAY, HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import { createEmptyNetwork } from "../../scripts/local-mainnet/network.ts";
import { type Eip1193Provider, readHead } from "../../scripts/local-mainnet/provider.ts";
import { useLocalMainnet } from "./fixture.ts";

const { aaveProtocolDataProvider, comet, susds, usdc } = mainnetAddresses;

const READS: readonly ContractRead[] = [
  {
    to: aaveProtocolDataProvider,
    fragment:
      "function getReserveData(address) view returns (uint256, uint256, uint256, uint256, uint256, uint256 liquidityRate, uint256, uint256, uint256, uint256, uint256, uint40)",
    args: [usdc],
  },
  { to: comet, fragment: "function getUtilization() view returns (uint256)" },
  { to: susds, fragment: "function ssr() view returns (uint256)" },
];

async function readSupplyAprs(provider: Eip1193Provider): Promise<{ aave: number; compound: number; sky: number }> {
  const [reserve, utilization, ssr] = await readContracts<readonly [{ liquidityRate: bigint }, bigint, bigint]>(provider, READS);
  const supplyRate = await readContract(provider, {
    to: comet,
    fragment: "function getSupplyRate(uint256) view returns (uint64)",
    args: [utilization],
  });
  const year = 31_536_000;
  return {
    aave: Number(reserve.liquidityRate) / 1e27,
    compound: (Number(supplyRate) / 1e18) * year,
    sky: (Number(ssr - 10n ** 27n) / 1e27) * year,
  };
}

describe("life on a local mainnet", () => {
  const chain = useLocalMainnet();

  it("goes on when somebody else's block comes between its clock and its own block", async () => {
    const { provider } = chain();
    let interruptions = 0;
    const life = await createLife({
      seed: 1,
      provider: {
        async request(call) {
          // Life has chosen the time of its next block; a user's transaction is mined at that very second.
          if (call.method === "hardhat_getAutomine") {
            const { timestampSeconds } = await readHead(provider);
            await provider.request({ method: "evm_setNextBlockTimestamp", params: [timestampSeconds + 12] });
            await provider.request({ method: "evm_mine" });
            interruptions++;
          }
          return provider.request(call);
        },
      },
    });
    const { number } = await readHead(provider);
    await life.advance(12);
    await life.advance(12);
    expect(interruptions).to.equal(2);
    expect((await readHead(provider)).number).to.equal(number + 4);
    expect(life.failed).to.deep.equal([]);
  });

  it("makes supply rates move and cross within a week, without a failed transaction", async () => {
    const { provider } = chain();
    const life = await createLife({ provider, seed: 1 });
    const hours: Awaited<ReturnType<typeof readSupplyAprs>>[] = [];
    const baseFees: number[] = [];
    const leaders: string[] = [];
    for (let hour = 0; hour < 168; hour++) {
      await life.advance(HOUR);
      const aprs = await readSupplyAprs(provider);
      hours.push(aprs);
      const [leader] = Object.entries(aprs).sort(([, a], [, b]) => b - a)[0] as [string, number];
      leaders.push(leader);
      baseFees.push(Number((await readHead(provider)).baseFeeWei) / 1e9);
    }
    for (const market of ["aave", "compound", "sky"] as const) {
      const aprs = hours.map((hour) => hour[market]);
      expect(Math.max(...aprs) - Math.min(...aprs), `${market} moves`).to.be.greaterThan(0.02);
      expect(Math.min(...aprs), market).to.be.greaterThan(0.018);
      expect(Math.max(...aprs), market).to.be.lessThan(0.1);
      expect(leaders, `${market} leads at some time`).to.include(market);
    }
    const changes = leaders.filter((leader, hour) => hour > 0 && leader !== leaders[hour - 1]).length;
    expect(changes).to.be.greaterThan(4);
    expect(Math.min(...baseFees)).to.be.greaterThan(0.1);
    expect(Math.max(...baseFees)).to.be.lessThan(10);
    expect(median(baseFees)).to.be.within(0.8, 2);
    expect(life.failed).to.deep.equal([]);
  });

  it("makes the stable pool's price go both ways and its liquidity come and go", async () => {
    const { provider, addresses } = chain();
    const life = await createLife({ provider, seed: 2 });
    const prices: bigint[] = [];
    const liquidities: number[] = [];
    for (let hour = 0; hour < 72; hour++) {
      await life.advance(HOUR);
      const pool = addresses.uniswapUsdcUsdtPool;
      const [slot0, liquidity] = await readContracts<readonly [readonly [bigint], bigint]>(provider, [
        { to: pool, fragment: "function slot0() view returns (uint160, int24, uint16, uint16, uint16, uint8, bool)" },
        { to: pool, fragment: "function liquidity() view returns (uint128)" },
      ]);
      prices.push(slot0[0]);
      liquidities.push(Number(liquidity));
    }
    const rises = prices.filter((price, hour) => price > (prices[hour - 1] ?? price)).length;
    const falls = prices.filter((price, hour) => price < (prices[hour - 1] ?? price)).length;
    expect(Math.min(rises, falls)).to.be.greaterThan(10);
    expect(Math.max(...liquidities) / Math.min(...liquidities)).to.be.within(1.1, 4);
    expect(life.failed).to.deep.equal([]);
  });

  it("is the same for the same seed and another for another", async () => {
    const { provider } = chain();
    const live = async (seed: number) => {
      const snapshot = await provider.request({ method: "evm_snapshot" });
      const life = await createLife({ provider, seed });
      await life.advance(DAY + 700);
      const { hash } = await readHead(provider);
      await provider.request({ method: "evm_revert", params: [snapshot] });
      return hash;
    };
    const first = await live(7);
    expect(await live(7)).to.equal(first);
    expect(await live(8)).not.to.equal(first);
  });

  it("lets exactly the asked time pass, in steps of at most an hour", async () => {
    const { provider } = chain();
    const life = await createLife({ provider, seed: 3 });
    const start = await readHead(provider);
    await life.advance(3 * HOUR + 100);
    const head = await readHead(provider);
    expect(head.timestampSeconds - start.timestampSeconds).to.equal(3 * HOUR + 100);
    expect(head.number - start.number).to.equal(4);
  });

  it("keeps its own time when others mine in between", async () => {
    const { provider } = chain();
    const life = await createLife({ provider, seed: 3 });
    const start = await readHead(provider);
    await life.advance(HOUR);
    await provider.request({ method: "evm_mine" });
    await life.advance(HOUR);
    expect((await readHead(provider)).timestampSeconds - start.timestampSeconds).to.equal(2 * HOUR);
  });

  it("keeps every feed within its heartbeat", async () => {
    const { provider } = chain();
    const life = await createLife({ provider, seed: 5 });
    await life.advance(2 * DAY);
    const { timestampSeconds } = await readHead(provider);
    for (const name of FEED_NAMES) {
      const [, answer, , updatedAt] = await readContract<readonly bigint[]>(provider, {
        to: mainnetAddresses[name],
        fragment: "function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)",
      });
      expect(timestampSeconds - Number(updatedAt), name).to.be.lessThanOrEqual(DAY);
      expect(answer ?? 0n, name).to.not.equal(0n);
    }
  });

  it("refuses a chain without its actors", async () => {
    const empty = await createEmptyNetwork(1_700_000_000);
    try {
      const refused = await createLife({ provider: empty.provider, seed: 1 }).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(NotALocalMainnetError);
    } finally {
      await empty.close();
    }
  });
});

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
