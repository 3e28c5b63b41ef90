import { expect } from "chai";
import fc from "fast-check";
import { feesOfDay } from "../../../bot/observe/uniswapV3/feesOfDay.ts";
import type { PoolEntity, PoolHour } from "../../../bot/observe/uniswapV3/poolEntity.ts";
import { subgraphGap } from "../../../bot/observe/uniswapV3/subgraphGap.ts";
import { expectNear } from "../../near.ts";

const RANGE = { tickLower: -10, tickUpper: 10 };
const HOUR = 3_600;
const DAY = 24 * HOUR;
/** A full hour. */
const END = 1_800_000_000;
const LIQUIDITY = 10n ** 15n;

function hour(hoursBeforeEnd: number, facts: Partial<PoolHour> = {}): PoolHour {
  return { periodStartUnix: END - hoursBeforeEnd * HOUR, liquidity: LIQUIDITY, tick: 0n, volumeUSD: 1e6, feesUSD: 100, ...facts };
}

function pool(poolHourData: readonly PoolHour[], facts: Partial<PoolEntity> = {}): PoolEntity {
  const date = END - (END % DAY);
  return {
    feeTier: 100n,
    liquidity: LIQUIDITY,
    sqrtPrice: 2n ** 96n,
    createdAtTimestamp: 0,
    totalValueLockedUSD: 1e7,
    poolHourData: [...poolHourData],
    poolDayData: [0, 1, 2].map((days) => ({ date: date - days * DAY, volumeUSD: 24e6, feesUSD: 2_400 })),
    ...facts,
  };
}

/** The hour that is running, and so many before it. */
const hours = (count: number) => Array.from({ length: count + 1 }, (_, i) => hour(i));

describe("the fees of a day per unit of liquidity", () => {
  it("are those of 24 whole hours, at whatever time of an hour they are asked for", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: HOUR - 1 }), (seconds) => {
        const { usdPerUnit, elapsedSeconds } = feesOfDay(pool(hours(25)), RANGE, END + seconds);
        expect(elapsedSeconds).to.equal(DAY);
        expectNear(usdPerUnit * 1e15, 2_400, 1e-9);
      }),
    );
  });

  it("leave out hours without trades, and hours out of the range", () => {
    const gaps = hours(25).filter((_, i) => i % 2 === 1);
    expectNear(feesOfDay(pool(gaps), RANGE, END).usdPerUnit * 1e15, 1_200, 1e-9);
    const outside = hours(25).map((one, i) => (i >= 5 && i <= 7 ? { ...one, tick: 10n } : one));
    // Of four hours in which the price is outside at one end or both, two count half.
    expectNear(feesOfDay(pool(outside), RANGE, END).usdPerUnit * 1e15, 2_100, 1e-9);
  });

  it("are shared by the larger of what an hour began and ended with", () => {
    const growing = hours(25).map((one, i) => ({ ...one, liquidity: i < 12 ? 2n * LIQUIDITY : LIQUIDITY }));
    // Eleven hours with twice the liquidity, and the one before them that ended with it.
    const doubled = growing.filter(({ liquidity }, i) => i >= 1 && i <= 24 && liquidity > LIQUIDITY).length;
    expectNear(feesOfDay(pool(growing), RANGE, END).usdPerUnit * 1e15, 100 * (24 - doubled) + 50 * doubled, 1e-9);
  });

  it("are those since its beginning of a pool younger than a day", () => {
    const young = pool(hours(4), { createdAtTimestamp: END - 4 * HOUR });
    expect(feesOfDay(young, RANGE, END)).to.deep.include({ elapsedSeconds: 4 * HOUR });
    expect(feesOfDay(pool([], { createdAtTimestamp: END + 5 }), RANGE, END + 10).elapsedSeconds).to.equal(0);
  });
});

describe("a gap between subgraph and chain", () => {
  const counters = { feeGrowthGlobal0X128: 5n, feeGrowthGlobal1X128: 2n ** 256n - 1n };
  const chain = {
    liquidity: LIQUIDITY,
    sqrtPriceX96: 2n ** 96n,
    feeGrowth: { token0X128: 5n, token1X128: 2n ** 256n - 1n },
    decimals0: 6,
    decimals1: 6,
  };
  const told = pool(hours(25), counters);

  it("is none where both say the same", () => expect(subgraphGap(told, chain)).to.equal(null));

  it("is found in liquidity, price and fees, from the bound on", () => {
    const what = (facts: Partial<PoolEntity>) => subgraphGap({ ...told, ...facts }, chain)?.what ?? null;
    expect(what({ liquidity: (LIQUIDITY * 10_009n) / 10_000n })).to.equal(null);
    expect(what({ liquidity: (LIQUIDITY * 10_011n) / 10_000n })).to.equal("liquidity");
    expect(what({ liquidity: (LIQUIDITY * 9_989n) / 10_000n })).to.equal("liquidity");
    expect(what({ sqrtPrice: (2n ** 96n * 100_004n) / 100_000n })).to.equal(null);
    expect(what({ sqrtPrice: (2n ** 96n * 100_006n) / 100_000n })).to.equal("sqrtPrice");
    // A hundredth of a day's 2,400 USD, over the liquidity; across the point where the counter runs over.
    const ofUsd = (usd: number) => (BigInt(usd * 1e6) << 128n) / LIQUIDITY;
    expect(what({ feeGrowthGlobal1X128: ofUsd(23) })).to.equal(null);
    expect(what({ feeGrowthGlobal1X128: ofUsd(25) })).to.equal("fee growth");
    expect(what({ feeGrowthGlobal0X128: 5n + ofUsd(25) })).to.equal("fee growth");
  });

  it("is found where its own sums contradict each other: counters that explode do", () => {
    const exploded = hours(25).map((one, i) => (i === 3 ? { ...one, feesUSD: 1e7 } : one));
    expect(subgraphGap({ ...told, poolHourData: exploded }, chain)?.what).to.equal("fees of volume");
    const both = hours(25).map((one, i) => (i === 3 ? { ...one, feesUSD: 1e7, volumeUSD: 1e11 } : one));
    expect(subgraphGap({ ...told, poolHourData: both }, chain)?.what).to.equal("hours beside days");
  });
});
