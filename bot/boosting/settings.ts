import { BoostingInputError } from "./errors.ts";
import type { GrowthLimits } from "./grow.ts";

/** XGBoost's parameters, under its names in full. */
export interface BoostingSettings extends GrowthLimits {
  readonly rounds: number;
  readonly learningRate: number;
  /** Share of the rows each round draws, `subsample`. */
  readonly subsample: number;
  /** Share of the columns each tree draws, `colsample_bytree`. */
  readonly columnSample: number;
  readonly seed: number;
}

/** XGBoost's. */
export const DEFAULT_SETTINGS: Omit<BoostingSettings, "rounds"> = {
  growth: "depthwise",
  maxDepth: 6,
  maxLeaves: 0,
  minChildWeight: 1,
  minSamplesLeaf: 1,
  lambda: 1,
  gamma: 0,
  monotonicity: [],
  learningRate: 0.3,
  subsample: 1,
  columnSample: 1,
  seed: 0,
};

/** @throws BoostingInputError naming the first setting with which nothing can be trained. */
export function checkSettings(settings: BoostingSettings): void {
  const isCount = (value: number) => Number.isInteger(value) && value >= 0;
  const isShare = (value: number) => value > 0 && value <= 1;
  const isFromZero = (value: number) => value >= 0 && value < Number.POSITIVE_INFINITY;
  const rules: readonly (readonly [keyof BoostingSettings, (value: number) => boolean, string])[] = [
    ["rounds", isCount, "a whole number from 0"],
    ["maxDepth", isCount, "a whole number from 0 (no limit)"],
    ["maxLeaves", isCount, "a whole number from 0 (no limit)"],
    ["minSamplesLeaf", (value) => isCount(value) && value > 0, "a whole number from 1"],
    ["minChildWeight", isFromZero, "a number from 0"],
    ["lambda", isFromZero, "a number from 0"],
    ["gamma", isFromZero, "a number from 0"],
    ["learningRate", isShare, "above 0 and at most 1"],
    ["subsample", isShare, "above 0 and at most 1"],
    ["columnSample", isShare, "above 0 and at most 1"],
    ["seed", Number.isInteger, "a whole number"],
  ];
  for (const [name, isFit, wanted] of rules) {
    const value = settings[name];
    if (typeof value !== "number" || !isFit(value))
      throw new BoostingInputError(`${name} cannot be ${value}.`, `Set ${name} to ${wanted}.`);
  }
}
