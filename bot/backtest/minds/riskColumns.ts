/**
 * What a classifier said of a world's markets, in the world's columns: probabilities of the classes, and the class it says (as `RISK_CLASSES`
 * counts). NaN and 255 where it says nothing.
 */
export interface RiskColumns {
  readonly name: string;
  readonly version: string;
  readonly low: Float32Array;
  readonly medium: Float32Array;
  readonly high: Float32Array;
  readonly riskClass: Uint8Array;
}

export const NO_CLASS = 255;
