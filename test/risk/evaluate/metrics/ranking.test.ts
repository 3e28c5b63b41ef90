import { expect } from "chai";
import fc from "fast-check";
import { averagePrecision, averagePrecisionOfRanking, baseRate } from "../../../../bot/risk/evaluate/metrics/averagePrecision.ts";
import { precisionRecallCurve } from "../../../../bot/risk/evaluate/metrics/precisionRecallCurve.ts";
import { rankingOf } from "../../../../bot/risk/evaluate/metrics/ranking.ts";
import { recallAtFalseAlarmRate } from "../../../../bot/risk/evaluate/metrics/recallAtFalseAlarmRate.ts";
import { expectNear } from "../../../near.ts";

// scikit-learn 1.2.1 of y and s: average_precision_score(y, s), the same with sample_weight=w, precision_recall_curve(y, s),
// roc_curve(y, s, drop_intermediate=False).
const y = [0, 1, 0, 1, 1, 0, 0, 1, 0, 0];
const s = [0.1, 0.8, 0.8, 0.6, 0.35, 0.35, 0.2, 0.35, 0.05, 0.6];
const w = Float64Array.of(2, 0, 1, 3, 1, 2, 1, 1, 0, 1);
const AVERAGE_PRECISION = 0.5357142857142857;
const WEIGHTED_AVERAGE_PRECISION = 0.5822222222222222;
const CURVE = [
  { threshold: 0.8, recall: 0.25, precision: 0.5 },
  { threshold: 0.6, recall: 0.5, precision: 0.5 },
  { threshold: 0.35, recall: 1, precision: 0.5714285714285714 },
];
const ROC = [
  { threshold: 0.8, falseAlarmRate: 1 / 6, recall: 0.25 },
  { threshold: 0.6, falseAlarmRate: 1 / 3, recall: 0.5 },
  { threshold: 0.35, falseAlarmRate: 0.5, recall: 1 },
  { threshold: 0.2, falseAlarmRate: 2 / 3, recall: 1 },
];

const rows = fc
  .array(
    fc.record({
      positive: fc.integer({ min: 0, max: 1 }),
      score: fc.integer({ min: -20, max: 20 }),
      times: fc.integer({ min: 0, max: 3 }),
    }),
    {
      minLength: 2,
      maxLength: 60,
    },
  )
  .filter((all) => all.some(({ positive }) => positive === 1));
const columns = (all: readonly { positive: number; score: number; times: number }[]) => ({
  isPositive: all.map(({ positive }) => positive),
  score: all.map(({ score }) => score),
  times: all.map(({ times }) => times),
});

describe("average precision", () => {
  it("is scikit-learn's", () => {
    expectNear(averagePrecision(y, s), AVERAGE_PRECISION, 1e-15);
    expectNear(averagePrecisionOfRanking(rankingOf(s), y, w), WEIGHTED_AVERAGE_PRECISION, 1e-15);
    expect(baseRate(y)).equal(0.4);
  });

  it("is 1 of a perfect score and the base rate of one that knows nothing", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const { isPositive } = columns(all);
        expectNear(averagePrecision(isPositive, isPositive), 1, 1e-12);
        const constant = isPositive.map(() => 0.3);
        expectNear(averagePrecision(isPositive, constant), baseRate(isPositive), 1e-12);
        expectNear(
          averagePrecision(
            isPositive,
            constant.map(() => Number.NaN),
          ),
          baseRate(isPositive),
          1e-12,
        );
      }),
    );
  });

  it("looks at the order of scores only", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const { isPositive, score } = columns(all);
        const area = averagePrecision(isPositive, score);
        expectNear(
          averagePrecision(
            isPositive,
            score.map((value) => Math.exp(value / 7) - 5),
          ),
          area,
          1e-12,
        );
        expectNear(averagePrecision(isPositive.toReversed(), score.toReversed()), area, 1e-12);
        expect(area).within(0, 1 + 1e-12);
      }),
    );
  });

  it("counts a row by its weight as if it were there so often", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const repeated = columns(all.flatMap((row) => Array.from({ length: row.times }, () => row)));
        const { isPositive, score, times } = columns(all);
        const weighted = averagePrecisionOfRanking(rankingOf(score), isPositive, Float64Array.from(times));
        if (repeated.isPositive.includes(1)) expectNear(weighted, averagePrecision(repeated.isPositive, repeated.score), 1e-12);
        else expect(weighted).satisfies(Number.isNaN);
      }),
    );
  });

  it("ranks what a rule cannot say lowest, and is undefined without positives", () => {
    expect(averagePrecision([1, 0, 0], [-1e300, Number.NaN, Number.NaN])).equal(1);
    expect(averagePrecision([0, 0], [1, 2])).satisfies(Number.isNaN);
    expect(averagePrecision([], [])).satisfies(Number.isNaN);
  });
});

describe("precision and recall", () => {
  it("are scikit-learn's at each score down to full recall", () => {
    const curve = precisionRecallCurve(y, s);
    expect(curve.map(({ threshold }) => threshold)).deep.equal(CURVE.map(({ threshold }) => threshold));
    curve.forEach((point, i) => {
      expectNear(point.recall, CURVE[i]?.recall ?? 0, 1e-15);
      expectNear(point.precision, CURVE[i]?.precision ?? 0, 1e-15);
    });
    expect(precisionRecallCurve([0, 0], [1, 2])).deep.equal([]);
  });

  it("bound the area that average precision sums", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const { isPositive, score } = columns(all);
        const curve = precisionRecallCurve(isPositive, score);
        const area = curve.reduce((sum, { recall, precision }, i) => sum + (recall - (curve[i - 1]?.recall ?? 0)) * precision, 0);
        expectNear(area, averagePrecision(isPositive, score), 1e-12);
        expect(curve.at(-1)?.recall).equal(1);
      }),
    );
  });
});

describe("recall at a false-alarm rate", () => {
  it("is the last point of scikit-learn's ROC curve within the rate", () => {
    for (const [i, { threshold, falseAlarmRate, recall }] of ROC.entries()) {
      for (const rate of [falseAlarmRate, ((ROC[i + 1]?.falseAlarmRate ?? 0.8) + falseAlarmRate) / 2]) {
        const found = recallAtFalseAlarmRate(y, s, rate);
        expect(found.threshold).equal(threshold);
        expectNear(found.recall, recall, 1e-15);
        expectNear(found.falseAlarmRate, falseAlarmRate, 1e-15);
      }
    }
  });

  it("finds nothing where even the highest score would alarm too often", () => {
    expect(recallAtFalseAlarmRate(y, s, 0.1)).deep.equal({ recall: 0, threshold: Number.POSITIVE_INFINITY, falseAlarmRate: 0 });
    expect(recallAtFalseAlarmRate([1, 0], [Number.NaN, Number.NaN], 1)).deep.equal({
      recall: 0,
      threshold: Number.POSITIVE_INFINITY,
      falseAlarmRate: 0,
    });
    expect(recallAtFalseAlarmRate([0, 0], [1, 2], 0.4).recall).satisfies(Number.isNaN);
  });

  it("takes everything where nothing can be a false alarm", () => {
    expect(recallAtFalseAlarmRate([1, 1], [3, 2], 0)).deep.equal({ recall: 1, threshold: 2, falseAlarmRate: 0 });
  });

  it("keeps to the rate at its threshold, and would not at a lower one", () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 1, noNaN: true }), (all, rate) => {
        const { isPositive, score } = columns(all);
        const found = recallAtFalseAlarmRate(isPositive, score, rate);
        const negatives = score.filter((_value, row) => isPositive[row] === 0);
        const share = (threshold: number): number =>
          negatives.length === 0 ? 0 : negatives.filter((value) => value >= threshold).length / negatives.length;
        expectNear(share(found.threshold), found.falseAlarmRate, 1e-12);
        expect(found.falseAlarmRate).at.most(rate);
        for (const lower of score.filter((value) => value < found.threshold)) expect(share(lower)).greaterThan(rate);
        const positives = score.filter((_value, row) => isPositive[row] === 1);
        expectNear(found.recall, positives.filter((value) => value >= found.threshold).length / positives.length, 1e-12);
      }),
    );
  });
});
