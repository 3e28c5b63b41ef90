import { expect } from "chai";
import fc from "fast-check";
import { openLibxgboost } from "../../bot/boosting/libxgboost.ts";
import type { Monotonicity } from "../../bot/boosting/monotonicity.ts";
import { binaryLogistic } from "../../bot/boosting/objectives/logistic.ts";
import { quantile } from "../../bot/boosting/objectives/quantile.ts";
import { squaredError } from "../../bot/boosting/objectives/squaredError.ts";
import { seededRandom } from "../../bot/boosting/random.ts";
import { train } from "../../bot/boosting/train.ts";
import { binned, meanSquaredError, synthetic } from "./synthetic.ts";

const DIRECTIONS: readonly Monotonicity[] = [1, -1, 0, 1, 0, 0];

describe("boosting under monotone constraints", () => {
  it("margins never go against a direction, whatever the other features are", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom("squares", "quantile", "logistic"), (seed, kind) => {
        const data = synthetic(seed, 400);
        const isLogistic = kind === "logistic";
        const objective = isLogistic ? binaryLogistic() : kind === "squares" ? squaredError() : quantile(0.8);
        const labels = isLogistic ? data.classes.map((label) => (label === 2 ? 1 : 0)) : data.values;
        const booster = train({ bins: binned(data), labels, objective, rounds: 12, maxDepth: 4, monotonicity: DIRECTIONS });
        const random = seededRandom(seed);
        DIRECTIONS.forEach((direction, column) => {
          if (direction === 0) return;
          const row = Math.floor(random() * data.rows);
          const features = new Float32Array(21 * data.columns);
          for (let i = 0; i <= 20; i++) {
            features.set(data.features.subarray(row * data.columns, (row + 1) * data.columns), i * data.columns);
            features[i * data.columns + column] = -3 + 0.3 * i;
          }
          const margins = booster.predictMargins(features, 21);
          for (let i = 1; i <= 20; i++) expect(direction * ((margins[i] as number) - (margins[i - 1] as number))).to.be.at.least(-1e-6);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("a constraint that the data keeps anyway costs nothing, and one against it leaves that feature nothing to say", () => {
    const data = synthetic(3, 2_000, 6, 0);
    const bins = binned(data);
    const settings = { bins, labels: data.values, objective: squaredError(), rounds: 40, maxDepth: 3 };
    const loss = (monotonicity: readonly Monotonicity[]) =>
      meanSquaredError(train({ ...settings, monotonicity }).predict(data.features, data.rows), data.values);
    // The second feature raises the value in a straight line.
    expect(loss([0, 1])).to.be.below(loss([]) * 1.02);
    expect(loss([0, -1])).to.be.above(loss([]) * 1.2);
  });

  it("is what libxgboost does with monotone_constraints", function () {
    const opened = openLibxgboost();
    if (opened.library === null) {
      console.log(`      skipped: ${opened.reason} (Debian and Ubuntu: apt-get install libxgboost0)`);
      return this.skip();
    }
    const { library } = opened;
    for (let seed = 1; seed <= 4; seed++) {
      const data = synthetic(seed, 1_500);
      const rest = synthetic(seed + 100, 1_500);
      const ours = train({
        bins: binned(data),
        labels: data.values,
        objective: squaredError(),
        rounds: 30,
        maxDepth: 4,
        learningRate: 0.2,
        baseScore: 0,
        monotonicity: DIRECTIONS,
      });
      const parameters = { objective: "reg:squarederror", tree_method: "hist", max_depth: 4, eta: 0.2, base_score: 0, nthread: 1 };
      const theirs = library.train(
        { features: data.features, labels: Float32Array.from(data.values) },
        { ...parameters, monotone_constraints: `(${DIRECTIONS.join(",")})` },
        30,
      );
      const ourLoss = meanSquaredError(ours.predict(rest.features, rest.rows), rest.values);
      const theirLoss = meanSquaredError(library.predict(theirs, rest.features, rest.rows, "predictions"), rest.values);
      expect(ourLoss / theirLoss).to.be.within(0.98, 1.02);
    }
  });
});
