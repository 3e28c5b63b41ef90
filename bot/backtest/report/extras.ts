/** What other parts work out beside a backtest, for its report. Returns are annualised, fractions (0.05 is 5 %), net of costs; null is "not known". */

/** What came out for each pair of two settings. */
export interface ParameterSweep {
  readonly title: string;
  readonly x: SweptParameter;
  readonly y: SweptParameter;
  /** `value[row][column]` is of `y.values[row]` and `x.values[column]`. */
  readonly value: readonly (readonly (number | null)[])[];
  /** "percent" (where not given): fractions that are shown as percentages; "ratio": shown as they are, as Sharpe ratios. */
  readonly unit?: "percent" | "ratio";
}

export interface SweptParameter {
  /** With its unit: "cooldown, hours". */
  readonly name: string;
  readonly values: readonly number[];
}

/** What vaults of different sizes would have returned. */
export interface CapacityCurve {
  readonly capitalUsd: readonly number[];
  /** One return for each size. */
  readonly byContender: readonly { readonly name: string; readonly annualisedReturn: readonly (number | null)[] }[];
}

/** The returns of each contender as one setting varies, all else as in the backtest. */
export interface Sensitivity {
  /** What varies: "gas". */
  readonly name: string;
  readonly rows: readonly { readonly label: string; readonly byContender: Readonly<Record<string, number | null>> }[];
}

/** One sentence on where a lead is gone: "At 7.5 times the gas, ml is no longer ahead of best-apy." */
export interface BreakEven {
  readonly description: string;
}

/** A part that is not there is left out of the report. */
export interface ReportExtras {
  readonly sweep?: ParameterSweep;
  readonly capacity?: CapacityCurve;
  readonly sensitivity?: readonly Sensitivity[];
  readonly breakEven?: readonly BreakEven[];
}
