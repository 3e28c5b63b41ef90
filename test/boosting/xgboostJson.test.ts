import { expect } from "chai";
import fc from "fast-check";
import { FeatureCountError, MalformedModelError } from "../../bot/boosting/errors.ts";
import { absoluteError } from "../../bot/boosting/objectives/absoluteError.ts";
import { binaryLogistic } from "../../bot/boosting/objectives/logistic.ts";
import { quantile } from "../../bot/boosting/objectives/quantile.ts";
import { softmax } from "../../bot/boosting/objectives/softmax.ts";
import { squaredError } from "../../bot/boosting/objectives/squaredError.ts";
import { train } from "../../bot/boosting/train.ts";
import { readXgboostJson, writeXgboostJson } from "../../bot/boosting/xgboostJson.ts";
import { numberText } from "../../bot/boosting/xgboostValues.ts";
import { expectNear } from "../near.ts";
import { binned, synthetic } from "./synthetic.ts";

/**
 * A file as XGBoost 1.5 and earlier (boolean default directions) and 3.1 and later (lists of base scores, of rounds and of categories) write it,
 * of one tree.
 */
function fileOf(changes: { readonly tree?: object; readonly parameters?: object; readonly learner?: object } = {}): string {
  const tree = {
    base_weights: [0, -1, 2],
    categories: [],
    categories_nodes: [],
    categories_segments: [],
    categories_sizes: [],
    default_left: [true, false, false],
    id: 0,
    left_children: [1, -1, -1],
    loss_changes: [12.5, 0, 0],
    parents: [2147483647, 0, 0],
    right_children: [2, -1, -1],
    split_conditions: [0.1, -1, 2],
    split_indices: [1, 0, 0],
    split_type: [0, 0, 0],
    sum_hessian: [10, 4, 6],
    tree_param: { num_deleted: "0", num_feature: "2", num_nodes: "3", size_leaf_vector: "1" },
    ...changes.tree,
  };
  const learner = {
    attributes: { best_iteration: "0" },
    feature_names: ["a", "b"],
    feature_types: ["float", "float"],
    gradient_booster: {
      model: {
        cats: { enc: [], feature_segments: [], sorted_idx: [] },
        gbtree_model_param: { num_trees: "1", num_parallel_tree: "1" },
        iteration_indptr: [0, 1],
        tree_info: [0],
        trees: [tree],
      },
      name: "gbtree",
    },
    learner_model_param: {
      base_score: "[5E-1]",
      boost_from_average: "1",
      num_class: "0",
      num_feature: "2",
      num_target: "1",
      ...changes.parameters,
    },
    objective: { name: "reg:squarederror", reg_loss_param: { scale_pos_weight: "1" } },
    ...changes.learner,
  };
  return JSON.stringify({ learner, version: [3, 1, 0] });
}

describe("XGBoost's JSON", () => {
  it("is the same text after reading and writing again, and scores the same bits", () => {
    const objectives = [squaredError(), absoluteError(), quantile(0.9), binaryLogistic(), softmax(3)];
    const names = fc.uniqueArray(fc.string(), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.constantFrom(...objectives), names, (seed, objective, featureNames) => {
        const data = synthetic(seed, 200);
        const labels = objective.name === "binary:logistic" ? data.classes.map((label) => label / 2) : data.classes;
        const booster = train({ bins: binned(data), labels, objective, rounds: 6, featureNames });
        const json = writeXgboostJson(booster);
        const again = readXgboostJson(json);
        expect(writeXgboostJson(again)).equal(json);
        expect(again.predict(data.features, data.rows)).deep.equal(booster.predict(data.features, data.rows));
        expect(again.objective).deep.equal(objective.scoredAs);
        expect(again.featureNames).deep.equal(featureNames);
        expect(again.attributes).deep.equal(objective.attributes);
      }),
      { numRuns: 40 },
    );
  });

  it("writes float32 with an exponent and no digit too many", () => {
    expect([0, 1, -2.5, 0.1, 1e-7, 16777216].map(numberText)).deep.equal(["0E0", "1E0", "-2.5E0", "1E-1", "1E-7", "1.6777216E7"]);
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.fround(Number(numberText(value)))).equal(value);
      }),
    );
  });

  it("is read as older and newer releases write it", () => {
    const booster = readXgboostJson(fileOf());
    // Float32's 0.1 is not below itself; what is not known goes left.
    const rows = Float32Array.of(9, 0.1, 9, 0.09, 9, Number.NaN);
    expect([...booster.predict(rows, 3)]).deep.equal([2.5, -0.5, -0.5]);
    expect(booster.attributes).deep.equal({ best_iteration: "0" });
    expect([...readXgboostJson(fileOf({ parameters: { base_score: "2.5E-1" } })).baseMargins]).deep.equal([0.25]);
    const classes = readXgboostJson(
      fileOf({
        parameters: { base_score: "[0,1E0,2]", num_class: "3" },
        learner: { objective: { name: "multi:softprob", softmax_multiclass_param: { num_class: "3" } } },
      }),
    );
    expect([...classes.predictMargins(Float32Array.of(0, 1), 1)]).deep.equal([2, 1, 2]);
    expect(readXgboostJson(writeXgboostJson(classes)).baseMargins).deep.equal(classes.baseMargins);
  });

  it("turns margins into probabilities and base scores into margins", () => {
    const logistic = { objective: { name: "binary:logistic", reg_loss_param: { scale_pos_weight: "1" } } };
    const booster = readXgboostJson(fileOf({ parameters: { base_score: "2E-1" }, learner: logistic }));
    expectNear(booster.baseMargins[0] as number, Math.log(0.2 / 0.8), 1e-6);
    expectNear(booster.predict(Float32Array.of(0, 1), 1)[0] as number, 1 / (1 + Math.exp(-2) * 4), 1e-6);
    const gamma = readXgboostJson(fileOf({ learner: { objective: { name: "reg:gamma" } } }));
    expectNear(gamma.predict(Float32Array.of(0, 1), 1)[0] as number, 0.5 * Math.exp(2), 1e-5);
  });

  it("is refused, with what is wrong, when it is something else or damaged", () => {
    const refused: readonly (readonly [string, string])[] = [
      ["{", "not JSON"],
      ["[]", "not a JSON object"],
      ["{}", '"learner"'],
      [fileOf({ tree: { left_children: [1, -1] } }), "3 left_children"],
      [fileOf({ tree: { left_children: [7, -1, -1] } }), "no node 7"],
      [fileOf({ tree: { left_children: [2, -1, -1] } }), "twice"],
      [fileOf({ tree: { left_children: [1, 0, -1] } }), "no node 0"],
      [fileOf({ tree: { split_indices: [2, 0, 0] } }), "feature 2 of 2"],
      [fileOf({ tree: { split_type: [1, 0, 0] } }), "categorical"],
      [fileOf({ tree: { sum_hessian: [1, null, 2] } }), "null among its sum_hessian"],
      [fileOf({ tree: { tree_param: { num_nodes: "3", size_leaf_vector: "2" } } }), "vector leaves"],
      [fileOf({ tree: { tree_param: { num_nodes: "0", size_leaf_vector: "0" } } }), "has not 0"],
      [fileOf({ parameters: { base_score: "high" } }), 'base_score is "high"'],
      [fileOf({ parameters: { base_score: "[1,2]" } }), "base_score"],
      [fileOf({ parameters: { num_feature: 2 } }), '"num_feature"'],
      [fileOf({ parameters: { num_target: "2" } }), "several targets"],
      [fileOf({ learner: { feature_names: ["a"] } }), "names 1 of its 2"],
      [fileOf({ learner: { gradient_booster: { name: "dart" } } }), '"dart"'],
      [fileOf({ learner: { objective: { name: "rank:pairwise" } } }), "rank:pairwise"],
      [fileOf({ learner: { attributes: { a: 1 } } }), "attributes.a"],
    ];
    for (const [json, message] of refused) expect(() => readXgboostJson(json), json).throw(MalformedModelError, message);
  });

  it("does not score rows of other features", () => {
    expect(() => readXgboostJson(fileOf()).predict(new Float32Array(3), 1)).throw(FeatureCountError, "3 features");
  });
});
