import { neuralKind } from "./neuralKind.ts";
import { TRANSFORMER_DEFAULTS } from "./settings.ts";

/** A small transformer over the window, and the features beside what it found. */
export const transformer = neuralKind("transformer", TRANSFORMER_DEFAULTS);
