import type { Conditions } from "../series/conditions.ts";
import { fillHourlyGrid } from "../series/hourlyGrid.ts";
import { StepPath } from "../series/stepPath.ts";
import type { KinkEstimator } from "./kink.ts";
import type { MarketView } from "./marketView.ts";
import type { Peers } from "./peers.ts";

/** How far back features look. */
export const LOOK_BACK_SECONDS = 30 * 86_400;
export const GRID_HOURS = LOOK_BACK_SECONDS / 3600;

/** Rates below this are as good as none: it keeps logarithms and ratios of dead markets in bounds. */
export const RATE_FLOOR = 0.002;

/** One market at one moment, with what was known then: all that a feature may read. */
export interface Moment {
  readonly view: MarketView;
  readonly atSeconds: number;
  /** The number of the series' last point at the moment, and its rate: persistence. */
  readonly last: number;
  readonly persistenceApr: number;
  readonly scaleApr: number;
  /** Rates in force now and at each hour before, newest first; NaN where a gap is. Valid up to and including `gridHours`. */
  readonly grid: Float64Array;
  readonly gridHours: number;
  readonly peers: Peers;
  readonly conditions: ReadonlyMap<string, StepPath>;
  readonly kinks: KinkEstimator;
}

/** The logarithm features measure rates by. */
export function lnRate(apr: number): number {
  return Math.log(Math.max(apr, 0) + RATE_FLOOR);
}

export function conditionPaths(conditions: Conditions): ReadonlyMap<string, StepPath> {
  return new Map([...conditions].map(([name, { timeSeconds, value }]) => [name, new StepPath(timeSeconds, value)]));
}

/** Fills the grid with one market's rates at the moment and says how far back they go. */
export function fillRateGrid(view: MarketView, last: number, atSeconds: number, grid: Float64Array): number {
  return fillHourlyGrid(view.series.timeSeconds, view.series.quotedApr, last, atSeconds, grid);
}
