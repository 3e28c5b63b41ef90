import { quantile } from "../interval.ts";

const DAY_SECONDS = 86_400;
/** The share of truths that each tail is to leave outside. */
const TAIL = 0.1;
/** A model's half-interval is taken to be at least this wide, in z at the tail: a width of nothing cannot be stretched. */
const LEAST_HALF_WIDTH = 0.001;
const LEAST_STRETCH = 0.1;
const GREATEST_STRETCH = 8;

export interface CalibrationSettings {
  /** How many past scores a market's tail remembers. */
  readonly window: number;
  /** γ of Gibbs and Candès: how far one miss moves a tail's level. */
  readonly levelStep: number;
  /** As how many scores of its own the pooled record counts in a market. */
  readonly pooledWorth: number;
  /** How far one miss anywhere moves the logarithm of the pooled stretch. */
  readonly pooledStep: number;
}

/**
 * For moments six hours apart. The longer the horizon, the more moments repeat one miss before it is known, and the smaller the step that
 * a level may take at each.
 */
export function calibrationSettings(horizonSeconds: number): CalibrationSettings {
  return { window: 240, levelStep: 0.005 * Math.min(1, DAY_SECONDS / horizonSeconds), pooledWorth: 60, pooledStep: 0.01 };
}

/** What one tail of a market's interval has learned at one horizon. */
export interface TailState {
  /**
   * Oldest first: how far beyond the median the truth fell on this side, in half-widths of the interval the model had given. Above 1 it
   * was outside, below 0 on the other side.
   */
  readonly scores: readonly number[];
  /** The share of scores to leave outside, as adapted so far. */
  readonly level: number;
  /** The factor that the half-width needs by these scores at this level. */
  readonly stretch: number;
}

export interface IntervalState {
  readonly lower: TailState;
  readonly upper: TailState;
}

/** The factors for all markets' half-widths alike. */
export interface PooledState {
  readonly lower: number;
  readonly upper: number;
}

export const INITIAL_POOLED: PooledState = { lower: 1, upper: 1 };

export function initialTail(): TailState {
  return { scores: [], level: TAIL, stretch: 1 };
}

export function initialInterval(): IntervalState {
  return { lower: initialTail(), upper: initialTail() };
}

/**
 * The model's quantiles with each side stretched (or shrunk) away from the median by what is known of past misses: the median stays, and
 * what ascends still does. The less a market has seen, the more it goes by all markets.
 *
 * @param quantilesZ At `levels`, ascending, 0.1, 0.5 and 0.9 among them; in z, so that a market's record fits all levels of its rate.
 */
export function calibrated(
  levels: readonly number[],
  quantilesZ: ArrayLike<number>,
  market: IntervalState,
  pooled: PooledState,
  settings: CalibrationSettings,
): Float64Array {
  const middle = quantilesZ[levels.indexOf(0.5)] as number;
  const lower = appliedStretch(market.lower, pooled.lower, settings);
  const upper = appliedStretch(market.upper, pooled.upper, settings);
  return Float64Array.from(levels, (level, k) => {
    const distance = distanceFromMiddle(level, quantilesZ[k] as number, middle);
    return level < 0.5 ? middle - lower * distance : middle + upper * distance;
  });
}

/**
 * What a market knows after one more of its forecasts has come true. Conformalised quantile regression (Romano, Patterson and Candès 2019)
 * with each tail by itself and multiplicative scores, so that it follows the widths the model gives; over the last `window` scores; and at
 * a level that adapts when the tail misses too often or too seldom (adaptive conformal inference, Gibbs and Candès 2021), which holds
 * the coverage under shifts. As outcomes are known a horizon late, a miss is one of the stretch in force when it is learned, not of the
 * older one that was given: else the level would swing with the delay.
 *
 * @param quantilesZ What the model had said, uncalibrated.
 */
export function observe(
  levels: readonly number[],
  state: IntervalState,
  quantilesZ: ArrayLike<number>,
  realisedZ: number,
  settings: CalibrationSettings,
): IntervalState {
  const { lower, upper } = scoresOf(levels, quantilesZ, realisedZ);
  return { lower: observeTail(state.lower, lower, settings), upper: observeTail(state.upper, upper, settings) };
}

/** The same for all markets together, of which there are too many scores to remember: quantile tracking (Angelopoulos, Candès and Tibshirani 2023). */
export function observePooled(
  levels: readonly number[],
  state: PooledState,
  quantilesZ: ArrayLike<number>,
  realisedZ: number,
  settings: CalibrationSettings,
): PooledState {
  const scores = scoresOf(levels, quantilesZ, realisedZ);
  const step = (stretch: number, score: number): number =>
    bounded(stretch * Math.exp(settings.pooledStep * (Number(score > stretch) - TAIL)));
  return { lower: step(state.lower, scores.lower), upper: step(state.upper, scores.upper) };
}

function observeTail(tail: TailState, score: number, { window, levelStep }: CalibrationSettings): TailState {
  const missed = Number(score > tail.stretch);
  const level = Math.min(0.5, Math.max(0, tail.level + levelStep * (TAIL - missed)));
  const scores = [...tail.scores.slice(Math.max(0, tail.scores.length + 1 - window)), score];
  const ascending = Float64Array.from(scores).sort();
  // One more than there are: a new score is as likely to fall above all known ones as between any two.
  const rank = Math.min(1, (1 - level) * (1 + 1 / scores.length));
  return { scores, level, stretch: bounded(quantile(ascending, rank)) };
}

function scoresOf(
  levels: readonly number[],
  quantilesZ: ArrayLike<number>,
  realisedZ: number,
): { readonly lower: number; readonly upper: number } {
  const at = (level: number): number => quantilesZ[levels.indexOf(level)] as number;
  const middle = at(0.5);
  return {
    lower: (middle - realisedZ) / distanceFromMiddle(0.1, at(0.1), middle),
    upper: (realisedZ - middle) / distanceFromMiddle(0.9, at(0.9), middle),
  };
}

/** How far a quantile is from the median, at least what a tail of least half-width would have at its level. */
function distanceFromMiddle(level: number, quantileZ: number, middleZ: number): number {
  return Math.max(Math.abs(quantileZ - middleZ), (LEAST_HALF_WIDTH * Math.abs(level - 0.5)) / (0.5 - TAIL));
}

/** The factor that a tail is really stretched by: the less a market has seen, the nearer to that of all markets. */
export function appliedStretch(tail: TailState, pooled: number, { pooledWorth }: CalibrationSettings): number {
  const known = tail.scores.length;
  return (known * tail.stretch + pooledWorth * pooled) / Math.max(known + pooledWorth, Number.MIN_VALUE);
}

function bounded(stretch: number): number {
  return Math.min(GREATEST_STRETCH, Math.max(LEAST_STRETCH, stretch));
}
