import type { UnixSeconds } from "../../core/units.ts";
import { HOUR_SECONDS } from "./hourlyFees.ts";

const HOURS = 24;
const DAY_SECONDS = HOURS * HOUR_SECONDS;
/** 1970-01-01 was a Thursday; days are counted from Monday. */
const EPOCH_WEEKDAY = 3;
const FIRST_WEEKEND_DAY = 5;
/** An hour of the day is believed by half after this many days. */
const PRIOR_DAYS = 7;
/** And what workdays or weekends do otherwise after this many hours of theirs. */
const PRIOR_DEVIATIONS = 6;

/**
 * How fees go up and down with the hour of the day (UTC), and differently at weekends: means of logarithmic deviations from the day's
 * level, drawn toward none while few are known, workdays and weekends toward the mean of all days.
 */
export class FeeProfile {
  readonly #sum = new Float64Array(2 * HOURS);
  readonly #count = new Float64Array(2 * HOURS);

  learn(atSeconds: UnixSeconds, deviation: number): void {
    const slot = slotOf(atSeconds);
    this.#sum[slot] = (this.#sum[slot] as number) + deviation;
    this.#count[slot] = (this.#count[slot] as number) + 1;
  }

  /** The expected deviation from the day's level. */
  at(atSeconds: UnixSeconds): number {
    const slot = slotOf(atSeconds);
    const other = (slot + HOURS) % (2 * HOURS);
    const [sum, count] = [this.#sum[slot] as number, this.#count[slot] as number];
    const everyDay = (sum + (this.#sum[other] as number)) / (count + (this.#count[other] as number) + PRIOR_DAYS);
    return everyDay + (sum - count * everyDay) / (count + PRIOR_DEVIATIONS);
  }
}

function slotOf(atSeconds: UnixSeconds): number {
  const hour = Math.floor(atSeconds / HOUR_SECONDS) % HOURS;
  const weekday = (Math.floor(atSeconds / DAY_SECONDS) + EPOCH_WEEKDAY) % 7;
  return hour + (weekday >= FIRST_WEEKEND_DAY ? HOURS : 0);
}
