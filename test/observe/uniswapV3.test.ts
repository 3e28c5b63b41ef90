import { expect } from "chai";
import type { Observation } from "../../bot/core/observation.ts";
import { SECONDS_PER_YEAR, toFloat } from "../../bot/core/units.ts";
import { supplyAprAfter } from "../../bot/decide/rateModel.ts";
import { LIQUIDITY_PROVIDER, TRADER } from "../../scripts/local-mainnet/actors.ts";
import { mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { PEG_POSITION_ID } from "../../scripts/local-mainnet/deploy/positions.ts";
import { createLife } from "../../scripts/local-mainnet/life/createLife.ts";
import { DAY, HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import { swapTransaction, usdcUsdtPool } from "../../scripts/local-mainnet/life/swapActor.ts";
import { passTime } from "../local-mainnet/fixture.ts";
import { expectNear } from "../near.ts";
import { MAINNET_BOOK, observed, useLocalCollector } from "./localCollector.ts";
import { endHour, openPosition, POOL_MARKET, RANGE, serveTestSubgraph, setProtocolFee, type TestSubgraph } from "./localPool.ts";

const { usdc, uniswapPositionManager, uniswapUsdcUsdtPool } = mainnetAddresses;
const DECREASE = "function decreaseLiquidity((uint256,uint128,uint256,uint256,uint256)) payable returns (uint256, uint256)";
const POSITION =
  "function positions(uint256) view returns (uint96, address, address, address, uint24, int24, int24, uint128, uint256, uint256, uint128, uint128)";

describe("a Uniswap V3 range on a local mainnet", () => {
  const { chain, collector, requestsOf } = useLocalCollector();
  let subgraph: TestSubgraph;

  beforeEach(async () => {
    subgraph = await serveTestSubgraph(chain());
  });
  afterEach(() => subgraph.server.close());

  const collecting = (subgraphs = subgraph.subgraphs) => collector({ markets: [POOL_MARKET], subgraphs });
  const observe = async (subgraphs = subgraph.subgraphs) => observed(await collecting(subgraphs).collect(), POOL_MARKET.id);
  const fromChain = () => observe(new Map());
  const read = <T = bigint>(to: string, fragment: string, ...args: readonly unknown[]) =>
    readContract<T>(chain().provider, { to, fragment, args });
  const logGrowth = (before: Observation, after: Observation) =>
    Math.log(toFloat(after.growthIndexRay, 27) / toFloat(before.growthIndexRay, 27));
  const rejection = async (subgraphs = subgraph.subgraphs) => {
    const { rejected, observations } = await collecting(subgraphs).collect();
    expect(observations).to.deep.equal([]);
    return rejected[0];
  };
  /** One by one: blocks that hardhat_mine makes at once have no state of their own. */
  const mineHundred = async () => {
    for (let i = 0; i < 100; i++) await chain().provider.request({ method: "evm_mine" });
  };
  const swap = async (sellsUsdc: boolean, usd: bigint) => {
    const { to, data } = swapTransaction(usdcUsdtPool, TRADER, sellsUsdc, usd * 10n ** 6n, 0n);
    await chain().impersonator.send({ from: TRADER, to, data });
  };

  for (const part of [0, 4]) {
    it(`pays what a position really collects over a day, ${part === 0 ? "without a protocol fee" : "a quarter of it going to the protocol"}`, async () => {
      await setProtocolFee(chain(), part);
      const life = await createLife({ provider: chain().provider, seed: 11 });
      const position = await openPosition(chain(), 1_000_000n);
      const before = await observe();
      // The day's last swap would belong to the hour after.
      await life.advance(DAY - HOUR);
      expect(life.failed).to.deep.equal([]);
      await endHour(chain());
      const after = await observe();
      const earned = toFloat(await position.collectFees(), 0) / toFloat(position.provided, 0);
      expect(earned).to.be.greaterThan(1e-6);
      // The collected fees come in whole units of a millionth of a dollar, each rounded down.
      expectNear(logGrowth(before, after) / earned, 1, 1e-6, "growth of the index over fees");
      expectNear((after.supplyApr * DAY) / SECONDS_PER_YEAR / earned, 1, 0.01, "quoted over collected");
      expect(after.origin).to.equal("rpc+subgraph");
    });
  }

  it("quotes without a subgraph what it earned since the earlier block", async () => {
    const life = await createLife({ provider: chain().provider, seed: 5 });
    const position = await openPosition(chain(), 1_000_000n);
    const before = await fromChain();
    await life.advance(8 * HOUR);
    const after = await fromChain();
    const earned = toFloat(await position.collectFees(), 0) / toFloat(position.provided, 0);
    expectNear(logGrowth(before, after) / earned, 1, 1e-6);
    const earlier = (await chain().provider.request({
      method: "eth_getBlockByNumber",
      params: [`0x${(after.blockNumber - 100).toString(16)}`, false],
    })) as { readonly timestamp: string };
    const elapsedSeconds = after.blockTimeSeconds - Number(earlier.timestamp);
    expectNear((after.supplyApr * elapsedSeconds) / SECONDS_PER_YEAR / earned, 1, 1e-6);
    expect(after.origin).to.equal("rpc");
  });

  it("keeps its growth exact while the price leaves the range and comes back, and earns nothing outside", async () => {
    const position = await openPosition(chain(), 1_000_000n);
    const start = await fromChain();
    expect(start.flags.frozen).to.equal(false);
    await swap(true, 22_000_000n);
    const out = await fromChain();
    expect(out).to.deep.include({ supplyApr: 0, supplyRoom: 0n, flags: { paused: false, frozen: true, supplyCapReached: false } });
    await swap(true, 100_000n);
    const further = await fromChain();
    expect(further.growthIndexRay).to.equal(out.growthIndexRay);
    await swap(false, 10_000_000n);
    // So much in minutes would be more than anybody believes, as a rate.
    await passTime(chain(), HOUR);
    const back = await fromChain();
    expect(back.flags.frozen).to.equal(false);
    const earned = toFloat(await position.collectFees(), 0) / toFloat(position.provided, 0);
    expectNear(logGrowth(start, back) / earned, 1, 1e-5);
    expect(back.growthIndexRay > out.growthIndexRay).to.equal(true);
  });

  it("is rejected while a bound has no liquidity and until its counters can be compared again", async () => {
    const { impersonator } = chain();
    await swap(true, 1_000_000n);
    await mineHundred();
    const [, , , , , , , liquidity] = await read<readonly bigint[]>(uniswapPositionManager, POSITION, PEG_POSITION_ID);
    const all = [PEG_POSITION_ID, liquidity, 0, 0, 2n ** 255n];
    await impersonator.execute(LIQUIDITY_PROVIDER, uniswapPositionManager, DECREASE, [all]);
    expect((await rejection(new Map()))?.rule).to.equal("range-not-initialised");
    await openPosition(chain(), 1_000_000n);
    // At the earlier block the bounds are those of before.
    expect((await rejection(new Map()))?.rule).to.equal("fee-growth-reset");
    await mineHundred();
    expect((await fromChain()).supplyApr).to.equal(0);
  });

  it("is what the pool holds, and shares its fees among the liquidity in range", async () => {
    const one = await fromChain();
    const balanceOf = "function balanceOf(address) view returns (uint256)";
    const balances = await Promise.all([usdc, mainnetAddresses.usdt].map((token) => read(token, balanceOf, uniswapUsdcUsdtPool)));
    expect(one.liquidity).to.equal(balances[0]);
    expect(one.totalSupply).to.equal((balances[0] ?? 0n) + (balances[1] ?? 0n));
    const before = await read(uniswapUsdcUsdtPool, "function liquidity() view returns (uint128)");
    const position = await openPosition(chain(), 5_000_000n);
    // Our deposit thins the fees as much as the model says it does.
    const dilution = supplyAprAfter(one.rateModel, { ...one, supplyApr: 1 }, position.provided);
    expectNear(dilution, toFloat(before, 0) / toFloat(before + position.liquidity, 0), 1e-3);
    expectNear(one.enterBps, 0.5, 0.01);
  });

  it("takes three requests to the node and one to the subgraph a tick, however many pools", async () => {
    const pools = Array.from({ length: 30 }, (_, i) => ({ ...POOL_MARKET, id: `1:uniswap-v3:copy-${i}` }));
    const many = collector({ markets: [...MAINNET_BOOK.markets, ...pools], subgraphs: subgraph.subgraphs });
    const first = await requestsOf(many);
    expect(first.snapshot.rejected).to.deep.equal([]);
    expect(first.snapshot.observations).to.have.lengthOf(MAINNET_BOOK.markets.length + 30);
    const before = subgraph.server.requestCount;
    expect((await requestsOf(many)).requests).to.equal(3);
    expect(subgraph.server.requestCount - before).to.equal(1);
  });

  describe("when the subgraph", () => {
    it("is at odds with the chain at the same block, it is rejected with the gap", async () => {
      subgraph.server.setFault({ kind: "gap", factor: 1.01 });
      const rejected = await rejection();
      expect(rejected?.rule).to.equal("subgraph-gap");
      expectNear(rejected?.value ?? 0, 0.01, 1e-6);
      expect(rejected?.detail).to.match(/^liquidity/);
      subgraph.server.setFault({ kind: "gap", factor: 1.0005 });
      expect((await observe()).origin).to.equal("rpc+subgraph");
    });

    it("gives no answer, it alone is rejected, and observed again when there is one", async () => {
      const both = collector({ markets: [...MAINNET_BOOK.markets, POOL_MARKET], subgraphs: subgraph.subgraphs });
      for (const [fault, rule] of [
        [{ kind: "status", status: 503 }, "subgraph-unreachable"],
        [{ kind: "lag", blocks: 101 }, "subgraph-unreachable"],
        [{ kind: "reorged" }, "subgraph-unreachable"],
        [{ kind: "partial" }, "subgraph-unreachable"],
        [{ kind: "wrong-block", blocks: 1 }, "subgraph-untrusted"],
        [{ kind: "incomplete" }, "subgraph-untrusted"],
      ] as const) {
        subgraph.server.setFault(fault);
        const { observations, rejected } = await both.collect();
        expect(
          rejected.map((one) => [one.marketId, one.rule]),
          fault.kind,
        ).to.deep.equal([[POOL_MARKET.id, rule]]);
        expect(observations, fault.kind).to.have.lengthOf(MAINNET_BOOK.markets.length);
      }
      subgraph.server.setFault({ kind: "lag", blocks: 99 });
      expect((await both.collect()).rejected).to.deep.equal([]);
    });

    it("gives no answer, the chain alone will do if so configured, which the origin tells", async () => {
      const forgiving = await serveTestSubgraph(chain(), { whenUnreachable: "chain" });
      try {
        expect((await observe(forgiving.subgraphs)).origin).to.equal("rpc+subgraph");
        forgiving.server.setFault({ kind: "status", status: 503 });
        expect(await observe(forgiving.subgraphs)).to.deep.equal(await fromChain());
        // An answer that contradicts the chain is no outage.
        forgiving.server.setFault({ kind: "gap", factor: 0.9 });
        expect((await rejection(forgiving.subgraphs))?.rule).to.equal("subgraph-gap");
      } finally {
        await forgiving.server.close();
      }
    });

    it("has no counters of fee growth, as newer deployments, it is asked without them from then on", async () => {
      await createLife({ provider: chain().provider, seed: 5 }).then((life) => life.advance(3 * HOUR));
      await endHour(chain());
      const newer = await serveTestSubgraph(chain(), { hasFeeGrowth: false });
      try {
        expect(await observe(newer.subgraphs)).to.deep.equal(await observe());
        expect(newer.server.requestCount).to.equal(2);
        await observe(newer.subgraphs);
        expect(newer.server.requestCount).to.equal(3);
      } finally {
        await newer.server.close();
      }
    });
  });

  it("has the range that a vault's adapter is deployed with", () => {
    expect(RANGE).to.deep.equal({ tickLower: -10, tickUpper: 10 });
  });
});
