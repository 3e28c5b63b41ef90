import { MissingSettingError } from "../../../bot/config/errors.ts";
import type { UnixSeconds } from "../../../bot/core/units.ts";
import { cautious, hourOfWeekChange, hourOfWeekMedian, keeperForecast, presentFee, TRAINING_HOURS } from "./contenders.ts";
import { type DailyFigures, dailyFigures, type LeadFigures, leadFigures } from "./forecastErrors.ts";
import { type GasHistory, lastKnown, timeText } from "./history.ts";
import {
  DEADLINE_HOURS,
  mean,
  measurePlan,
  PLANS,
  type PlanFigures,
  rounded,
  type Wait,
  waitingBy,
  waitingWithForesight,
} from "./plans.ts";

const LEADS = 12;
const DAILY_LEADS = [6, 12];
const DAILY_DAYS = [28, 365];

/** The moments that are judged, unix seconds, both included. What comes before is learned from. */
export interface GasPeriod {
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
}

export interface ContenderFigures {
  /** Gas saved less yield forgone over all plans, as a part of the gas of sending at once. */
  readonly saving: number;
  readonly plans: readonly PlanFigures[];
}

export interface GasTimingFigures {
  readonly from: string;
  readonly to: string;
  readonly moments: number;
  /** Means over the moments. */
  readonly feeGwei: number;
  readonly ethUsd: number;
  readonly leads: readonly LeadFigures[];
  readonly daily: readonly DailyFigures[];
  /** Whoever sends at once, waits by a forecast, or knows the fees beforehand. */
  readonly contenders: Readonly<Record<string, ContenderFigures>>;
}

/**
 * How well the base fee is forecast, and what waiting for it saves and costs, at every hour of the period that has four weeks before it and twelve
 * hours after it; from what was known then and nothing later. All hours count alike.
 *
 * @throws MissingSettingError when the period has no such hour.
 */
export function measureGasTiming({ fees, daily }: GasHistory, { fromSeconds, toSeconds }: GasPeriod): GasTimingFigures {
  const hours = Array.from(fees.timeSeconds.keys()).filter((hour) => {
    const seconds = fees.timeSeconds[hour] as number;
    return seconds >= fromSeconds && seconds <= toSeconds && hour >= TRAINING_HOURS && hour + LEADS < fees.value.length;
  });
  const timeAt = (hour: number) => fees.timeSeconds[hour] as number;
  const [first, last] = [hours[0], hours.at(-1)];
  if (first === undefined || last === undefined) {
    throw new MissingSettingError(
      `No hour from ${timeText(fromSeconds)} to ${timeText(toSeconds)} has four weeks of fees before it and ${LEADS} hours after it`,
      `Choose --from and --to within ${timeText(timeAt(0))} and ${timeText(timeAt(fees.value.length - 1))}, where the fees are known.`,
    );
  }
  const ethUsd = hours.map((hour) => {
    const price = daily.ethUsd.value[lastKnown(daily.ethUsd, timeAt(hour))];
    if (price !== undefined) return price;
    throw new MissingSettingError(
      `What an ether cost is not known at ${timeText(timeAt(hour))}`,
      "Give --daily a file that begins earlier.",
    );
  });
  const keeper = keeperForecast(fees, LEADS);
  const forecasters = [presentFee(fees), hourOfWeekMedian(fees), hourOfWeekChange(fees), keeper];
  const moments = { fees: fees.value, hours, ethUsd };
  const judged = (wait: Wait): ContenderFigures => {
    const plans = PLANS.map((plan) => measurePlan(plan, wait, moments));
    return { saving: rounded(mean(plans.map(({ netUsd }) => netUsd)) / mean(plans.map(({ gasAtOnceUsd }) => gasAtOnceUsd))), plans };
  };
  return {
    from: timeText(timeAt(first)),
    to: timeText(timeAt(last)),
    moments: hours.length,
    feeGwei: rounded(mean(hours.map((hour) => fees.value[hour] as number))),
    ethUsd: rounded(mean(ethUsd)),
    leads: Array.from({ length: LEADS }, (_, i) => leadFigures(fees.value, hours, forecasters, keeper, i + 1)),
    daily: DAILY_DAYS.flatMap((days) => DAILY_LEADS.map((lead) => dailyFigures(fees, daily.gasPrice, hours, keeper, days, lead))),
    contenders: {
      ...Object.fromEntries([...forecasters, cautious(keeper)].map((one) => [one.name, judged(waitingBy(one, fees.value))])),
      "best-possible": judged(waitingWithForesight(fees.value)),
    },
  };
}

/** A day as `--from` and `--to` have it, to its first or its last second. */
export function periodBetween(from: string, to: string): GasPeriod {
  const secondsOf = (option: string, day: string, time: string) => {
    const seconds = Date.parse(`${day}T${time}Z`) / 1000;
    if (/^\d{4}-\d\d-\d\d$/.test(day) && Number.isFinite(seconds)) return seconds;
    throw new MissingSettingError(`${option} "${day}" is no day`, "Write it as 2023-10-01.");
  };
  return { fromSeconds: secondsOf("--from", from, "00:00:00"), toSeconds: secondsOf("--to", to, "23:59:59") };
}

export function gasTimingText(figures: GasTimingFigures): string {
  const { from, to, moments, feeGwei, ethUsd, leads, daily, contenders } = figures;
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
  const names = Object.keys(leads[0]?.errors ?? {});
  const row = (cells: readonly string[], width = 21) => cells.map((cell) => cell.padStart(width)).join("");
  return [
    `${moments} moments, one an hour, ${from} to ${to}; base fee ${feeGwei.toFixed(1)} gwei, ether ${ethUsd.toFixed(0)} USD on average`,
    "",
    "mean absolute error of the logarithm of the fee, and how often it was within what the keeper said",
    row(["hours ahead", ...names, "fee ≤ p25", "fee ≤ p75"]),
    ...leads.map((one) =>
      row([
        String(one.hours),
        ...names.map((name) => (one.errors[name] ?? Number.NaN).toFixed(3)),
        percent(one.belowP25),
        percent(one.belowP75),
      ]),
    ),
    "",
    "the keeper's error, and the same with yesterday's gas price drawn to the median of the days before",
    ...daily.map((one) => `  ${one.hours} h ahead, ${one.days} days: ${one.without.toFixed(4)} → ${one.with.toFixed(4)}`),
    "",
    `waiting up to ${DEADLINE_HOURS} hours rather than sending at once, 400,000 gas; means of a plan, USD`,
    ...Object.entries(contenders).flatMap(([name, { saving, plans }]) => [
      `${name}: ${percent(saving)} of the gas saved, yield forgone taken off`,
      row(
        [
          "moved",
          "bps a year",
          "pays back in",
          "gas at once",
          "gas saved",
          "yield forgone",
          "net",
          "net of gas",
          "waited",
          "hours",
          "for nothing",
        ],
        14,
      ),
      ...plans.map((plan) =>
        row(
          [
            plan.movedUsd.toLocaleString("en-US"),
            String(plan.gainBps),
            `${plan.paybackDays.toFixed(1)} days`,
            ...[plan.gasAtOnceUsd, plan.gasSavedUsd, plan.yieldForgoneUsd, plan.netUsd].map((usd) => usd.toFixed(2)),
            percent(plan.saving),
            percent(plan.waited),
            plan.meanHours === null ? "–" : plan.meanHours.toFixed(1),
            plan.regretted === null ? "–" : percent(plan.regretted),
          ],
          14,
        ),
      ),
    ]),
  ].join("\n");
}
