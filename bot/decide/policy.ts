/** What a vault's operator wants of decisions. Amounts are in USD, times in seconds, fractions of money in basis points. */
export interface DecisionPolicy {
  /** Forecasts of exactly this horizon are used. */
  readonly horizonSeconds: number;
  /** How long a move has to pay for itself, at the rates of the forecast; null is the horizon. */
  readonly paybackSeconds: number | null;
  /** How far to pull a forecast from its mean (0) to its p10 (1) before deciding on it. */
  readonly pessimism: number;
  /** Hysteresis: a voluntary rebalance must be better by `marginUsd` plus `marginBps` of the money it allocates. */
  readonly marginUsd: number;
  readonly marginBps: number;
  /** No voluntary move of a market is smaller. */
  readonly minimumMoveUsd: number;
  /** Least time between a rebalance and the next voluntary one; the vault's own cooldown holds if it is longer. */
  readonly cooldownSeconds: number;
  /** How long a voluntary plan of `maximise-net-yield` may wait for cheaper gas; 0 never waits. */
  readonly gasDeadlineSeconds: number;
  /** Kept clear of every limit the contract checks, for interest that accrues between decision and execution. */
  readonly slackBps: number;
  /** How far idle may sink below its floor, in basis points of the floor, before a refill alone is worth a transaction. */
  readonly idleFloorToleranceBps: number;
  /** How far a position may outgrow its cap, in basis points of total assets, before cutting it back alone is worth a transaction. */
  readonly capToleranceBps: number;
  /** Most that a position in a market of medium risk may be, in basis points of gross assets; a smaller cap of the vault's holds. */
  readonly mediumRelativeCapBps: number;
  /**
   * What one gives up in yield, as an APR, rather than be in a market that is sure to turn out of class high, or medium, within the
   * horizon of its risk. Weighted by probability and divided by the vault's risk tolerance, it is taken off the market's forecast.
   */
  readonly highPenaltyApr: number;
  readonly mediumPenaltyApr: number;
  /**
   * Relative risk aversion γ: half of γ times the variance of the vault's return, as a fraction of all assets, is what one gives up of the return
   * rather than bear it. A scale of one makes one indifferent between a sure 1 % and 1.5 % give or take 10 %; the vault's size does not matter. Zero
   * prices no variance.
   */
  readonly riskAversion: number;
  /** Observations, forecasts and risk scores older than this are no data. */
  readonly maxDataAgeSeconds: number;
  /**
   * Strategies that follow weights leave them alone while none, idle's among them, is further than this from its target, of gross assets. Those
   * that rank markets replace one only by one that measures this much more, in basis points of the measure.
   */
  readonly driftBandBps: number;
}

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** How long gains are summed over. */
export function paybackSecondsOf({ paybackSeconds, horizonSeconds }: DecisionPolicy): number {
  return paybackSeconds ?? horizonSeconds;
}

/**
 * Patience earns more than sharpness, since every false move costs: a week to pay back, and one basis point of the moved money on top
 * (over a week as much as 0.52 % APR), so that markets that merely swap places by noise are left alone. One basis point of slack covers a
 * day of interest at 3.65 %.
 *
 * Ten points of APR are 0.19 % over a week: so much one gives up rather than be where something is sure to go wrong. At odds of one in a
 * hundred for high and one in ten for medium, both penalties come to 0.15 % together, which decides between markets that pay alike
 * and no others. A quarter in each market of medium risk still lets four of them hold everything.
 */
export const DEFAULT_POLICY: DecisionPolicy = {
  horizonSeconds: 7 * DAY_SECONDS,
  paybackSeconds: null,
  pessimism: 0,
  marginUsd: 1,
  marginBps: 1,
  minimumMoveUsd: 100,
  cooldownSeconds: 6 * HOUR_SECONDS,
  gasDeadlineSeconds: 6 * HOUR_SECONDS,
  slackBps: 1,
  idleFloorToleranceBps: 100,
  capToleranceBps: 50,
  mediumRelativeCapBps: 2_500,
  highPenaltyApr: 0.1,
  mediumPenaltyApr: 0.005,
  riskAversion: 0,
  maxDataAgeSeconds: HOUR_SECONDS,
  driftBandBps: 500,
};
