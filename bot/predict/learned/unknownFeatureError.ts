import { KeeperError } from "../../core/errors.ts";

/** A model is asked about inputs that are not those it was trained on. */
export class UnknownFeatureError extends KeeperError {
  /** @param what "feature", "channel": the kind of input whose names differ. */
  constructor(what: string, trained: readonly string[], given: readonly string[]) {
    super(
      `the model does not know these inputs: ${difference(what, trained, given)}`,
      "Use a model that was trained by this version, or train it again.",
      2,
    );
  }
}

function difference(what: string, trained: readonly string[], given: readonly string[]): string {
  if (trained.length !== given.length) return `it was trained on ${trained.length} ${what}s and got ${given.length}`;
  const index = trained.findIndex((name, i) => name !== given[i]);
  return `${what} ${index + 1} is "${given[index]}" instead of "${trained[index]}"`;
}
