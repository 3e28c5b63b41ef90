import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { type FeeForecast, gasForecast } from "../../../bot/predict/gas/gasForecast.ts";
import { gasOutlookOf } from "../../../bot/predict/gas/gasOutlook.ts";
import type { StepSeries } from "../../../bot/predict/series/conditions.ts";

const GWEI = 1e9;
const LEADS = 12;
/** The deadline simulated, in hours: the default of `gasDeadlineSeconds`. */
const DEADLINE_HOURS = 6;
/** What an hour of waiting costs, as parts of the gas at the moment at which the plan was made. */
const HOURLY_COSTS = [0, 0.01, 0.03];

interface LeadFigures {
  readonly hours: number;
  /** Mean absolute error of the logarithm of the fee: of the forecast, at its middle, and of the present fee. */
  readonly forecast: number;
  readonly persistence: number;
  /** How often the fee was at most what was said to be its p25 and p75. */
  readonly belowP25: number;
  readonly belowP75: number;
}

interface WaitFigures {
  readonly hourlyCost: number;
  /** Parts of what sending at once would have paid, the cost of waiting taken off. */
  readonly saved: number;
  /** The same for the plans made in the earlier and the later half of the data. */
  readonly savedByHalf: readonly [number, number];
  /** Plans that waited at all; of them, those that paid more gas than at once; and how long they waited; NaN if none did. */
  readonly waited: number;
  readonly regretted: number;
  readonly meanHours: number;
}

export interface GasTimingFigures {
  readonly moments: number;
  readonly leads: readonly LeadFigures[];
  readonly waits: readonly WaitFigures[];
  /** What the cheapest hour of each plan's deadline would have saved. */
  readonly bestPossible: number;
}

/** Hourly base fees in gwei, of a CSV with the columns `hour` (ISO 8601) and `base_fee_gwei_median`. */
export function readHourlyFees(path: string): StepSeries {
  const rows: Record<string, string>[] = parse(readFileSync(path), { columns: true });
  return {
    timeSeconds: Float64Array.from(rows, (row) => Date.parse(row.hour ?? "") / 1000),
    value: Float64Array.from(rows, (row) => Number(row.base_fee_gwei_median)),
  };
}

/**
 * How well the base fee is forecast, and what waiting for it saves: at every hour of the data for which there is a forecast, from what was known
 * then and nothing later. All hours count alike, gaps between them have to be none.
 */
export function measureGasTiming(fees: StepSeries): GasTimingFigures {
  const forecasts = Array.from(fees.timeSeconds, (seconds) => gasForecast(fees, seconds, LEADS));
  const moments = forecasts.flatMap((forecast, i) => (forecast !== null && i + LEADS < forecasts.length ? [i] : []));
  const sentAtOnce = mean(moments.map((i) => fees.value[i] as number));
  const cheapest = mean(moments.map((i) => Math.min(...fees.value.subarray(i, i + DEADLINE_HOURS + 1))));
  return {
    moments: moments.length,
    leads: Array.from({ length: LEADS }, (_, lead) => leadFigures(fees.value, forecasts, moments, lead + 1)),
    waits: HOURLY_COSTS.map((hourlyCost) => waitFigures(fees.value, forecasts, moments, hourlyCost)),
    bestPossible: rounded(1 - cheapest / sentAtOnce),
  };
}

type Forecasts = readonly (readonly FeeForecast[] | null)[];

function leadFigures(fees: Float64Array, forecasts: Forecasts, moments: readonly number[], hours: number): LeadFigures {
  const said = moments.flatMap((i) => {
    const one = forecasts[i]?.[hours - 1];
    return one === undefined ? [] : [{ ...one, nowGwei: fees[i] as number, gwei: fees[i + hours] as number }];
  });
  return {
    hours,
    forecast: rounded(mean(said.map(({ p25Gwei, p75Gwei, gwei }) => Math.abs(Math.log(Math.sqrt(p25Gwei * p75Gwei) / gwei))))),
    persistence: rounded(mean(said.map(({ nowGwei, gwei }) => Math.abs(Math.log(nowGwei / gwei))))),
    belowP25: rounded(mean(said.map(({ p25Gwei, gwei }) => Number(gwei <= p25Gwei)))),
    belowP75: rounded(mean(said.map(({ p75Gwei, gwei }) => Number(gwei <= p75Gwei)))),
  };
}

function waitFigures(fees: Float64Array, forecasts: Forecasts, moments: readonly number[], hourlyCost: number): WaitFigures {
  const plans = moments.map((i) => {
    const nowGwei = fees[i] as number;
    const hours = hoursWaited(fees, forecasts, i, hourlyCost * nowGwei);
    const thenGwei = fees[i + hours] as number;
    return { nowGwei, hours, thenGwei, paidGwei: thenGwei + hourlyCost * nowGwei * hours };
  });
  const saved = (some: typeof plans) => rounded(1 - mean(some.map((plan) => plan.paidGwei)) / mean(some.map((plan) => plan.nowGwei)));
  const half = Math.floor(plans.length / 2);
  const late = plans.filter(({ hours }) => hours > 0);
  return {
    hourlyCost,
    saved: saved(plans),
    savedByHalf: [saved(plans.slice(0, half)), saved(plans.slice(half))],
    waited: rounded(late.length / plans.length),
    regretted: rounded(mean(late.map(({ nowGwei, thenGwei }) => Number(thenGwei > nowGwei)))),
    meanHours: rounded(mean(late.map(({ hours }) => hours))),
  };
}

/** By the rule of `bot/decide/gasTiming.ts`, asked once an hour: until no hour before the deadline is likely to be cheaper than waiting for it costs. */
function hoursWaited(fees: Float64Array, forecasts: Forecasts, from: number, hourlyCostGwei: number): number {
  for (let hours = 0; hours < DEADLINE_HOURS; hours++) {
    const nowGwei = fees[from + hours] as number;
    const { expectedFees } = gasOutlookOf((forecasts[from + hours] ?? []).slice(0, DEADLINE_HOURS - hours), null);
    const isWorthWaiting = expectedFees.some((fee, i) => nowGwei - Number(fee.baseFeePerGasWei) / GWEI > hourlyCostGwei * (i + 1));
    if (!isWorthWaiting) return hours;
  }
  return DEADLINE_HOURS;
}

export function gasTimingText({ moments, leads, waits, bestPossible }: GasTimingFigures): string {
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
  return [
    `${moments} moments, one an hour, each with a forecast from what was known then`,
    "hours ahead   error of log fee   of the present fee   fee ≤ p25   fee ≤ p75",
    ...leads.map(
      (one) =>
        `${String(one.hours).padStart(11)}${one.forecast.toFixed(3).padStart(19)}${one.persistence.toFixed(3).padStart(21)}` +
        `${percent(one.belowP25).padStart(12)}${percent(one.belowP75).padStart(12)}`,
    ),
    "",
    `gas saved by waiting up to ${DEADLINE_HOURS} hours rather than sending at once; the cheapest of these hours would save ${percent(bestPossible)}`,
    ...waits.map(
      (one) =>
        `  an hour costs ${percent(one.hourlyCost)} of the gas: ${percent(one.saved)} saved (${one.savedByHalf.map(percent).join(" and ")} by halves), ` +
        `${percent(one.waited)} waited, ${one.meanHours.toFixed(1)} h on average, ${percent(one.regretted)} of them to pay more`,
    ),
  ].join("\n");
}

function mean(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
}

function rounded(figure: number): number {
  return Number(figure.toFixed(4));
}
