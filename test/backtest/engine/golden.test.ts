import { expect } from "chai";
import { measuredGas } from "../../../bot/config/measuredGas.ts";
import { SECONDS_PER_YEAR } from "../../../bot/core/units.ts";
import { bestApr } from "../../../bot/decide/strategies/bestApr.ts";
import { equalWeight } from "../../../bot/decide/strategies/equalWeight.ts";
import { idle } from "../../../bot/decide/strategies/idle.ts";
import { BEGIN, DAY, worldOf } from "../oracle/worlds.ts";
import { ONE, runIn } from "./runs.ts";

const HOUR = 3_600;
const days = (count: number, apr: number) => new Array<number>(count).fill(apr);

describe("a simulated vault, worked out by hand", () => {
  it("compounds a constant rate as the closed form does, to 1e-12", () => {
    const hours = 8_760;
    const world = worldOf([{ paidApr: days(hours, 0.05) }], HOUR, days(hours + 1, 0));
    const run = runIn({ world, strategy: bestApr });
    const expected = 1_000_000 * (1 + (0.05 * HOUR) / SECONDS_PER_YEAR) ** hours;
    expect(Math.abs((run.navUsd.at(-1) as number) / expected - 1)).to.be.below(1e-12);
    expect(run.rebalances).to.have.length(1);
  });

  it("earns nothing where nothing is invested, and pays nothing", () => {
    const run = runIn({ world: worldOf([{ paidApr: days(10, 0.05) }]), strategy: idle });
    expect([...run.navUsd]).to.deep.equal(new Array(11).fill(1_000_000));
    expect(run.costs).to.deep.equal({ gasUsd: 0, conversionUsd: 0 });
  });

  it("moves from one of two markets to the other when that pays more, and pays for every leg", () => {
    // Ten days A pays 10 % and B 5 %, ten days A pays 2 %. A unit of gas costs 1e-4 USD: 100 gwei, ether at 1,000 USD.
    const gwei = days(21, 100);
    const world = {
      ...worldOf([{ paidApr: [...days(10, 0.1), ...days(10, 0.02)] }, { paidApr: days(20, 0.05) }], DAY, gwei),
      ethPriceUsd: new Float64Array(21).fill(1_000),
    };
    const run = runIn({ world, strategy: bestApr });
    const daily = (apr: number) => 1 + (apr * DAY) / SECONDS_PER_YEAR;
    const { allocate, deallocate } = measuredGas.otherMove;
    const entered = (measuredGas.base + allocate) * 1e-4;
    const moved = (measuredGas.base + allocate + deallocate) * 1e-4;
    const expected = 1_000_000 * daily(0.1) ** 10 * daily(0.05) ** 10 - entered - moved;
    expect(run.navUsd.at(-1)).to.be.closeTo(expected, 1e-5);
    expect(run.costs.gasUsd).to.be.closeTo(entered + moved, 1e-6);
    expect(run.rebalances.map(({ atSeconds, moves }) => [atSeconds, moves.map(({ changeUsd }) => Math.sign(changeUsd))])).to.deep.equal([
      [BEGIN, [1]],
      [BEGIN + 10 * DAY, [-1, 1]],
    ]);
  });

  it("splits capital and does not count any of it twice: two halves earn the mean", () => {
    const world = worldOf([{ paidApr: days(1, 0.1) }, { paidApr: days(1, 0.02) }], DAY, [0, 0]);
    const run = runIn({ world, strategy: equalWeight });
    expect(run.navUsd[1]).to.be.closeTo(1_000_000 * (1 + (0.06 * DAY) / SECONDS_PER_YEAR), 1e-6);
  });

  it("takes the fee of a flat fee model off everything that moves, and no gas", () => {
    const world = worldOf([{ paidApr: days(2, 0) }], DAY, [100, 100, 100]);
    const run = runIn({
      world,
      strategy: equalWeight,
      view: { feeModel: { kind: "flat", fraction: 0.003 } },
      limits: { rebalanceLossBps: 100, dailyLossBps: 500 },
    });
    expect(run.costs.gasUsd).to.equal(0);
    expect(run.costs.conversionUsd).to.be.closeTo(3_000, 1e-6);
    expect(run.navUsd[1]).to.be.closeTo(997_000, 1e-6);
  });

  it("dilutes the rate by its own deposit: below the kink with the square of utilization", () => {
    const rateModel = {
      kind: "kinked-borrow",
      optimalUtilization: 0.9,
      baseBorrowApr: 0,
      slope1Apr: 0.04,
      slope2Apr: 0.6,
      reserveFactor: 0.1,
    } as const;
    const market = { paidApr: days(1, 0.04), supplyUsd: 9_000_000, borrowUsd: 7_200_000, rateModel };
    const run = runIn({ world: worldOf([market], DAY, [0, 0]), strategy: bestApr });
    // Nine million became ten: 0.04 × (9 / 10)².
    expect(run.navUsd[1]).to.be.closeTo(1_000_000 * (1 + (0.04 * 0.81 * DAY) / SECONDS_PER_YEAR), 1e-6);
  });

  it("follows the price of a market's token", () => {
    const run = runIn({ world: worldOf([{ paidApr: days(2, 0), price: [1, 1, 0.9] }], DAY, [0, 0, 0]), strategy: bestApr });
    expect([...run.navUsd].map(Math.round)).to.deep.equal([1_000_000, 1_000_000, 900_000]);
    expect(run.priceUsd[0]).to.be.closeTo(-100_000, 1e-6);
  });

  it("takes deposits in when they come, and pays withdrawals from idle money and then from markets", () => {
    const world = worldOf([{ paidApr: days(4, 0) }], DAY, days(5, 0));
    const flows = [
      { atSeconds: BEGIN + DAY, amount: 500_000n * ONE },
      { atSeconds: BEGIN + 2 * DAY + 60, amount: -700_000n * ONE },
    ];
    const run = runIn({ world, strategy: bestApr, flows });
    expect([...run.navUsd].map(Math.round)).to.deep.equal([1_000_000, 1_500_000, 1_500_000, 800_000, 800_000]);
    expect([...run.flowUsd]).to.deep.equal([1_000_000, 500_000, 0, -700_000, 0]);
    expect(run.unpaid).to.deep.equal({ times: 0, mostUsd: 0 });
  });

  it("stops moving when gas has eaten everything", () => {
    // Two markets take turns, and a move costs 58.5 USD of 200.
    const swings = (first: number) => Array.from({ length: 12 }, (_, i) => ((i + first) % 2 === 0 ? 0.2 : 0.01));
    const world = {
      ...worldOf([{ paidApr: swings(0) }, { paidApr: swings(1) }], DAY, days(13, 100)),
      ethPriceUsd: new Float64Array(13).fill(1_000),
    };
    const run = runIn({ world, strategy: bestApr, capitalUsd: 200 });
    expect(run.rebalances).to.have.length(3);
    expect(Math.min(...run.navUsd)).to.be.within(1, 60);
    expect(run.holds["cost-exceeds-gain"]).to.equal(5);
  });

  it("owes what a market cannot pay, and pays it once it can", () => {
    // After a day 97 % is lent out, after three everything is there again. 300,000 of others' money and 3 % of ours can leave at a time.
    const world = worldOf([{ paidApr: days(4, 0), supplyUsd: 10_000_000 }], DAY, days(5, 0));
    world.borrowUsd.set([5_000_000, 9_700_000, 9_700_000, 5_000_000, 5_000_000]);
    const run = runIn({ world, strategy: bestApr, flows: [{ atSeconds: BEGIN + DAY, amount: -900_000n * ONE }] });
    // The others' 300,000, and of ours the 3 % that are not lent out: of a million, then of the 670,000 left.
    expect([...run.flowUsd].map(Math.round)).to.deep.equal([1_000_000, -330_000, -320_100, -249_900, 0]);
    expect(run.unpaid.times).to.equal(2);
    expect(run.unpaid.mostUsd).to.be.closeTo(570_000, 1);
  });
});
