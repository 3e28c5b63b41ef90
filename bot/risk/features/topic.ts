import type { RiskMoment } from "./riskMoment.ts";

/** Features about one thing, which a person is told of together. */
export interface RiskTopic {
  readonly topic: string;
  readonly names: readonly string[];
  /** Their values at a moment, in the order of the names; NaN is "not known". */
  values(moment: RiskMoment): readonly number[];
  /** What is the case, for a person, from the same values. */
  words(values: readonly number[], moment: RiskMoment): string;
}
