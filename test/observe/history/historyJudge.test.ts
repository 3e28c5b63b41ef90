import { expect } from "chai";
import fc from "fast-check";
import type { PeriodYield } from "../../../bot/core/periodYield.ts";
import { HistoryJudge } from "../../../bot/observe/history/historyJudge.ts";
import { emptyYields } from "../../../bot/observe/history/historyRow.ts";
import { SeenPeriods } from "../../../bot/observe/history/seenPeriods.ts";

const HOUR = 3_600;
const T = 1_700_006_400;

/** What becomes of samples given one after the other: the rates that are accepted, and the rules the others broke. */
function judged(samples: readonly (Partial<PeriodYield> & { at: number })[]) {
  const judge = new HistoryJudge("hour");
  const accepted: PeriodYield[] = [];
  const rules: string[] = [];
  for (const { at, ...figures } of samples) {
    const periodStartSeconds = Math.floor((T + at) / HOUR) * HOUR;
    const yields = { ...emptyYields({ marketId: "m", origin: "o", periodStartSeconds, lastSampleSeconds: T + at }), ...figures };
    const verdict = judge.judge({ yields, toObject: () => figures });
    accepted.push(...verdict.accepted);
    rules.push(...verdict.rejected.map(({ rule }) => rule));
  }
  return { accepted: [...accepted, ...judge.finish()], rules };
}

describe("the judge of imported samples", () => {
  const base = { supplyApr: 0.02, utilization: 0.7 };

  it("rejects a jump by more than five times within five hours that utilization does not explain", () => {
    expect(
      judged([
        { at: 0, ...base },
        { at: HOUR, supplyApr: 0.11, utilization: 0.7 },
      ]).rules,
    ).to.deep.equal(["apr-spike"]);
    expect(
      judged([
        { at: 0, ...base },
        { at: 5 * HOUR, supplyApr: 0.11, utilization: 0.719 },
      ]).rules,
    ).to.deep.equal(["apr-spike"]);
  });

  it("believes one beyond the kink, one after six hours, one downwards, one of small rates, and one by five times exactly", () => {
    for (const next of [
      { at: HOUR, supplyApr: 0.4, utilization: 0.72 },
      { at: 5 * HOUR + 1, supplyApr: 0.4, utilization: 0.7 },
      { at: HOUR, supplyApr: 0, utilization: 0.7 },
      { at: HOUR, supplyApr: 0.1, utilization: 0.7 },
    ]) {
      expect(judged([{ at: 0, ...base }, next]).rules).to.deep.equal([]);
    }
    expect(
      judged([
        { at: 0, supplyApr: 0.001, utilization: 0.7 },
        { at: HOUR, supplyApr: 0.05, utilization: 0.7 },
      ]).rules,
    ).to.deep.equal([]);
  });

  it("compares with the last sample that was believed, not with the spike", () => {
    const { rules, accepted } = judged([
      { at: 0, ...base },
      { at: HOUR, supplyApr: 0.5, utilization: 0.7 },
      { at: 2 * HOUR, supplyApr: 0.5, utilization: 0.7 },
      { at: 3 * HOUR, ...base },
    ]);
    expect(rules).to.deep.equal(["apr-spike", "apr-spike"]);
    expect(accepted.map((row) => row.lastSampleSeconds)).to.deep.equal([T, T + 3 * HOUR]);
  });

  it("rejects rates out of range and amounts that cannot be, and takes a market without deposits for data", () => {
    const rules = (figures: Partial<PeriodYield>) => judged([{ at: 0, ...figures }]).rules;
    expect(rules({ supplyApr: 2.001 })).to.deep.equal(["apr-out-of-range"]);
    expect(rules({ supplyApr: 2 })).to.deep.equal([]);
    expect(rules({ supplyApr: -1e-9 })).to.deep.equal(["apr-out-of-range"]);
    expect(rules({ supplyApr: Number.NaN })).to.deep.equal(["apr-out-of-range"]);
    expect(rules({ supplyApr: 1.5, rewardApr: 0.6 })).to.deep.equal(["apr-out-of-range"]);
    expect(rules({ totalSupplyUsd: -1 })).to.deep.equal(["amount-negative"]);
    expect(rules({ utilization: 1.21 })).to.deep.equal(["utilization-out-of-range"]);
    expect(rules({ supplyApr: 0, totalSupplyUsd: 0, totalBorrowUsd: 5 })).to.deep.equal([]);
    expect(rules({})).to.deep.equal([]);
  });

  it("takes the later of two samples of an hour, whichever comes first, and a sample too late for one that is over", () => {
    expect(
      judged([
        { at: 60, supplyApr: 0.03 },
        { at: 0, supplyApr: 0.02 },
      ]),
    ).to.deep.include({ rules: ["superseded"] });
    for (const samples of [
      [
        { at: 0, supplyApr: 0.02 },
        { at: 60, supplyApr: 0.03 },
      ],
      [
        { at: 60, supplyApr: 0.03 },
        { at: 0, supplyApr: 0.02 },
      ],
    ]) {
      expect(judged(samples).accepted.map((row) => row.supplyApr)).to.deep.equal([0.03]);
    }
    const late = judged([{ at: 0 }, { at: HOUR }, { at: 60 }]);
    expect(late.rules).to.deep.equal(["repeated-period"]);
    expect(late.accepted.map((row) => row.lastSampleSeconds)).to.deep.equal([T, T + HOUR]);
  });

  it("puts every sample in exactly one place, and no period in twice", () => {
    const sample = fc.record({ at: fc.nat(40).map((n) => n * 900), supplyApr: fc.constantFrom(0, 0.02, 0.3, 3) });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 80 }), (samples) => {
        const { accepted, rules } = judged(samples);
        expect(accepted.length + rules.length).to.equal(samples.length);
        expect(new Set(accepted.map((row) => row.periodStartSeconds)).size).to.equal(accepted.length);
      }),
    );
  });
});

describe("periods that were seen", () => {
  it("are those that were added, as a set has them", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(2_200), fc.integer({ min: 450_000, max: 460_000 }))), fc.nat(2_200), (periods, other) => {
        const seen = new SeenPeriods();
        const model = new Set<number>();
        for (const period of periods) {
          expect(seen.add(period)).to.equal(!model.has(period));
          model.add(period);
        }
        for (const period of [...periods, other]) expect(seen.has(period)).to.equal(model.has(period));
      }),
    );
  });
});
