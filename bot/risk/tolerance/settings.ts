/** What lowers the tolerance, and how fast. Fractions, not percent. */
export interface ToleranceSettings {
  /** Neither a factor nor their product falls below it: a vault that bears no risk at all earns nothing and learns nothing. */
  readonly least: number;
  /** Yearly volatility of the share price up to which nothing is lowered. */
  readonly volatilityReference: number;
  readonly volatilityWindowDays: number;
  /** Fewer days of returns say nothing about volatility. */
  readonly volatilityLeastDays: number;
  /** The fall from the highest share price at which the factor is at its least. */
  readonly worstDrawdown: number;
  /** Each alone brings stress to its worst: this part of the watched markets in trouble, a token this far off its peg. */
  readonly worstTroubledShare: number;
  readonly worstPegDeviation: number;
  /** Gas at this many times its mean is as dear as counts, and then brings this part of the worst stress. */
  readonly worstGasRatio: number;
  readonly gasWeight: number;
  /** The factor while a breaker's condition holds and nobody has tripped it. */
  readonly breakerDue: number;
  /** How long after a reset the factor takes back to one. */
  readonly calmDownDays: number;
}

/**
 * The reference: the share price of a lending vault whose rate has a standard deviation of 5 points between days has a yearly volatility of
 * 0.05 / √365 = 0.26 %; one loss of 0.1 % in 30 days makes 0.35 %, one of 0.3 % 1.05 %. So 0.5 % is what no rate does, and a loss does. The worst
 * drawdown is the vault's own daily breaker (`dailyPriceFallBps` 100), the worst peg deviation the peg veto's 3 %.
 */
export const DEFAULT_TOLERANCE_SETTINGS: ToleranceSettings = {
  least: 0.1,
  volatilityReference: 0.005,
  volatilityWindowDays: 30,
  volatilityLeastDays: 7,
  worstDrawdown: 0.01,
  worstTroubledShare: 0.5,
  worstPegDeviation: 0.03,
  worstGasRatio: 5,
  gasWeight: 0.25,
  breakerDue: 0.5,
  calmDownDays: 7,
};
