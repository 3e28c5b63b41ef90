import { UnknownFeatureError } from "./unknownFeatureError.ts";

/** @throws UnknownFeatureError unless a batch's features are those a model was trained on, in their order. */
export function refuseUnknownFeatures(trained: readonly string[], given: readonly string[]): void {
  if (trained.length === given.length && trained.every((name, i) => name === given[i])) return;
  throw new UnknownFeatureError("feature", trained, given);
}
