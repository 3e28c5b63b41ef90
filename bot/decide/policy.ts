/** What a vault's operator wants of decisions. Amounts are in USD, times in seconds, fractions of money in basis points. */
export interface DecisionPolicy {
  /** How long a move from market to market has to pay for itself; forecasts of exactly this horizon are used. */
  readonly horizonSeconds: number;
  /**
   * How long idle money that is put to work has to pay for its way: rates of two markets change places within weeks, but idle money earns
   * nothing for as long as it is idle. Beyond the horizon every market is taken to pay what the one in the middle is forecast to pay. Null
   * is the horizon.
   */
  readonly idlePaybackSeconds: number | null;
  /** How far to pull a forecast from its mean (0) to its p10 (1) before deciding on it. */
  readonly pessimism: number;
  /** Hysteresis: a voluntary rebalance must be better by `marginUsd` plus `marginBps` of the money it allocates. */
  readonly marginUsd: number;
  readonly marginBps: number;
  /**
   * And by so much of what the forecasts are unsure of: of the distance from the level decided on to p10 of what is entered and to p90 of what is left,
   * over the horizon. 1 moves only for what holds with the worse ends of both intervals, 0 trusts the means.
   */
  readonly marginDoubt: number;
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
  /**
   * Nothing is added to a market of class high. What is there leaves once less can be withdrawn from the market than so many times our position,
   * or than such a part of all deposits: while the door is wide there is no hurry. Both 0 leave for vetoes only. A market that cannot be seen is
   * left.
   */
  readonly highRiskExitCover: number;
  readonly highRiskExitBps: number;
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

/**
 * Patience earns more than sharpness, since every false move costs: a week to pay back, and one basis point of the moved money on top
 * (over a week as much as 0.52 % APR), so that markets that merely swap places by noise are left alone. One basis point of slack covers a
 * day of interest at 3.65 %.
 *
 * The rest was chosen by the backtest on 2021-01 to 2022-06 (docs/backtest.md): half the interval's doubt on top of the margin keeps noise of the
 * forecast from being traded; idle money has a month to pay for its way. Two points of APR are 0.04 % over a week: so much one gives up rather than
 * be where something is sure to go wrong. Larger penalties, and leaving at class high whatever can still be withdrawn, cost more yield than
 * anything that happened in that time; three times our position is a door that can still be reached. A quarter in each market of medium risk
 * lets four of them hold everything.
 */
export const DEFAULT_POLICY: DecisionPolicy = {
  horizonSeconds: 7 * DAY_SECONDS,
  idlePaybackSeconds: 30 * DAY_SECONDS,
  pessimism: 0,
  marginUsd: 1,
  marginBps: 1,
  marginDoubt: 0.5,
  minimumMoveUsd: 100,
  cooldownSeconds: 6 * HOUR_SECONDS,
  gasDeadlineSeconds: 6 * HOUR_SECONDS,
  slackBps: 1,
  idleFloorToleranceBps: 100,
  capToleranceBps: 50,
  highRiskExitCover: 3,
  highRiskExitBps: 300,
  mediumRelativeCapBps: 2_500,
  highPenaltyApr: 0.02,
  mediumPenaltyApr: 0.001,
  riskAversion: 0,
  maxDataAgeSeconds: HOUR_SECONDS,
  driftBandBps: 500,
};
