import { expect } from "chai";
import fc from "fast-check";
import { BoostingInputError, MalformedModelError } from "../../bot/boosting/errors.ts";
import { absoluteError } from "../../bot/boosting/objectives/absoluteError.ts";
import { linkOf } from "../../bot/boosting/objectives/links.ts";
import { binaryLogistic } from "../../bot/boosting/objectives/logistic.ts";
import type { Objective } from "../../bot/boosting/objectives/objective.ts";
import { quantile } from "../../bot/boosting/objectives/quantile.ts";
import { softmax } from "../../bot/boosting/objectives/softmax.ts";
import { squaredError } from "../../bot/boosting/objectives/squaredError.ts";
import { weightedQuantile } from "../../bot/boosting/objectives/weightedQuantile.ts";
import { expectNear } from "../near.ts";

const ONE = Int32Array.of(0);

describe("weighted quantile", () => {
  const item = fc.record({ value: fc.integer({ min: -5, max: 5 }), weight: fc.integer({ min: 1, max: 4 }) });
  const items = fc.array(item, { minLength: 1, maxLength: 40 });

  it("is the order statistic of rows repeated as often as they weigh", () => {
    fc.assert(
      // Levels in eighths: weights add up to them without rounding.
      fc.property(items, fc.integer({ min: 1, max: 7 }), (list, eighths) => {
        const repeated = list.flatMap(({ value, weight }) => Array.from({ length: weight }, () => value)).sort((a, b) => a - b);
        const values = Float64Array.from(list, ({ value }) => value);
        const weights = Float64Array.from(list, ({ weight }) => weight);
        const rank = Math.ceil((repeated.length * eighths) / 8);
        expect(weightedQuantile(values, weights, eighths / 8)).equal(repeated[rank - 1]);
      }),
      { numRuns: 500 },
    );
  });

  it("makes the pinball loss smallest", () => {
    fc.assert(
      fc.property(items, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (list, level) => {
        const values = Float64Array.from(list, ({ value }) => value);
        const weights = Float64Array.from(list, ({ weight }) => weight);
        const loss = (at: number) =>
          list.reduce((sum, { value, weight }) => sum + weight * (value > at ? level * (value - at) : (1 - level) * (at - value)), 0);
        const best = Math.min(...list.map(({ value }) => loss(value)));
        expectNear(loss(weightedQuantile(values, weights, level)), best, 1e-9);
      }),
    );
  });
});

describe("objectives", () => {
  /** A loss with its label, where it is smooth. */
  const SMOOTH: readonly (readonly [Objective, number, number])[] = [
    // The squared error is told without the half its gradient is of; twice the diagonal is used for softmax.
    [squaredError(), 0.7, 2],
    [binaryLogistic(), 1, 1],
    [binaryLogistic(), 0.3, 1],
    [softmax(3), 2, 1],
  ];

  it("have the gradients and hessians of their loss", () => {
    const margin = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(margin, margin, margin), fc.double({ min: 0.1, max: 3, noNaN: true }), (margins, weight) => {
        for (const [objective, label, factor] of SMOOTH) {
          const labelled = { labels: Float64Array.of(label), weights: Float64Array.of(weight) };
          const at = Float32Array.from(margins.slice(0, objective.outputs));
          const gradients = new Float64Array(2 * objective.outputs);
          objective.gradients(ONE, labelled, at, gradients);
          for (let output = 0; output < objective.outputs; output++) {
            const step = 2 ** -6;
            const loss = (by: number) =>
              (weight / factor) *
              objective.loss(
                ONE,
                labelled,
                at.map((value, i) => (i === output ? value + by : value)),
              );
            const what = `${objective.name} output ${output}`;
            expectNear(gradients[2 * output] as number, (loss(step) - loss(-step)) / (2 * step), 1e-4 * weight, what);
            const curvature = (loss(step) - 2 * loss(0) + loss(-step)) / step ** 2;
            const hessianFactor = objective.outputs > 1 ? 2 : 1;
            expectNear(gradients[2 * output + 1] as number, hessianFactor * curvature, 2e-3 * weight, what);
          }
        }
      }),
    );
  });

  it("of a quantile pull up with the level and down with the rest", () => {
    const gradients = new Float64Array(4);
    const labelled = { labels: Float64Array.of(2, 0), weights: Float64Array.of(3, 1) };
    quantile(0.9).gradients(Int32Array.of(0, 1), labelled, Float32Array.of(1, 1), gradients);
    [-2.7, 3, 0.1, 1].forEach((expected, i) => {
      expectNear(gradients[i] as number, expected, 1e-12);
    });
    expectNear(quantile(0.9).loss(Int32Array.of(0, 1), labelled, Float32Array.of(1, 1)), (3 * 0.9 + 0.1) / 4, 1e-12);
  });

  it("of an absolute error pull each row alike, and not at all where it is met", () => {
    const gradients = new Float64Array(6);
    const rows = Int32Array.of(0, 1, 2);
    const labelled = { labels: Float64Array.of(2, 0, 1), weights: Float64Array.of(3, 1, 1) };
    const margins = Float32Array.of(1, 1, 1);
    absoluteError().gradients(rows, labelled, margins, gradients);
    expect([...gradients]).deep.equal([-3, 3, 1, 1, 0, 1]);
    expectNear(absoluteError().loss(rows, labelled, margins), (3 + 1) / 5, 1e-12);
    expectNear(absoluteError().loss(rows, labelled, margins), 2 * quantile(0.5).loss(rows, labelled, margins), 1e-12);
  });

  it("start from the best constant", () => {
    const labels = Float64Array.of(0, 1, 1, 0, 1);
    const weights = Float64Array.of(1, 2, 1, 1, 3);
    const rows = Int32Array.of(0, 1, 2, 3, 4);
    for (const objective of [squaredError(), binaryLogistic(), quantile(0.3), absoluteError()]) {
      const link = linkOf(objective.scoredAs.name);
      const lossAt = (margin: number) => objective.loss(rows, { labels, weights }, new Float32Array(5).fill(margin));
      const start = link.marginOf(objective.baseScore(rows, { labels, weights }));
      for (const by of [-0.05, 0.05]) expect(lossAt(start), objective.name).at.most(lossAt(start + by));
    }
  });

  it("do not overflow at margins of any size", () => {
    for (const objective of [binaryLogistic(), softmax(2)]) {
      const labelled = { labels: Float64Array.of(1), weights: Float64Array.of(1) };
      const margins = Float32Array.of(-3000, 3000).subarray(0, objective.outputs);
      const gradients = new Float64Array(4);
      objective.gradients(ONE, labelled, margins, gradients);
      expect([...gradients].every(Number.isFinite)).equal(true);
      expect(Number.isFinite(objective.loss(ONE, labelled, margins))).equal(true);
    }
  });

  it("refuse labels, levels and classes that cannot be", () => {
    expect(softmax(3).rejection(3)).contain("not a class");
    expect(softmax(3).rejection(0.5)).contain("not a class");
    expect(binaryLogistic().rejection(1.1)).contain("not between 0 and 1");
    for (const level of [0, 1, Number.NaN]) expect(() => quantile(level)).throw(BoostingInputError);
    for (const classes of [1, 2.5]) expect(() => softmax(classes)).throw(BoostingInputError);
    expect(() => linkOf("rank:ndcg")).throw(MalformedModelError, "rank:ndcg");
  });
});
