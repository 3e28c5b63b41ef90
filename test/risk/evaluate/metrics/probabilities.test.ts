import { expect } from "chai";
import fc from "fast-check";
import { baseRateForecast, brierScore, brierSkill } from "../../../../bot/risk/evaluate/metrics/brierScore.ts";
import { confusionMatrix, precisionByClass, recallByClass } from "../../../../bot/risk/evaluate/metrics/confusionMatrix.ts";
import { logLoss } from "../../../../bot/risk/evaluate/metrics/logLoss.ts";
import { reliability } from "../../../../bot/risk/evaluate/metrics/reliability.ts";
import { wilsonInterval } from "../../../../bot/risk/evaluate/metrics/wilsonInterval.ts";
import { expectNear } from "../../../near.ts";

// scikit-learn 1.2.1: log_loss(outcome, p); the sum over classes of brier_score_loss(outcome == k, p[:, k]).
const outcome = [0, 1, 2, 2, 1, 0];
const p = [0.7, 0.2, 0.1, 0.5, 0.3, 0.2, 0.1, 0.2, 0.7, 0.2, 0.6, 0.2, 0.25, 0.5, 0.25, 0.9, 0.05, 0.05];
const LOG_LOSS = 0.7208780501425455;
const BRIER = 0.41500000000000004;
// scikit-learn 1.2.1: confusion_matrix(t, c), recall_score(t, c, average=None), precision_score(t, c, average=None).
const t = [0, 0, 0, 1, 1, 2, 2, 2, 0, 1];
const c = [0, 1, 0, 1, 2, 2, 0, 2, 2, 0];
const MATRIX = [
  [2, 1, 1],
  [1, 1, 1],
  [1, 0, 2],
];
const RECALL = [0.5, 0.3333333333333333, 0.6666666666666666];
const PRECISION = [0.5, 0.5, 0.5];
// scipy: binomtest(k, n).proportion_ci(.95, method="wilson").
const WILSON = [
  [0, 10, 0, 0.27753279986288926],
  [3, 10, 0.10779126740630102, 0.6032218525388546],
  [10, 10, 0.7224672001371109, 1],
  [57, 200, 0.22695003004617284, 0.35115346029605166],
] as const;

const forecasts = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((rows) => ({
    outcome: rows.map(([k]) => k),
    probabilities: rows.flatMap(([, high, share]) => [(1 - high) * share, (1 - high) * (1 - share), high]),
  }));

describe("scores of probabilities", () => {
  it("are scikit-learn's", () => {
    expectNear(logLoss(outcome, p), LOG_LOSS, 1e-12);
    expectNear(brierScore(outcome, p), BRIER, 1e-15);
  });

  it("are 0 for certainty that comes true and 2 for certainty that does not", () => {
    fc.assert(
      fc.property(forecasts, ({ outcome, probabilities }) => {
        const certain = outcome.flatMap((k) => [0, 1, 2].map((other) => Number(other === k)));
        const wrong = outcome.flatMap((k) => [0, 1, 2].map((other) => Number(other === (k + 1) % 3)));
        expect(brierScore(outcome, certain)).equal(0);
        expect(brierScore(outcome, wrong)).equal(2);
        expect(Math.abs(logLoss(outcome, certain))).equal(0);
        expect(brierScore(outcome, probabilities)).within(0, 2);
        expect(logLoss(outcome, probabilities)).least(-1e-12);
        expect(logLoss(outcome, wrong)).finite;
      }),
    );
  });

  it("are best for the true shares among all constant forecasts", () => {
    fc.assert(
      fc.property(forecasts, ({ outcome, probabilities }) => {
        const shares = [0, 1, 2].map((k) => outcome.filter((other) => other === k).length / outcome.length);
        const others = probabilities.slice(0, 3);
        const [own, other] = [shares, others].map((one) => baseRateForecast(one, outcome.length)) as [Float64Array, Float64Array];
        expect(brierScore(outcome, own)).at.most(brierScore(outcome, other) + 1e-12);
        expect(logLoss(outcome, own)).at.most(logLoss(outcome, other) + 1e-12);
        // Σ p (1 − p), Gini's impurity.
        expectNear(brierScore(outcome, own), 1 - shares.reduce((sum, share) => sum + share ** 2, 0), 1e-12);
      }),
    );
  });

  it("compare with a reference", () => {
    expect(brierSkill(0.1, 0.4)).equal(0.75);
    expect(brierSkill(0.4, 0.4)).equal(0);
    expect(brierSkill(0, 0)).satisfies(Number.isNaN);
  });
});

describe("confusion matrix", () => {
  it("is scikit-learn's, and so are recall and precision of each class", () => {
    const matrix = confusionMatrix(t, c, 3);
    expect(matrix).deep.equal(MATRIX);
    expect(recallByClass(matrix)).deep.equal(RECALL);
    expect(precisionByClass(matrix)).deep.equal(PRECISION);
    expect(recallByClass(confusionMatrix([0], [0], 2))[1]).satisfies(Number.isNaN);
  });
});

describe("reliability", () => {
  it("has Wilson's intervals as SciPy has them", () => {
    for (const [positives, count, low, high] of WILSON) {
      const [from, to] = wilsonInterval(positives, count);
      expectNear(from, low, 1e-12);
      expectNear(to, high, 1e-12);
    }
  });

  it("puts rows into bins of equal count, ascending", () => {
    const probability = Array.from({ length: 103 }, (_value, i) => ((i * 37) % 103) / 103);
    const bins = reliability(
      probability,
      probability.map((value) => Number(value > 0.5)),
      10,
    );
    expect(bins).length(10);
    for (const { count } of bins) expect(count).within(10, 11);
    expect(bins[0]?.observed).equal(0);
    expect(bins[9]?.observed).equal(1);
    expect(bins.map(({ predicted }) => predicted)).deep.equal(bins.map(({ predicted }) => predicted).toSorted((a, b) => a - b));
  });

  it("counts every row once, never parts equal probabilities and keeps the means", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 1 })), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 12 }), (all, wanted) => {
        const probability = all.map(([eighths]) => eighths / 8);
        const isPositive = all.map(([, positive]) => positive);
        const bins = reliability(probability, isPositive, wanted);
        expect(bins.length).within(1, wanted);
        expect(bins.reduce((sum, { count }) => sum + count, 0)).equal(all.length);
        expectNear(
          bins.reduce((sum, { count, predicted }) => sum + count * predicted, 0),
          probability.reduce((a, b) => a + b, 0),
          1e-9,
        );
        expectNear(
          bins.reduce((sum, { count, observed }) => sum + count * observed, 0),
          isPositive.reduce((a, b) => a + b, 0),
          1e-9,
        );
        for (const { low, observed, high } of bins) expect(observed).within(low - 1e-12, high + 1e-12);
        const ends = probability.toSorted((a, b) => a - b);
        let from = 0;
        for (const { count } of bins) {
          if (from > 0) expect(ends[from]).greaterThan(ends[from - 1] as number);
          from += count;
        }
      }),
    );
    expect(reliability([], [], 10)).deep.equal([]);
  });
});
