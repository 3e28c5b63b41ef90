import { expect } from "chai";
import fc from "fast-check";
import { binFeatures } from "../../bot/boosting/binning.ts";
import type { Booster } from "../../bot/boosting/booster.ts";
import { BoostingInputError, FeatureCountError } from "../../bot/boosting/errors.ts";
import { absoluteError } from "../../bot/boosting/objectives/absoluteError.ts";
import { binaryLogistic } from "../../bot/boosting/objectives/logistic.ts";
import type { Objective } from "../../bot/boosting/objectives/objective.ts";
import { quantile } from "../../bot/boosting/objectives/quantile.ts";
import { softmax } from "../../bot/boosting/objectives/softmax.ts";
import { squaredError } from "../../bot/boosting/objectives/squaredError.ts";
import { type RoundReport, type Training, train, trainByRounds } from "../../bot/boosting/train.ts";
import type { Tree } from "../../bot/boosting/tree.ts";
import { writeXgboostJson } from "../../bot/boosting/xgboostJson.ts";
import { expectNear } from "../near.ts";
import { binned, largestDifference, logLoss, meanSquaredError, pickRows, type Synthetic, synthetic } from "./synthetic.ts";

const OBJECTIVES: readonly (readonly [Objective, (data: Synthetic) => Float64Array])[] = [
  [squaredError(), ({ values }) => values],
  [quantile(0.25), ({ values }) => values],
  [absoluteError(), ({ values }) => values],
  [binaryLogistic(), ({ values }) => values.map((value) => 1 / (1 + Math.exp(-value)))],
  [softmax(4), ({ values }) => values.map((value) => (value < -1 ? 0 : value < 0 ? 1 : value < 1 ? 2 : 3))],
];

function reportsOf(training: Training): { booster: Booster; reports: RoundReport[] } {
  const reports: RoundReport[] = [];
  return { booster: train({ ...training, onRound: (report) => reports.push(report) }), reports };
}

function depthOf(tree: Tree, node = 0): number {
  return tree.left[node] === -1 ? 0 : 1 + Math.max(depthOf(tree, tree.left[node]), depthOf(tree, tree.right[node]));
}

function leavesOf(tree: Tree): number {
  return tree.left.filter((child) => child === -1).length;
}

describe("training", () => {
  for (const [objective, labelsOf] of OBJECTIVES) {
    describe(`of ${objective.name}`, () => {
      it("never makes the training loss larger, and makes it smaller", () => {
        fc.assert(
          fc.property(
            fc.integer({ min: 1, max: 1000 }),
            fc.constantFrom("depthwise" as const, "lossguide" as const),
            fc.double({ min: 0.05, max: 0.5, noNaN: true }),
            fc.double({ min: 0, max: 5, noNaN: true }),
            (seed, growth, learningRate, lambda) => {
              const data = synthetic(seed, 300);
              const { reports } = reportsOf({
                bins: binned(data),
                labels: labelsOf(data),
                objective,
                rounds: 12,
                growth,
                maxLeaves: 12,
                learningRate,
                lambda,
              });
              for (const [i, { trainingLoss }] of reports.entries()) {
                // Margins are float32.
                if (i > 0) expect(trainingLoss).at.most((reports[i - 1] as RoundReport).trainingLoss * (1 + 1e-6));
              }
              expect((reports.at(-1) as RoundReport).trainingLoss).below((reports[0] as RoundReport).trainingLoss);
            },
          ),
          { numRuns: 15 },
        );
      });

      it("ends with the margins its booster scores, rows drawn or not", () => {
        const data = synthetic(5, 400);
        for (const subsample of [1, 0.6]) {
          const labels = labelsOf(data);
          const { booster, reports } = reportsOf({ bins: binned(data), labels, objective, rounds: 9, subsample, columnSample: 0.7 });
          const rows = Int32Array.from(labels.keys());
          const loss = objective.loss(rows, { labels, weights: labels.map(() => 1) }, booster.predictMargins(data.features, data.rows));
          expect(loss).equal(reports.at(-1)?.trainingLoss);
        }
      });

      it("gives the same booster for the same seed and another for another", () => {
        const data = synthetic(6, 300);
        const jsonOf = (seed: number) =>
          writeXgboostJson(
            train({ bins: binned(data), labels: labelsOf(data), objective, rounds: 5, subsample: 0.5, columnSample: 0.5, seed }),
          );
        expect(jsonOf(4)).equal(jsonOf(4));
        expect(jsonOf(4)).not.equal(jsonOf(5));
      });

      it("weighs a row as if it were repeated, and leaves out those without weight or label", () => {
        fc.assert(
          fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
            const data = synthetic(seed, 200);
            const bins = binned(data);
            const labels = labelsOf(data);
            const weights = labels.map((_, row) => (row * 7 + seed) % 4);
            const repeats = [...labels.keys()].flatMap((row) => Array.from({ length: weights[row] as number }, () => row));
            // Where splits are equally good, rounding would choose between them: in small nodes, and in any node of classes after the first
            // round, whose gradients are quarters.
            const common = { objective, rounds: objective.outputs === 1 ? 4 : 1, maxDepth: 2, minChildWeight: 8 };
            const weighted = train({ ...common, bins, labels, weights });
            const repeated = train({ ...common, bins: pickRows(bins, repeats), labels: repeats.map((row) => labels[row] as number) });
            const unlabelled = train({
              ...common,
              bins,
              labels: labels.map((label, row) => (weights[row] === 0 ? Number.NaN : label)),
              weights: weights.map((weight) => Math.max(weight, 1)),
            });
            const margins = weighted.predictMargins(data.features, data.rows);
            expect(largestDifference(margins, repeated.predictMargins(data.features, data.rows))).below(1e-5);
            expect(writeXgboostJson(unlabelled)).equal(writeXgboostJson(weighted));
          }),
          { numRuns: 10 },
        );
      });
    });
  }

  it("weighs the rows of a class by its class's weight, beside their own", () => {
    const data = synthetic(19, 300);
    const own = data.values.map((_, row) => 1 + (row % 2));
    const classWeights = [3, 0, 0.5];
    const common = { bins: binned(data), labels: data.classes, objective: softmax(3), rounds: 4 };
    const byClass = train({ ...common, weights: own, classWeights });
    const byRow = train({ ...common, weights: own.map((weight, row) => weight * (classWeights[data.classes[row] as number] as number)) });
    expect(writeXgboostJson(byClass)).equal(writeXgboostJson(byRow));
    // A class that counts for more is more often said.
    const shareOfHigh = (weights: readonly number[]) => {
      const probabilities = train({ ...common, classWeights: weights }).predict(data.features, data.rows);
      return probabilities.reduce((sum, probability, i) => sum + (i % 3 === 2 ? probability : 0), 0) / data.rows;
    };
    expect(shareOfHigh([1, 1, 5])).above(shareOfHigh([1, 1, 1]) + 0.05);
  });

  it("lets each tree look at its share of the columns, another for each", () => {
    const data = synthetic(20, 500);
    const { trees } = train({ bins: binned(data), labels: data.values, objective: squaredError(), rounds: 30, columnSample: 0.34 });
    const looked = trees.map((tree) => new Set([...tree.feature].filter((_, node) => tree.left[node] !== -1)));
    for (const columns of looked) expect(columns.size).at.most(2);
    expect(new Set(looked.flatMap((columns) => [...columns])).size).equal(data.columns);
  });

  it("finds the split that trying all of them finds, and shrinks its leaves", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 4, noNaN: true }), (seed, lambda) => {
        const { features, values, rows, columns } = synthetic(seed, 30, 3, 0.2);
        const bins = binFeatures(features, rows, columns);
        const settings = { lambda, minSamplesLeaf: 4, baseScore: 0, rounds: 1, maxDepth: 1, learningRate: 0.5 };
        const [tree] = train({ ...settings, bins, labels: values, objective: squaredError() }).trees;
        const score = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) ** 2 / (list.length + lambda);
        let best = 0;
        let leaves: number[] = [-1];
        for (let column = 0; column < columns; column++) {
          const x = (row: number) => features[row * columns + column] as number;
          for (const threshold of [...features.keys()].map((at) => features[at] as number).concat(Number.POSITIVE_INFINITY)) {
            for (const isMissingLeft of [false, true]) {
              const goesLeft = (row: number) => (Number.isNaN(x(row)) ? isMissingLeft : x(row) < threshold);
              const left = [...values].filter((_, row) => goesLeft(row));
              const right = [...values].filter((_, row) => !goesLeft(row));
              if (left.length < 4 || right.length < 4) continue;
              const gain = score(left) + score(right) - score([...values]);
              if (gain > best + 1e-9) {
                best = gain;
                leaves = [left, right].map((list) => (0.5 * list.reduce((sum, value) => sum + value, 0)) / (list.length + lambda));
              }
            }
          }
        }
        expectNear(tree?.lossChange[0] as number, best, 1e-4);
        if (best > 1e-6) {
          const found = [...(tree as Tree).condition.subarray(1)].sort((a, b) => a - b);
          expect(
            largestDifference(
              found,
              leaves.sort((a, b) => a - b),
            ),
          ).below(1e-5);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("keeps to the limits of a tree", () => {
    const data = synthetic(8, 800);
    const common = { bins: binned(data), labels: data.values, objective: squaredError(), rounds: 3, gamma: 0.01 };
    for (const growth of ["depthwise", "lossguide"] as const) {
      for (const tree of train({ ...common, growth, maxDepth: 4, minSamplesLeaf: 20 }).trees) {
        expect(depthOf(tree)).equal(4);
        for (const [node, cover] of tree.sumHessian.entries()) {
          expect(cover).at.least(20);
          if (tree.left[node] !== -1) expect(tree.lossChange[node]).above(0.01);
        }
      }
      for (const tree of train({ ...common, growth, maxDepth: 0, maxLeaves: 11 }).trees) expect(leavesOf(tree)).equal(11);
      const heavy = train({ ...common, growth, weights: data.values.map(() => 0.5), minChildWeight: 30 });
      for (const tree of heavy.trees) expect(Math.min(...tree.sumHessian)).at.least(30);
    }
    const [unsplit] = train({ ...common, gamma: 1e9 }).trees;
    expect(unsplit?.left.length).equal(1);
  });

  it("splits the best leaf first by loss, the shallowest first by depth", () => {
    const data = synthetic(9, 1000);
    const common = { bins: binned(data), labels: data.values, objective: squaredError(), rounds: 1, maxDepth: 0, maxLeaves: 9 };
    const [byLoss, byDepth] = (["lossguide", "depthwise"] as const).map((growth) => train({ ...common, growth }).trees[0] as Tree);
    const sum = (tree: Tree | undefined) => (tree as Tree).lossChange.reduce((total, gain) => total + gain, 0);
    expect(sum(byLoss)).above(sum(byDepth));
    expect(depthOf(byDepth as Tree)).equal(4);
  });

  it("learns where rows go whose value is not known", () => {
    const rows = 300;
    const features = Float32Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? Number.NaN : row % 3));
    for (const missing of [-4, 4]) {
      // What is not known is like the small values, or like the large ones, or like neither.
      for (const [small, large] of [
        [missing, -missing],
        [-missing, missing],
        [-missing, -missing],
      ] as const) {
        const labels = features.map((value) => (Number.isNaN(value) ? missing : value < 1.5 ? small : large));
        const bins = binFeatures(features, rows, 1);
        const booster = train({ bins, labels, objective: squaredError(), rounds: 1, maxDepth: 1, learningRate: 1, lambda: 0 });
        const unknownAndNew = booster.predict(Float32Array.of(Number.NaN, 1, 2, -99, 99), 5);
        expect(largestDifference(unknownAndNew, [missing, small, large, small, large])).below(1e-5);
      }
    }
  });

  it("sends what is not known with most rows where training knew all", () => {
    const features = Float32Array.from({ length: 100 }, (_, row) => row);
    for (const boundary of [20, 80]) {
      const labels = features.map((value) => (value < boundary ? -1 : 1));
      const booster = train({ bins: binFeatures(features, 100, 1), labels, objective: squaredError(), rounds: 1, maxDepth: 1 });
      const [unknown, ofMost] = booster.predict(Float32Array.of(Number.NaN, 50), 2);
      expect(unknown).equal(ofMost);
    }
  });

  it("does not split by rounding where nothing is to be gained", () => {
    const data = synthetic(18, 1000);
    const labels = data.values.map(() => 0.1);
    const booster = train({ bins: binned(data), labels, objective: squaredError(), baseScore: 0, rounds: 3, lambda: 0 });
    for (const tree of booster.trees) expect(tree.left.length).equal(1);
  });

  it("stops when validation has not become better for as long as it has patience, and keeps the best", () => {
    const data = synthetic(10, 200);
    const later = synthetic(11, 200);
    for (const [objective, labelsOf] of OBJECTIVES) {
      const labels = labelsOf(later);
      const { booster, reports } = reportsOf({
        bins: binned(data),
        labels: labelsOf(data),
        objective,
        rounds: 500,
        earlyStopping: { features: later.features, labels, patience: 7 },
      });
      const losses = reports.map(({ validationLoss }) => validationLoss);
      const best = losses.indexOf(Math.min(...losses));
      expect(losses.length, objective.name).equal(best + 1 + 7);
      expect(booster.trees.length).equal((best + 1) * objective.outputs);
      const rows = Int32Array.from(labels.keys());
      const margins = booster.predictMargins(later.features, later.rows);
      expect(objective.loss(rows, { labels, weights: labels.map(() => 1) }, margins)).equal(losses[best]);
    }
  });

  it("can be left between rounds", () => {
    const data = synthetic(12, 50);
    const rounds = trainByRounds({ bins: binned(data), labels: data.values, objective: squaredError(), rounds: 1e9 });
    for (const { round } of rounds) if (round === 3) break;
    expect(rounds.next().done).equal(true);
  });

  it("explains rows it has not seen", () => {
    const data = synthetic(13, 3000);
    const later = synthetic(14, 3000);
    const common = { bins: binned(data), rounds: 60, learningRate: 0.1, maxDepth: 4 };
    const mean = data.values.reduce((sum, value) => sum + value, 0) / data.rows;
    const regression = train({ ...common, labels: data.values, objective: squaredError() });
    const mse = meanSquaredError(regression.predict(later.features, later.rows), later.values);
    // The noise's own variance is (0.09 + 0.64) / 2 = 0.365, that of the values about 1.2.
    expect(mse).below(0.5);
    expect(meanSquaredError(new Float64Array(later.rows).fill(mean), later.values)).above(1);
    const classes = train({ ...common, labels: data.classes, objective: softmax(3) });
    expect(logLoss(classes.predict(later.features, later.rows), later.classes, 3)).below(0.75);
  });

  it("refuses what nothing can be learned from", () => {
    const data = synthetic(15, 20);
    const common = { bins: binned(data), labels: data.values, objective: squaredError(), rounds: 1 };
    const refused: readonly (readonly [Partial<Training>, string])[] = [
      [{ labels: [1, 2] }, "2 labels for 20 rows"],
      [{ weights: [1] }, "1 weights for 20 rows"],
      [{ weights: data.values.map(() => -1) }, "weight -1"],
      [{ labels: data.values.map(() => Number.NaN) }, "No training row"],
      [{ labels: data.values.map(() => Number.POSITIVE_INFINITY) }, "infinite"],
      [{ objective: softmax(3), labels: data.classes, classWeights: [1, 1] }, "weights of 2 classes"],
      [{ objective: softmax(3), labels: data.classes, classWeights: [1, -1, 1] }, "weight -1"],
      [{ classWeights: [1] }, "weights of 1 classes"],
      [{ objective: softmax(2), labels: data.values.map(() => 2) }, "not a class"],
      [{ rounds: 1.5 }, "rounds cannot be 1.5"],
      [{ learningRate: 0 }, "learningRate cannot be 0"],
      [{ subsample: 1.1 }, "subsample"],
      [{ lambda: Number.NaN }, "lambda"],
      [{ minSamplesLeaf: 0 }, "minSamplesLeaf"],
    ];
    for (const [change, message] of refused) expect(() => train({ ...common, ...change })).throw(BoostingInputError, message);
    const earlyStopping = { features: new Float32Array(7), labels: [1], patience: 1 };
    expect(() => train({ ...common, earlyStopping })).throw(FeatureCountError);
  });
});

describe("quantile booster", () => {
  it("covers the training rows as its level says", () => {
    const data = synthetic(16, 4000);
    const bins = binned(data);
    const weights = data.values.map((_, row) => 0.5 + (row % 3));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const level of [0.1, 0.25, 0.5, 0.75, 0.9]) {
      const training = { bins, labels: data.values, weights, rounds: 60, learningRate: 0.15, maxDepth: 4, minSamplesLeaf: 40 };
      const predictions = train({ ...training, objective: quantile(level) }).predict(data.features, data.rows);
      const covered = data.values.reduce(
        (sum, value, row) => sum + (value <= (predictions[row] as number) ? (weights[row] as number) : 0),
        0,
      );
      expectNear(covered / total, level, 0.02, `coverage at ${level}`);
    }
  });

  it("shrinks a leaf's quantile by λ as a Newton step is shrunk", () => {
    const rows = 9;
    const bins = binFeatures(new Float32Array(rows), rows, 1);
    const labels = Float64Array.from({ length: rows }, (_, row) => row + 1);
    const [tree] = train({ bins, labels, objective: quantile(0.5), baseScore: 0, rounds: 1, learningRate: 0.5, lambda: 3 }).trees;
    // The median of 1…9 is 5, of nine rows with λ = 3 three quarters.
    expectNear(tree?.condition[0] as number, 0.5 * 5 * 0.75, 1e-6);
  });

  it("widens where the noise does", () => {
    const data = synthetic(17, 4000, 6, 0);
    const training = { bins: binned(data), labels: data.values, rounds: 60, learningRate: 0.15, maxDepth: 4, minSamplesLeaf: 40 };
    const [low, high] = [0.1, 0.9].map((level) => train({ ...training, objective: quantile(level) }).predict(data.features, data.rows));
    const widths = { quiet: [0, 0], loud: [0, 0] };
    for (let row = 0; row < data.rows; row++) {
      const sums = (data.features[row * data.columns + 2] as number) > 0 ? widths.loud : widths.quiet;
      sums[0] = (sums[0] as number) + (high?.[row] as number) - (low?.[row] as number);
      sums[1] = (sums[1] as number) + 1;
    }
    const mean = ([sum = 0, count = 1]: readonly number[]) => sum / count;
    // Of Gaussian noise 80 % lie within ±1.2816 standard deviations, here 0.3 and 0.8.
    expectNear(mean(widths.quiet), 2 * 1.2816 * 0.3, 0.25);
    expectNear(mean(widths.loud), 2 * 1.2816 * 0.8, 0.25);
  });
});
