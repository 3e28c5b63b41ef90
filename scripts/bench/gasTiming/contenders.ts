import { gasForecast } from "../../../bot/predict/gas/gasForecast.ts";
import { gasOutlookOf } from "../../../bot/predict/gas/gasOutlook.ts";
import type { StepSeries } from "../../../bot/predict/series/conditions.ts";
import { median } from "../observe/median.ts";

const GWEI = 1e9;
const WEEK_HOURS = 7 * 24;
const WEEKS = 4;
/** Hours that every contender has behind it where it is judged, so that none is judged on less than it wants. */
export const TRAINING_HOURS = WEEKS * WEEK_HOURS;

/** What somebody expects of the fee, by the place of the hour at which it is said and how many hours ahead, from one on; in gwei, from earlier hours only. */
export interface Contender {
  readonly name: string;
  /** The fee expected, as waiting reckons with it. */
  readonly expected: (hour: number, lead: number) => number;
  /** The fee in the middle: as likely to be exceeded as not. */
  readonly middle: (hour: number, lead: number) => number;
}

/** The keeper's own forecast: also how wide it says it is. */
export interface KeeperContender extends Contender {
  readonly quartiles: (hour: number, lead: number) => { readonly p25Gwei: number; readonly p75Gwei: number };
}

/** That the fee stays as it is: whoever thinks so sends at once. */
export function presentFee({ value }: StepSeries): Contender {
  const present = (hour: number) => value[hour] as number;
  return { name: "at-once", expected: present, middle: present };
}

/** The median of the fees at that hour of the week in the last four weeks. */
export function hourOfWeekMedian({ value }: StepSeries): Contender {
  const usual = (hour: number, lead: number) => median(weeksBefore(hour + lead).map((then) => value[then] as number));
  return { name: "hour-of-week-median", expected: usual, middle: usual };
}

/** The present fee, times the median of what it changed by between the same hours of the week in the last four weeks: hours of the week without their level. */
export function hourOfWeekChange({ value }: StepSeries): Contender {
  const changed = (hour: number, lead: number) =>
    (value[hour] as number) * median(weeksBefore(hour).map((then) => (value[then + lead] as number) / (value[then] as number)));
  return { name: "hour-of-week-change", expected: changed, middle: changed };
}

/** `gasForecast`, and of it what decisions are given. */
export function keeperForecast(fees: StepSeries, leads: number): KeeperContender {
  const forecasts = Array.from(fees.timeSeconds, (seconds, hour) => {
    const forecast = hour < TRAINING_HOURS ? null : gasForecast(fees, seconds, leads);
    return (
      forecast && { said: forecast, expected: gasOutlookOf(forecast, null).expectedFees.map((fee) => Number(fee.baseFeePerGasWei) / GWEI) }
    );
  });
  const quartiles = (hour: number, lead: number) => {
    const said = forecasts[hour]?.said[lead - 1];
    if (said === undefined) throw new Error(`there is no forecast at hour ${hour}, though every hour is known`);
    return said;
  };
  return {
    name: "keeper",
    expected: (hour, lead) => forecasts[hour]?.expected[lead - 1] ?? Number.NaN,
    middle: (hour, lead) => {
      const { p25Gwei, p75Gwei } = quartiles(hour, lead);
      return Math.sqrt(p25Gwei * p75Gwei);
    },
    quartiles,
  };
}

/** The same forecast, waiting only for what is likely to be cheaper: for hours whose p75 is. */
export function cautious({ middle, quartiles }: KeeperContender): Contender {
  return { name: "keeper-p75", expected: (hour, lead) => quartiles(hour, lead).p75Gwei, middle };
}

function weeksBefore(hour: number): readonly number[] {
  return Array.from({ length: WEEKS }, (_, week) => hour - (week + 1) * WEEK_HOURS);
}
