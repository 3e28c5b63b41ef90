/**
 * What a forecaster said of a world's markets, in the world's columns (`m * moments + s`): the mean APR over (moment, moment + horizon], as if
 * none of our money were there. NaN where it says nothing. What stands at a moment was made from what was known then, and from nothing later.
 */
export interface ForecastColumns {
  readonly name: string;
  /** "1.0.0", or until when each of its models was trained. */
  readonly version: string;
  readonly horizonSeconds: number;
  readonly meanApr: Float64Array;
  readonly p10Apr: Float64Array;
  readonly p90Apr: Float64Array;
}
