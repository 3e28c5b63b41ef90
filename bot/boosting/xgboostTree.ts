import { MalformedModelError } from "./errors.ts";
import type { Tree } from "./tree.ts";
import { entry, isObject, type JsonObject, numberText, wholeNumber } from "./xgboostValues.ts";

/** One entry of XGBoost's `trees`. */
export function treeJson(tree: Tree, id: number, columns: number): string {
  const size = tree.left.length;
  const whole = (values: ArrayLike<number>) => `[${Array.from(values).join(",")}]`;
  const real = (values: Float32Array) => `[${Array.from(values, numberText).join(",")}]`;
  const parameters = { num_deleted: "0", num_feature: String(columns), num_nodes: String(size), size_leaf_vector: "0" };
  return [
    `{"base_weights":${real(tree.baseWeight)},"categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],`,
    `"default_left":${whole(tree.defaultLeft)},"id":${id},"left_children":${whole(tree.left)},"loss_changes":${real(tree.lossChange)},`,
    `"parents":${whole(tree.parent)},"right_children":${whole(tree.right)},"split_conditions":${real(tree.condition)},`,
    `"split_indices":${whole(tree.feature)},"split_type":${whole(new Uint8Array(size))},"sum_hessian":${real(tree.sumHessian)},`,
    `"tree_param":${JSON.stringify(parameters)}}`,
  ].join("");
}

/** @throws MalformedModelError when the entry is not a tree that ends in leaves, or one with categorical splits or vector leaves. */
export function readTree(value: unknown, id: number, output: number, columns: number): Tree {
  const where = `tree ${id}`;
  if (!isObject(value)) throw new MalformedModelError(`${where} is not an object`);
  const parameters = entry(value, "tree_param");
  const size = wholeNumber(parameters, "num_nodes");
  // Zero until XGBoost 1.7, one since.
  if (wholeNumber(parameters, "size_leaf_vector") > 1) throw new MalformedModelError(`${where} has vector leaves`);
  const list = (key: string) => numbers(value, key, size, where);
  const tree: Tree = {
    output,
    left: Int32Array.from(list("left_children")),
    right: Int32Array.from(list("right_children")),
    parent: Int32Array.from(list("parents")),
    feature: Int32Array.from(list("split_indices")),
    condition: Float32Array.from(list("split_conditions")),
    defaultLeft: Uint8Array.from(list("default_left")),
    lossChange: Float32Array.from(list("loss_changes")),
    sumHessian: Float32Array.from(list("sum_hessian")),
    baseWeight: Float32Array.from(list("base_weights")),
  };
  if ("split_type" in value && list("split_type").some((type) => type !== 0))
    throw new MalformedModelError(`${where} has categorical splits`);
  checkShape(tree, columns, where);
  return tree;
}

/** Follows the tree from its root: whatever scoring could run into is found here. */
function checkShape(tree: Tree, columns: number, where: string): void {
  const size = tree.left.length;
  if (size === 0) throw new MalformedModelError(`${where} has no nodes`);
  const isReached = new Uint8Array(size);
  const pending = [0];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isReached[node] === 1) throw new MalformedModelError(`${where} reaches node ${node} twice`);
    isReached[node] = 1;
    if (tree.left[node] === -1) continue;
    for (const child of [tree.left[node] as number, tree.right[node] as number]) {
      if (child <= 0 || child >= size) throw new MalformedModelError(`${where} has no node ${child}`);
      pending.push(child);
    }
    const feature = tree.feature[node] as number;
    if (feature < 0 || feature >= columns) throw new MalformedModelError(`${where} splits by feature ${feature} of ${columns}`);
  }
}

function numbers(tree: JsonObject, key: string, size: number, where: string): number[] {
  const list = tree[key];
  if (!Array.isArray(list) || list.length !== size) throw new MalformedModelError(`${where} has not ${size} ${key}`);
  return list.map((item: unknown) => {
    // Until XGBoost 1.5 default directions are booleans.
    if (typeof item === "boolean") return item ? 1 : 0;
    if (typeof item !== "number") throw new MalformedModelError(`${where} has ${JSON.stringify(item)} among its ${key}`);
    return item;
  });
}
