import { expect } from "chai";
import fc from "fast-check";
import { dailyGrowth, dailyReturns, durationDays } from "../../../bot/backtest/metrics/daily.ts";
import { NavPathError } from "../../../bot/backtest/metrics/errors.ts";
import { growthOf } from "../../../bot/backtest/metrics/navPath.ts";
import { expectNear } from "../../near.ts";
import { DAY, dailyPath, START } from "./paths.ts";

const HOUR = 3_600;

describe("a path of net asset values", () => {
  it("grows between deposits, not by them", () => {
    // 100 earns 10 %; 90 come in and 200 earn 5 %; 60 go out and 150 lose 2 %.
    const path = { timeSeconds: [0, 1, 2, 3], navUsd: [100, 200, 150, 147], flowUsd: [100, 90, -60, 0] };
    expect([...growthOf(path)]).deep.equal([1, 1.1, 1.1 * 1.05, 1.1 * 1.05 * (147 / 150)]);
  });

  it("returns the same whatever is deposited and withdrawn on the way", () => {
    const step = fc.record({
      factor: fc.double({ min: 0.5, max: 2, noNaN: true }),
      flowShare: fc.double({ min: -0.9, max: 5, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const still = [1_000];
        const moved = [1_000];
        const flowUsd = [0];
        for (const { factor, flowShare } of steps) {
          still.push((still.at(-1) as number) * factor);
          const before = (moved.at(-1) as number) * factor;
          flowUsd.push(before * flowShare);
          moved.push(before + before * flowShare);
        }
        const free = growthOf(dailyPath(still));
        const grown = growthOf({ ...dailyPath(moved), flowUsd });
        for (const [i, value] of free.entries()) expectNear((grown[i] as number) / value, 1, 1e-12);
      }),
    );
  });

  it("refuses what no return can be computed from", () => {
    const good = { timeSeconds: [0, 1, 2], navUsd: [1, 2, 3], flowUsd: [0, 0, 0] };
    expect(() => growthOf(good)).not.to.throw();
    const bad: [Partial<typeof good>, RegExp][] = [
      [{ timeSeconds: [], navUsd: [], flowUsd: [] }, /empty/],
      [{ flowUsd: [0] }, /3 times, 3 values and 1 flows/],
      [{ navUsd: [1, Number.NaN, 3] }, /is NaN/],
      [{ navUsd: [1, 2, Number.POSITIVE_INFINITY] }, /is Infinity/],
      [{ navUsd: [0, 2, 3] }, /at 0 is 0/],
      [{ navUsd: [1, -2, 3] }, /is -2/],
      [{ flowUsd: [0, 2, 0] }, /is 0 before the flow of 2/],
      [{ flowUsd: [0, Number.NaN, 0] }, /flow at 1 is NaN/],
      [{ timeSeconds: [0, 0, 1] }, /does not come after/],
      [{ timeSeconds: [0, Number.NaN, 1] }, /time 1 is NaN/],
    ];
    for (const [change, message] of bad) expect(() => growthOf({ ...good, ...change })).to.throw(NavPathError, message);
  });
});

describe("resampling to UTC days", () => {
  it("takes the last value known at each midnight, and only days seen whole", () => {
    // From 18:00 to 06:00 three days on; the second midnight has no value of its own.
    const timeSeconds = [18, 24, 36, 47, 60, 72, 78].map((hours) => START + hours * HOUR);
    const path = { timeSeconds, navUsd: [100, 101, 103, 102, 107, 110, 120], flowUsd: [0, 0, 0, 0, 0, 0, 0] };
    const growth = dailyGrowth(path);
    expect([...growth.timeSeconds]).deep.equal([18, 24, 48, 72, 78].map((hours) => START + hours * HOUR));
    expect([...growth.growth]).deep.equal([1, 1.01, 1.02, 1.1, 1.2]);
    const { dayStartSeconds, returns } = dailyReturns(growth);
    expect([...dayStartSeconds]).deep.equal([START + DAY, START + 2 * DAY]);
    expectNear(returns[0] as number, 102 / 101 - 1, 1e-15);
    expectNear(returns[1] as number, 110 / 102 - 1, 1e-15);
    expect(durationDays(growth)).equal(2.5);
  });

  it("gives days without a value nothing, and the next value the whole change", () => {
    const path = { timeSeconds: [START, START + 3 * DAY], navUsd: [100, 110], flowUsd: [0, 0] };
    expect([...dailyReturns(dailyGrowth(path)).returns]).deep.equal([0, 0, 110 / 100 - 1]);
  });

  it("sees a path that ends at midnight once at its end", () => {
    expect([...dailyGrowth(dailyPath([4, 5, 6])).timeSeconds]).deep.equal([START, START + DAY, START + 2 * DAY]);
  });

  it("has no day in a path of one value", () => {
    const growth = dailyGrowth(dailyPath([5]));
    expect([...growth.growth]).deep.equal([1]);
    expect(dailyReturns(growth).returns).lengthOf(0);
    expect(durationDays(growth)).equal(0);
  });

  it("chains to the growth of the whole path", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 80 }), (navUsd) => {
        const chained = dailyReturns(dailyGrowth(dailyPath(navUsd))).returns.reduce((product, value) => product * (1 + value), 1);
        expectNear(chained / ((navUsd.at(-1) as number) / (navUsd[0] as number)), 1, 1e-10);
      }),
    );
  });
});
