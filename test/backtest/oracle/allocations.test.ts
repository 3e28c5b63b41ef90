import { expect } from "chai";
import fc from "fast-check";
import { choiceOf, dealtOut } from "../../../bot/backtest/oracle/allocations.ts";
import { changesBetween } from "../../../bot/backtest/oracle/changes.ts";
import { DayGrowth } from "../../../bot/backtest/oracle/dayGrowth.ts";
import { cutAt, dayBoundaries } from "../../../bot/backtest/oracle/days.ts";
import { constantCurve, earningsAt, type YieldCurve } from "../../../bot/decide/yieldCurve.ts";
import { aprOf, DAY, settingsOf, worldOf } from "./worlds.ts";

/** Pays so much a year in all, shared by all deposits. */
function sharing(yearlyUsd: number, othersDeposits: number): YieldCurve {
  return {
    othersDeposits,
    pieces: [{ fromDeposits: 0, toDeposits: Number.POSITIVE_INFINITY, constant: 0, inverse: yearlyUsd, inverseSquare: 0 }],
  };
}

describe("money dealt out", () => {
  const shares = { cap: 0.6, invested: 0.99 };

  it("fills the best market to its cap and the next with the rest", () => {
    const curves = new Map([0.03, 0.05, 0.04].map((apr, m) => [m, constantCurve(apr)]));
    const [first, second, third] = dealtOut(curves, { markets: 3, capitalUsd: 1e6, shares });
    expect(first).equal(0);
    expect(second).closeTo(0.6, 1e-9);
    expect(third).closeTo(0.39, 1e-9);
  });

  it("earns as much as any split on its grid, and leaves idle what would lose", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), (a, b) => {
        const curves = new Map([
          [0, sharing(a * 1e3, 1e6)],
          [1, sharing(b * 1e3, 2e6)],
        ]);
        const earned = (split: ArrayLike<number>): number =>
          [...curves].reduce((sum, [m, curve]) => sum + earningsAt(curve, (split[m] ?? 0) * 1e6), 0);
        const dealt = dealtOut(curves, { markets: 2, capitalUsd: 1e6, shares: { cap: 1, invested: 1 } });
        for (let part = 0; part <= 24; part++) expect(earned(dealt)).at.least(earned([part / 24, 1 - part / 24]) - 1e-6);
      }),
    );
    expect([...dealtOut(new Map([[0, constantCurve(-0.01)]]), { markets: 1, capitalUsd: 1e6, shares })]).deep.equal([0]);
  });

  it("is a choice within the shares, each allocation once, idle first", () => {
    const keep = [Float64Array.of(0.6, 0.39, 0)];
    const choice = choiceOf(keep, [Float64Array.of(0, 0.39, 0.6)], shares, 200);
    expect([...(choice[0] ?? [])]).deep.equal([0, 0, 0]);
    expect(new Set(choice.map((one) => one.join())).size).equal(choice.length);
    for (const one of choice) {
      for (const weight of one) expect(weight).within(0, 0.6 + 1e-9);
      expect(one.reduce((sum, weight) => sum + weight, 0)).at.most(0.99 + 1e-9);
    }
    expect(choiceOf(keep, [], shares, 2).length).equal(2);
  });
});

describe("a change of allocations", () => {
  it("pays the base, every leg and every conversion, and is refused for what it may lose", () => {
    const world = worldOf([{ paidApr: [0.05] }, { paidApr: [0.05] }]);
    const settings = settingsOf(world, { base: 100, allocate: 10, deallocate: 20, conversionBps: 10, rebalanceLossFraction: 0.0015 });
    const choice = [Float64Array.of(0, 0), Float64Array.of(0.6, 0), Float64Array.of(0.2, 0.4), Float64Array.of(0, 0.6)];
    const { gasUnits, lossFraction } = changesBetween(choice, settings);
    const at = (to: number, from: number) => to * 4 + from;
    expect(gasUnits[at(1, 0)]).equal(110);
    expect(gasUnits[at(2, 1)]).equal(130);
    expect(gasUnits[at(0, 2)]).equal(140);
    expect(gasUnits[at(1, 1)]).equal(0);
    expect(lossFraction[at(2, 1)]).closeTo(0.8e-3, 1e-9);
    // In 0.6, counted twice, and out 0.6: 18 basis points of ten allowed fifteen.
    expect(lossFraction[at(3, 1)]).equal(Number.POSITIVE_INFINITY);
  });
});

describe("the growth of a day", () => {
  it("is what every moment pays, shared with what others have", () => {
    const paidApr = [0.1, 0.2, Number.NaN, 0.05];
    const stepSeconds = DAY / 4;
    const growthOf = (rateModel: Parameters<typeof worldOf>[0][number]["rateModel"], usd: number) => {
      const world = worldOf([{ paidApr, supplyUsd: 1e6, borrowUsd: 5e5, ...(rateModel === undefined ? {} : { rateModel }) }], stepSeconds);
      return new DayGrowth(world, cutAt(world, dayBoundaries(world)), 1.5e6).over(0, 0, usd) / usd;
    };
    const years = aprOf(1, stepSeconds) ** -1;
    const compounded = (share: number) => paidApr.reduce((grown, apr) => grown * (1 + (apr || 0) * share * years), 1);
    expect(growthOf({ kind: "flat" }, 4e5)).closeTo(compounded(1), 1e-12);
    // Utilization halves when deposits double, and the rate is in proportion to it.
    const linear = { kind: "kinked-supply", kinkUtilization: 0.9, baseSupplyApr: 0, slopeLowApr: 0.1, slopeHighApr: 1 } as const;
    expect(growthOf(linear, 1e6)).closeTo(compounded(0.5), 1e-6);
  });
});
