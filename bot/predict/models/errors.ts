import { KeeperError } from "../../core/errors.ts";

const GET_IT_AGAIN = "Get the folder again (git checkout, or the copy it came from), or train the model anew.";

/** A file of a model is not the one that its manifest speaks of. */
export class HashMismatchError extends KeeperError {
  constructor(folder: string, file: string, expected: string, found: string) {
    super(`${file} in ${folder} has the SHA-256 ${found} where the manifest says ${expected}`, GET_IT_AGAIN, 1);
  }
}

/** A model's folder lacks a file, or holds one that nobody speaks of. */
export class ModelFilesError extends KeeperError {
  constructor(folder: string, problem: string, cause?: unknown) {
    super(`the model in ${folder} ${problem}`, GET_IT_AGAIN, 1, cause);
  }
}

/** A manifest that this build does not understand. */
export class ManifestError extends KeeperError {
  constructor(folder: string, problem: string) {
    super(
      `manifest.json in ${folder} cannot be read: ${problem}`,
      "Use the version of yield-keeper that wrote it, or train the model anew.",
      1,
    );
  }
}

/** A model that was trained on what this build does not compute. */
export class UnknownModelFeaturesError extends KeeperError {
  constructor(folder: string, features: readonly string[]) {
    super(
      `the model in ${folder} needs features that are not known here: ${features.join(", ")}`,
      "Use the version of yield-keeper that trained it, or train the model anew.",
      1,
    );
  }
}

/** A model whose kind nothing here can load. */
export class UnknownModelKindError extends KeeperError {
  constructor(folder: string, kind: string, known: readonly string[]) {
    super(
      `the model in ${folder} is of the kind "${kind}", which nothing here can load (known: ${known.join(", ") || "none"})`,
      "Use the version of yield-keeper that trained it, or choose another forecaster.",
      1,
    );
  }
}

/** A model's folder is there already: models are never overwritten, for forecasts name them. */
export class ModelExistsError extends KeeperError {
  constructor(folder: string) {
    super(`there is a model in ${folder} already`, "Give the new one another id, or remove the old one.", 1);
  }
}
