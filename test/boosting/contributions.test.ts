import { expect } from "chai";
import fc from "fast-check";
import { contributions } from "../../bot/boosting/contributions.ts";
import { FeatureCountError } from "../../bot/boosting/errors.ts";
import { softmax } from "../../bot/boosting/objectives/softmax.ts";
import { squaredError } from "../../bot/boosting/objectives/squaredError.ts";
import { train } from "../../bot/boosting/train.ts";
import type { Tree } from "../../bot/boosting/tree.ts";
import { expectNear } from "../near.ts";
import { binned, synthetic } from "./synthetic.ts";

/** What a tree says when only the features of a set are known: at a split by another, both ways, each by what went there in training. */
function expectation(tree: Tree, row: Float32Array, known: number, node = 0): number {
  const left = tree.left[node] as number;
  const right = tree.right[node] as number;
  if (left === -1) return tree.condition[node] as number;
  const column = tree.feature[node] as number;
  if ((known >> column) % 2 === 1) {
    const value = row[column] as number;
    const goesLeft = Number.isNaN(value) ? tree.defaultLeft[node] === 1 : value < (tree.condition[node] as number);
    return expectation(tree, row, known, goesLeft ? left : right);
  }
  const share = (tree.sumHessian[left] as number) / (tree.sumHessian[node] as number);
  return share * expectation(tree, row, known, left) + (1 - share) * expectation(tree, row, known, right);
}

/** Shapley values by their definition: what a feature adds, averaged over all orders in which features become known. */
function shapleyValues(trees: readonly Tree[], row: Float32Array): number[] {
  const columns = row.length;
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  return Array.from({ length: columns }, (_, column) => {
    let sum = 0;
    for (let known = 0; known < 2 ** columns; known++) {
      if ((known >> column) % 2 === 1) continue;
      const size = known.toString(2).replaceAll("0", "").length;
      const orders = (factorial(size) * factorial(columns - size - 1)) / factorial(columns);
      for (const tree of trees) sum += orders * (expectation(tree, row, known | (1 << column)) - expectation(tree, row, known));
    }
    return sum;
  });
}

describe("contributions", () => {
  it("are the Shapley values of what the trees say of sets of features", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 7 }), (seed, maxDepth) => {
        const data = synthetic(seed, 150, 4);
        const booster = train({ bins: binned(data), labels: data.values, objective: squaredError(), rounds: 4, maxDepth });
        const rows = 5;
        const found = contributions(booster, data.features.subarray(0, rows * data.columns), rows);
        for (let row = 0; row < rows; row++) {
          const expected = shapleyValues(booster.trees, data.features.subarray(row * data.columns, (row + 1) * data.columns));
          for (const [column, value] of expected.entries()) expectNear(found[row * (data.columns + 1) + column] as number, value, 1e-6);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("sum to the margin, for each class", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 7 }), fc.nat(50), (seed, maxDepth, missingPercent) => {
        const data = synthetic(seed, 100, 5, missingPercent / 100);
        const booster = train({ bins: binned(data), labels: data.classes, objective: softmax(3), rounds: 10, maxDepth });
        const margins = booster.predictMargins(data.features, data.rows);
        const found = contributions(booster, data.features, data.rows);
        for (const [at, margin] of margins.entries()) {
          const ofMargin = found.subarray(at * (data.columns + 1), (at + 1) * (data.columns + 1));
          expectNear(
            ofMargin.reduce((sum, value) => sum + value, 0),
            margin,
            1e-5,
          );
        }
      }),
      { numRuns: 15 },
    );
  });

  it("of features no tree looks at are zero", () => {
    const data = synthetic(4, 300);
    const features = data.features.map((value, i) => (i % data.columns === 5 ? 1 : value));
    const booster = train({ bins: binned({ ...data, features }), labels: data.values, objective: squaredError(), rounds: 5 });
    const found = contributions(booster, features, data.rows);
    expect(found.filter((_, i) => i % 7 === 5).every((value) => value === 0)).equal(true);
  });

  it("are not made up for rows of other features", () => {
    const data = synthetic(5, 50);
    const booster = train({ bins: binned(data), labels: data.values, objective: squaredError(), rounds: 1 });
    expect(() => contributions(booster, new Float32Array(5), 1)).throw(FeatureCountError);
  });
});
