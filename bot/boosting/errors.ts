import { KeeperError } from "../core/errors.ts";

/** Rows, labels or settings from which no booster can be trained. */
export class BoostingInputError extends KeeperError {
  constructor(message: string, remedy: string) {
    super(message, remedy, 2);
  }
}

/** A model file that is not XGBoost's JSON, is damaged, or uses a part of it that is not supported. */
export class MalformedModelError extends KeeperError {
  constructor(message: string, cause?: unknown) {
    super(
      `Not a usable XGBoost model: ${message}.`,
      'Take the model from where it was trained again, or save it anew from XGBoost as JSON (Booster.save_model("model.json"), booster gbtree, numerical features).',
      2,
      cause,
    );
  }
}

/** Rows with another number of features than the booster was trained on. */
export class FeatureCountError extends KeeperError {
  constructor(given: number, expected: number) {
    super(
      `The rows have ${given} features; the booster was trained on ${expected}.`,
      "Compute the features with the list of names that is kept with the model.",
      2,
    );
  }
}
