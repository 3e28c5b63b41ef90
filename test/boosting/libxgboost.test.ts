import { expect } from "chai";
import { contributions } from "../../bot/boosting/contributions.ts";
import { BoostingInputError } from "../../bot/boosting/errors.ts";
import { type Libxgboost, openLibxgboost } from "../../bot/boosting/libxgboost.ts";
import { absoluteError } from "../../bot/boosting/objectives/absoluteError.ts";
import { binaryLogistic } from "../../bot/boosting/objectives/logistic.ts";
import { quantile } from "../../bot/boosting/objectives/quantile.ts";
import { softmax } from "../../bot/boosting/objectives/softmax.ts";
import { squaredError } from "../../bot/boosting/objectives/squaredError.ts";
import { train } from "../../bot/boosting/train.ts";
import { readXgboostJson, writeXgboostJson } from "../../bot/boosting/xgboostJson.ts";
import { binned, largestDifference, logLoss, meanAbsoluteError, meanSquaredError, synthetic } from "./synthetic.ts";

/** The first has all values, the ten others miss 5 to 50 % of them. */
const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const missingShare = (seed: number) => 0.05 * seed;
/** The grower of ours; one thread, so that it is the same each time. */
const COMMON = { tree_method: "hist", max_bin: 255, nthread: 1, verbosity: 0, max_depth: 4, eta: 0.2 };
const OURS = { maxDepth: 4, learningRate: 0.2, rounds: 30 };

describe("beside libxgboost", () => {
  let library: Libxgboost;

  before(function () {
    const opened = openLibxgboost();
    if (opened.library === null) {
      console.log(`    skipped: ${opened.reason} (Debian and Ubuntu: apt-get install libxgboost0)`);
      this.skip();
    } else library = opened.library;
  });

  it("our models load there and say the same", () => {
    for (const seed of SEEDS) {
      const data = synthetic(seed, 400, 3 + (seed % 5), missingShare(seed));
      const isHigh = data.classes.map((label) => (label === 2 ? 1 : 0));
      for (const [objective, labels] of [
        [squaredError(), data.values],
        [absoluteError(), data.values],
        [quantile(0.9), data.values],
        [binaryLogistic(), isHigh],
        [softmax(3), data.classes],
      ] as const) {
        const growth = seed % 2 === 0 ? "depthwise" : "lossguide";
        const booster = train({ ...OURS, bins: binned(data), labels, objective, growth, maxLeaves: 12 });
        const theirs = library.predict(writeXgboostJson(booster), data.features, data.rows, "predictions");
        expect(largestDifference(theirs, booster.predict(data.features, data.rows)), `${objective.name}, seed ${seed}`).below(1e-6);
      }
    }
  });

  it("a model that stays loaded says the same, row by row", () => {
    const data = synthetic(1, 50);
    const json = writeXgboostJson(train({ ...OURS, bins: binned(data), labels: data.classes, objective: softmax(3) }));
    const model = library.open(json);
    const rows = Array.from({ length: data.rows }, (_, row) => data.features.subarray(row * data.columns, (row + 1) * data.columns));
    const said = rows.flatMap((row) => [...model.predict(row, 1, "predictions")]);
    model.close();
    expect(said).deep.equal([...library.predict(json, data.features, data.rows, "predictions")]);
    expect(() => library.open("{}")).throw(BoostingInputError);
  });

  it("a leaf of an absolute error is the median there too", () => {
    const labels = Float32Array.from({ length: 9 }, (_, row) => (row * row) % 11);
    const data = { rows: 9, columns: 1, features: new Float32Array(9) };
    // Libxgboost 1.7 lets neither eta nor lambda change a median.
    const common = { objective: "reg:absoluteerror", base_score: 0, eta: 1, lambda: 0 };
    const theirs = library.train({ features: data.features, labels }, { ...COMMON, ...common }, 1);
    const bins = binned({ ...data, values: new Float64Array(0), classes: new Float64Array(0) });
    const ours = train({ bins, labels, objective: absoluteError(), baseScore: 0, learningRate: 1, lambda: 0, rounds: 1 });
    expect(ours.predict(data.features, 9)).deep.equal(library.predict(theirs, data.features, 9, "predictions"));
  });

  it("splits between known and unknown mean the same there", () => {
    const rows = 200;
    const features = Float32Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? Number.NaN : row));
    const labels = features.map((value) => (Number.isNaN(value) ? 1 : -1));
    const data = { rows, columns: 1, features };
    const bins = binned({ ...data, values: new Float64Array(0), classes: new Float64Array(0) });
    const booster = train({ ...OURS, bins, labels, objective: squaredError() });
    const anew = Float32Array.of(Number.NaN, -1e30, 1e30);
    expect(largestDifference(library.predict(writeXgboostJson(booster), anew, 3, "predictions"), booster.predict(anew, 3))).below(1e-6);
  });

  it("its models load here and say the same, margins to the last bit", () => {
    for (const seed of SEEDS) {
      const data = synthetic(seed, 400, 3 + (seed % 5), missingShare(seed));
      for (const [objective, labels] of [
        [{ objective: "multi:softprob", num_class: 3 }, data.classes],
        [{ objective: "reg:squarederror", base_score: 0.3 }, data.values],
        [{ objective: "reg:absoluteerror" }, data.values],
        [{ objective: "reg:gamma" }, data.values.map(Math.exp)],
        [{ objective: "binary:logistic", base_score: 0.2 }, data.classes.map((label) => label % 2)],
      ] as const) {
        const json = library.train({ features: data.features, labels: Float32Array.from(labels) }, { ...COMMON, ...objective }, 10);
        const booster = readXgboostJson(json);
        const where = `${objective.objective}, seed ${seed}`;
        const predictions = library.predict(json, data.features, data.rows, "predictions");
        const largest = Math.max(1, ...predictions);
        expect(largestDifference(predictions, booster.predict(data.features, data.rows)), where).below(1e-6 * largest);
        if (objective.objective.startsWith("reg:gamma") || objective.objective.startsWith("binary:")) continue;
        expect(library.predict(json, data.features, data.rows, "margins"), where).deep.equal(
          booster.predictMargins(data.features, data.rows),
        );
      }
    }
  });

  it("its contributions are ours", () => {
    const data = synthetic(4, 300);
    const labels = Float32Array.from(data.classes);
    const json = library.train({ features: data.features, labels }, { ...COMMON, objective: "multi:softprob", num_class: 3 }, 20);
    const theirs = library.predict(json, data.features, data.rows, "contributions");
    expect(largestDifference(theirs, contributions(readXgboostJson(json), data.features, data.rows))).below(1e-5);
    const ours = train({ ...OURS, bins: binned(data), labels: data.values, objective: squaredError() });
    const oursThere = library.predict(writeXgboostJson(ours), data.features, data.rows, "contributions");
    expect(largestDifference(oursThere, contributions(ours, data.features, data.rows))).below(1e-5);
  });

  it("on rows not seen in training our loss is as small as that of its hist", () => {
    const ratios: { readonly classes: number[]; readonly values: number[]; readonly medians: number[] } = {
      classes: [],
      values: [],
      medians: [],
    };
    for (const seed of SEEDS) {
      const [data, later] = [synthetic(seed, 1500, 6, missingShare(seed)), synthetic(seed + 1000, 1500, 6, missingShare(seed))];
      const weights = Float32Array.from(data.values, (_, row) => 0.5 + (row % 4));
      const predict = (labels: Float64Array, parameters: Readonly<Record<string, string | number>>, rounds = OURS.rounds) => {
        const json = library.train(
          { features: data.features, labels: Float32Array.from(labels), weights },
          { ...COMMON, ...parameters },
          rounds,
        );
        return library.predict(json, later.features, later.rows, "predictions");
      };
      const ours = { ...OURS, bins: binned(data), weights, baseScore: 0.5 };
      const classes = train({ ...ours, labels: data.classes, objective: softmax(3) });
      const values = train({ ...ours, labels: data.values, objective: squaredError() });
      const greedy = { learningRate: 1, lambda: 0, rounds: 5 };
      const medians = train({ ...ours, ...greedy, labels: data.values, objective: absoluteError() });
      ratios.classes.push(
        logLoss(classes.predict(later.features, later.rows), later.classes, 3) /
          logLoss(predict(data.classes, { objective: "multi:softprob", num_class: 3 }), later.classes, 3),
      );
      ratios.values.push(
        meanSquaredError(values.predict(later.features, later.rows), later.values) /
          meanSquaredError(predict(data.values, { objective: "reg:squarederror" }), later.values),
      );
      ratios.medians.push(
        meanAbsoluteError(medians.predict(later.features, later.rows), later.values) /
          meanAbsoluteError(predict(data.values, { objective: "reg:absoluteerror", eta: 1, lambda: 0 }, greedy.rounds), later.values),
      );
    }
    // Five large steps are rougher than thirty small ones.
    for (const [what, largest] of [
      ["classes", 1.04],
      ["values", 1.04],
      ["medians", 1.1],
    ] as const) {
      const list = ratios[what];
      expect(list.reduce((sum, ratio) => sum + ratio, 0) / list.length, `mean ratio of ${what}`).below(1.01);
      expect(Math.max(...list), `largest ratio of ${what}`).below(largest);
    }
  });

  it("what it refuses is an error with its words", () => {
    const data = { features: new Float32Array(4), labels: Float32Array.of(0, 1) };
    expect(() => library.train(data, { objective: "reg:none" }, 1)).throw(BoostingInputError, "reg:none");
  });
});

describe("without libxgboost", () => {
  it("says why there is none", () => {
    const opened = openLibxgboost(["libxgboost-that-is-not-there.so"]);
    expect(opened.library).equal(null);
    expect("reason" in opened && opened.reason).match(/koffi|libxgboost-that-is-not-there/);
  });

  it("says so when a library is another", function () {
    if (process.platform !== "linux") this.skip();
    const opened = openLibxgboost(["libm.so.6"]);
    expect(opened.library).equal(null);
    expect("reason" in opened && opened.reason).match(/koffi|libxgboost has not the functions/);
  });
});
