import { Booster } from "./booster.ts";
import { MalformedModelError } from "./errors.ts";
import { readTree, treeJson } from "./xgboostTree.ts";
import { entry, isObject, type JsonObject, numberText, strings, text, wholeNumber } from "./xgboostValues.ts";

/** The format's version that is written: XGBoost reads all earlier ones than its own. */
const WRITTEN_VERSION = [1, 6, 0] as const;

/**
 * A booster in XGBoost's own JSON ("Introduction to Model IO" in its documentation), laid out as `save_model("model.json")` of the 1.6 and 1.7
 * releases does: XGBoost from 1.6 on loads it and scores the same.
 */
export function writeXgboostJson(booster: Booster): string {
  const { objective, baseScores } = booster;
  // Since 3.1 there is one base score for each class; a single one is written as it always was.
  const baseScore = baseScores.length === 1 ? numberText(baseScores[0] as number) : `[${baseScores.map(numberText).join(",")}]`;
  const model = {
    gbtree_model_param: { num_parallel_tree: "1", num_trees: String(booster.trees.length), size_leaf_vector: "0" },
    tree_info: booster.trees.map(({ output }) => output),
  };
  const trees = booster.trees.map((tree, id) => treeJson(tree, id, booster.columns)).join(",");
  const modelText = `${JSON.stringify(model).slice(0, -1)},"trees":[${trees}]}`;
  const learnerParameters = {
    base_score: baseScore,
    num_class: booster.outputs === 1 ? "0" : String(booster.outputs),
    num_feature: String(booster.columns),
    num_target: "1",
  };
  return [
    `{"learner":{"attributes":${JSON.stringify(booster.attributes)},`,
    `"feature_names":${JSON.stringify(booster.featureNames)},`,
    `"feature_types":${JSON.stringify(booster.featureNames.map(() => "float"))},`,
    `"gradient_booster":{"model":${modelText},"name":"gbtree"},`,
    `"learner_model_param":${JSON.stringify(learnerParameters)},`,
    `"objective":${JSON.stringify({ name: objective.name, ...objective.parameters })}},`,
    `"version":${JSON.stringify(WRITTEN_VERSION)}}`,
  ].join("");
}

/**
 * Reads what XGBoost (1.0 or later) or `writeXgboostJson` wrote.
 *
 * @throws MalformedModelError when the text is not that, or has categorical splits, vector leaves, several targets, or another booster than gbtree.
 */
export function readXgboostJson(json: string): Booster {
  const learner = entry(parse(json), "learner");
  const gradientBooster = entry(learner, "gradient_booster");
  const boosterName = text(gradientBooster, "name");
  if (boosterName !== "gbtree") throw new MalformedModelError(`its booster is "${boosterName}", not "gbtree"`);
  const parameters = entry(learner, "learner_model_param");
  const columns = wholeNumber(parameters, "num_feature");
  const outputs = Math.max(1, wholeNumber(parameters, "num_class"));
  if ("num_target" in parameters && wholeNumber(parameters, "num_target") > 1) throw new MalformedModelError("it has several targets");

  const model = entry(gradientBooster, "model");
  const { trees, tree_info: treeInfo } = model;
  if (!Array.isArray(trees) || !Array.isArray(treeInfo) || trees.length !== treeInfo.length) {
    throw new MalformedModelError("its trees and tree_info are not two lists of one length");
  }
  const { name: _, ...objectiveParameters } = entry(learner, "objective");
  const names = strings(learner, "feature_names");
  if (names.length !== 0 && names.length !== columns) throw new MalformedModelError(`it names ${names.length} of its ${columns} features`);
  return new Booster({
    columns,
    outputs,
    baseScores: baseScores(text(parameters, "base_score"), outputs),
    trees: trees.map((tree: unknown, id) => readTree(tree, id, outputIndex(treeInfo[id], outputs), columns)),
    objective: { name: text(entry(learner, "objective"), "name"), parameters: textBlocks(objectiveParameters) },
    featureNames: names,
    attributes: textBlock(entry(learner, "attributes"), "attributes"),
  });
}

function parse(json: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new MalformedModelError("it is not JSON", cause);
  }
  if (!isObject(value)) throw new MalformedModelError("it is not a JSON object");
  return value;
}

/** One number, or since XGBoost 3.1 a list of one or of one for each output. */
function baseScores(written: string, outputs: number): number[] {
  const scores = written
    .replace(/^\[|\]$/g, "")
    .split(",")
    .map((score) => (score.trim() === "" ? Number.NaN : Math.fround(Number(score))));
  if (!scores.every(Number.isFinite) || (scores.length !== 1 && scores.length !== outputs)) {
    throw new MalformedModelError(`its base_score is "${written}"`);
  }
  return scores;
}

function outputIndex(value: unknown, outputs: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value >= outputs) {
    throw new MalformedModelError(`a tree is of output ${value} of ${outputs}`);
  }
  return value;
}

function textBlocks(blocks: JsonObject): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.entries(blocks).map(([name, block]) => [name, textBlock(block, name)]));
}

function textBlock(block: unknown, name: string): Record<string, string> {
  if (!isObject(block)) throw new MalformedModelError(`its ${name} is not an object`);
  return Object.fromEntries(
    Object.entries(block).map(([key, value]) => {
      if (typeof value !== "string") throw new MalformedModelError(`its ${name}.${key} is not a string`);
      return [key, value];
    }),
  );
}
