import { annualisedReturn } from "../../backtest/metrics/annualisedReturn.ts";
import { PERIOD_SECONDS } from "../../core/periodYield.ts";
import type { Apy } from "../../core/units.ts";

/** What something really grew by over a time. */
export interface Realised {
  /** V_T / V_0 − 1: 0.001 is 0.1 % more. */
  readonly realisedReturn: number;
  /** The compounded yearly rate that leads there: (V_T / V_0)^(year / time) − 1; null where the time is too short to say. */
  readonly apy: Apy | null;
}

/** A year of what less than an hour paid says more of the clock than of the money. */
export const SHORTEST_SECONDS = 3_600;

/** @param growth V_T / V_0. */
export function realised(growth: number, elapsedSeconds: number): Realised {
  const apy = elapsedSeconds < SHORTEST_SECONDS ? null : annualisedReturn(growth, elapsedSeconds / PERIOD_SECONDS.day);
  return { realisedReturn: growth - 1, apy: apy !== null && Number.isFinite(apy) ? apy : null };
}
