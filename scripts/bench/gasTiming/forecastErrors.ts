import type { StepSeries } from "../../../bot/predict/series/conditions.ts";
import { median } from "../observe/median.ts";
import type { Contender, KeeperContender } from "./contenders.ts";
import { lastKnown } from "./history.ts";
import { mean, rounded } from "./plans.ts";

export interface LeadFigures {
  readonly hours: number;
  /** Mean absolute error of the logarithm of the fee, by contender. */
  readonly errors: Readonly<Record<string, number>>;
  /** How often the fee was at most what the keeper's forecast said to be its p25 and p75. */
  readonly belowP25: number;
  readonly belowP75: number;
}

export function leadFigures(
  fees: Float64Array,
  moments: readonly number[],
  contenders: readonly Contender[],
  keeper: KeeperContender,
  hours: number,
): LeadFigures {
  const below = (of: "p25Gwei" | "p75Gwei") =>
    rounded(mean(moments.map((hour) => Number((fees[hour + hours] as number) <= keeper.quartiles(hour, hours)[of]))));
  return {
    hours,
    errors: Object.fromEntries(
      contenders.map((one) => [one.name, rounded(mean(logErrors(fees, moments, one, hours).map((error) => Math.abs(error))))]),
    ),
    belowP25: below("p25Gwei"),
    belowP75: below("p75Gwei"),
  };
}

export interface DailyFigures {
  /** The days whose median the fee is supposed to return to. */
  readonly days: number;
  readonly hours: number;
  /** Mean absolute error of the logarithm without and with it. */
  readonly without: number;
  readonly with: number;
}

/**
 * Whether days say what the hours do not: the forecast, corrected by how far yesterday's gas price was from the median of so many days before,
 * times a share that is learned by least squares from the errors known by then.
 */
export function dailyFigures(
  fees: StepSeries,
  gasPrice: StepSeries,
  moments: readonly number[],
  contender: Contender,
  days: number,
  hours: number,
): DailyFigures {
  const errors = logErrors(fees.value, moments, contender, hours);
  const pulls = moments.map((hour) => {
    const yesterday = lastKnown(gasPrice, fees.timeSeconds[hour] as number);
    return Math.log(median([...gasPrice.value.subarray(Math.max(0, yesterday - days), yesterday)]) / (gasPrice.value[yesterday] as number));
  });
  let [squares, products, known] = [0, 0, 0];
  const corrected = errors.map((error, i) => {
    for (; (moments[known] as number) + hours <= (moments[i] as number); known++) {
      squares += (pulls[known] as number) ** 2;
      products += (pulls[known] as number) * (errors[known] as number);
    }
    return squares === 0 ? error : error - (products / squares) * (pulls[i] as number);
  });
  const size = (some: readonly number[]) => rounded(mean(some.map((error) => Math.abs(error))));
  return { days, hours, without: size(errors), with: size(corrected) };
}

/** What came true minus what was said. */
function logErrors(fees: Float64Array, moments: readonly number[], { middle }: Contender, hours: number): readonly number[] {
  return moments.map((hour) => Math.log((fees[hour + hours] as number) / middle(hour, hours)));
}
