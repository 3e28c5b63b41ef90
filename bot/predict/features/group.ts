import type { Moment } from "./moment.ts";

/** Features that belong together. */
export interface FeatureGroup {
  readonly names: readonly string[];
  /** Their values at a moment, in the order of the names; NaN is "not known". */
  values(moment: Moment): readonly number[];
}
