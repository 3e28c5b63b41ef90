import type { UnixSeconds } from "../../core/units.ts";
import { quantile } from "../interval.ts";
import type { StepSeries } from "../series/conditions.ts";
import { FeeProfile } from "./feeProfile.ts";
import { HOUR_SECONDS, hourlyLogFees } from "./hourlyFees.ts";

const DAY_HOURS = 24;
const LOOK_BACK_HOURS = 28 * DAY_HOURS;
/** How far back `gasForecast` looks. */
export const GAS_LOOK_BACK_SECONDS = LOOK_BACK_HOURS * HOUR_SECONDS;
/** Errors count once the profile has seen this many hours. */
const LEARNING_HOURS = 3 * DAY_HOURS;
/** Fewer known hours than these, or fewer errors of its own at a lead, and it says nothing. */
const LEAST_KNOWN_HOURS = 5 * DAY_HOURS;
const LEAST_ERRORS = DAY_HOURS;
const LEVEL_HALF_LIFE_HOURS = 6;
const LEVEL_WEIGHT = 1 - 0.5 ** (1 / LEVEL_HALF_LIFE_HOURS);

/** The base fee expected at one hour to come, in gwei. */
export interface FeeForecast {
  readonly atSeconds: UnixSeconds;
  readonly meanGwei: number;
  readonly p25Gwei: number;
  readonly p75Gwei: number;
}

/**
 * The base fee of the next `hours` hours, from the last four weeks of it. In logarithms a fee is a level (EWMA, half-life six hours), what the
 * hour of the day and the weekend add to it, and a spike, of which a share is left after each lead, learned by least squares without intercept.
 * One pass goes forward through the past: at every hour it says what it would have said, and by what it was wrong at each lead are the
 * quantiles. The mean is of the fee, not of its logarithm (smearing: Duan 1983).
 *
 * @param series In gwei. Fees later than `atSeconds` are not looked at.
 * @returns Ascending in time, from one hour ahead; null while less than five days of hours, or not the present one, are known.
 */
export function gasForecast(series: StepSeries, atSeconds: UnixSeconds, hours: number): readonly FeeForecast[] | null {
  const logFees = hourlyLogFees(series, atSeconds, LOOK_BACK_HOURS);
  const known = logFees.reduce((count, fee) => (Number.isNaN(fee) ? count : count + 1), 0);
  if (known < LEAST_KNOWN_HOURS || Number.isNaN(logFees[LOOK_BACK_HOURS - 1] as number)) return null;

  const past = walkForward(logFees, atSeconds, hours);
  if (past.errors.some((errors) => errors.length < LEAST_ERRORS)) return null;
  return past.errors.map((errors, i) => {
    const expected = past.expected[i] as number;
    const ascending = Float64Array.from(errors).sort();
    return {
      atSeconds: atSeconds + (i + 1) * HOUR_SECONDS,
      meanGwei: Math.exp(expected) * (errors.reduce((sum, error) => sum + Math.exp(error), 0) / errors.length),
      p25Gwei: Math.exp(expected + quantile(ascending, 0.25)),
      p75Gwei: Math.exp(expected + quantile(ascending, 0.75)),
    };
  });
}

interface WalkedPast {
  /** The logarithm expected at each lead from one hour on, as said at the last hour. */
  readonly expected: Float64Array;
  /** By lead: what came true minus what was said. */
  readonly errors: readonly (readonly number[])[];
}

function walkForward(logFees: Float64Array, atSeconds: UnixSeconds, leads: number): WalkedPast {
  const hours = logFees.length;
  const profile = new FeeProfile();
  const errors: number[][] = Array.from({ length: leads }, () => []);
  // As known at each hour, the profile taken off; NaN at hours without a fee.
  const levels = new Float64Array(hours).fill(Number.NaN);
  const spikes = new Float64Array(hours).fill(Number.NaN);
  const said = new Float64Array(hours * leads);
  const spikeSquares = new Float64Array(leads);
  const spikeProducts = new Float64Array(leads);
  let level = Number.NaN;
  let learned = 0;

  for (let i = 0; i < hours; i++) {
    const logFee = logFees[i] as number;
    if (Number.isNaN(logFee)) continue;
    const hourSeconds = atSeconds - (hours - 1 - i) * HOUR_SECONDS;
    const bare = logFee - profile.at(hourSeconds);
    for (let lead = 0; lead < leads; lead++) {
      const origin = i - lead - 1;
      if (origin < 0 || Number.isNaN(levels[origin] as number)) continue;
      if (learned >= LEARNING_HOURS) errors[lead]?.push(logFee - (said[origin * leads + lead] as number));
      const spike = spikes[origin] as number;
      spikeSquares[lead] = (spikeSquares[lead] as number) + spike * spike;
      spikeProducts[lead] = (spikeProducts[lead] as number) + spike * (bare - (levels[origin] as number));
    }

    level = Number.isNaN(level) ? bare : level + LEVEL_WEIGHT * (bare - level);
    levels[i] = level;
    spikes[i] = bare - level;
    profile.learn(hourSeconds, logFee - meanOfDay(logFees, i));
    learned += 1;
    for (let lead = 0; lead < leads; lead++) {
      const left = shareLeft(spikeProducts[lead] as number, spikeSquares[lead] as number);
      said[i * leads + lead] = level + left * (bare - level) + profile.at(hourSeconds + (lead + 1) * HOUR_SECONDS);
    }
  }
  return { expected: said.subarray((hours - 1) * leads), errors };
}

/** A spike neither grows nor turns into its opposite. */
function shareLeft(product: number, square: number): number {
  return square === 0 ? 1 : Math.max(0, Math.min(1, product / square));
}

/** Over the day that ends with hour `i`, of the hours known. */
function meanOfDay(logFees: Float64Array, i: number): number {
  let sum = 0;
  let known = 0;
  for (let hour = Math.max(0, i + 1 - DAY_HOURS); hour <= i; hour++) {
    const fee = logFees[hour] as number;
    if (Number.isNaN(fee)) continue;
    sum += fee;
    known += 1;
  }
  return sum / known;
}
