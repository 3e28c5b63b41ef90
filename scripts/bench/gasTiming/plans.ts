import type { Contender } from "./contenders.ts";

/** How long a plan waits at most: the default of `gasDeadlineSeconds`. */
export const DEADLINE_HOURS = 6;
const GAS_UNITS = 400_000;
const YEAR_HOURS = 8_760;
const WEI_PER_GWEI = 1e9;
const WEI_PER_ETHER = 1e18;
const ALL_BPS = 10_000;

/** A move that is worth making. */
export interface GasPlan {
  readonly movedUsd: number;
  /** What it earns more than before, of the money moved, a year. */
  readonly gainBps: number;
}

export const PLANS: readonly GasPlan[] = [100_000, 1_000_000].flatMap((movedUsd) =>
  [25, 100, 400].map((gainBps) => ({ movedUsd, gainBps })),
);

/** Hours at which a plan is made: the fee from each on, and the price of ether then, USD. */
export interface Moments {
  readonly fees: Float64Array;
  readonly hours: readonly number[];
  readonly ethUsd: readonly number[];
}

/** Means of a plan made once at every moment, USD unless said otherwise. */
export interface PlanFigures extends GasPlan {
  /** Days in which the plan earns the gas of sending at once. */
  readonly paybackDays: number;
  readonly gasAtOnceUsd: number;
  readonly gasSavedUsd: number;
  readonly yieldForgoneUsd: number;
  readonly netUsd: number;
  /** Net, as a part of the gas of sending at once. */
  readonly saving: number;
  /** The same of the earlier and the later half of the moments. */
  readonly savingByHalf: readonly [number, number];
  /** Part of the plans that waited at all; of them, those that paid more gas than at once, and hours waited; null if none did. */
  readonly waited: number;
  readonly regretted: number | null;
  readonly meanHours: number | null;
}

/** How many hours a plan of that hour waits, if an hour costs so many gwei of its gas. */
export type Wait = (hour: number, hourlyCostGwei: number) => number;

/**
 * By the rule of `bot/decide/gasTiming.ts`, asked once an hour: until no hour before the deadline is expected to be cheaper by more than waiting
 * for it costs.
 */
export function waitingBy({ expected }: Contender, fees: Float64Array): Wait {
  return (from, hourlyCostGwei) => {
    for (let hours = 0; hours < DEADLINE_HOURS; hours++) {
      const now = from + hours;
      const leads = Array.from({ length: DEADLINE_HOURS - hours }, (_, i) => i + 1);
      if (!leads.some((lead) => (fees[now] as number) - expected(now, lead) > hourlyCostGwei * lead)) return hours;
    }
    return DEADLINE_HOURS;
  };
}

/** With the fees known beforehand: what no rule can beat. */
export function waitingWithForesight(fees: Float64Array): Wait {
  return (from, hourlyCostGwei) => {
    const costs = Array.from(fees.subarray(from, from + DEADLINE_HOURS + 1), (fee, hours) => fee + hourlyCostGwei * hours);
    return costs.indexOf(Math.min(...costs));
  };
}

/** What waiting saves and costs; what ether does meanwhile is not counted. */
export function measurePlan(plan: GasPlan, wait: Wait, { fees, hours, ethUsd }: Moments): PlanFigures {
  const hourlyUsd = (plan.movedUsd * plan.gainBps) / ALL_BPS / YEAR_HOURS;
  const made = hours.map((hour, i) => {
    const usdPerGwei = (GAS_UNITS * WEI_PER_GWEI * (ethUsd[i] as number)) / WEI_PER_ETHER;
    const waited = wait(hour, hourlyUsd / usdPerGwei);
    const atOnceUsd = (fees[hour] as number) * usdPerGwei;
    return { waited, atOnceUsd, savedUsd: atOnceUsd - (fees[hour + waited] as number) * usdPerGwei, forgoneUsd: hourlyUsd * waited };
  });
  const late = made.filter(({ waited }) => waited > 0);
  const gasAtOnceUsd = mean(made.map(({ atOnceUsd }) => atOnceUsd));
  const [gasSavedUsd, yieldForgoneUsd] = [mean(made.map(({ savedUsd }) => savedUsd)), mean(made.map(({ forgoneUsd }) => forgoneUsd))];
  const saving = (some: typeof made) =>
    rounded(mean(some.map((one) => one.savedUsd - one.forgoneUsd)) / mean(some.map((one) => one.atOnceUsd)));
  const half = Math.floor(made.length / 2);
  return {
    ...plan,
    paybackDays: rounded(gasAtOnceUsd / (24 * hourlyUsd)),
    gasAtOnceUsd: rounded(gasAtOnceUsd),
    gasSavedUsd: rounded(gasSavedUsd),
    yieldForgoneUsd: rounded(yieldForgoneUsd),
    netUsd: rounded(gasSavedUsd - yieldForgoneUsd),
    saving: saving(made),
    savingByHalf: [saving(made.slice(0, half)), saving(made.slice(half))],
    waited: rounded(late.length / made.length),
    regretted: late.length === 0 ? null : rounded(mean(late.map(({ savedUsd }) => Number(savedUsd < 0)))),
    meanHours: late.length === 0 ? null : rounded(mean(late.map(({ waited }) => waited))),
  };
}

export function mean(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
}

export function rounded(figure: number): number {
  return Number(figure.toFixed(4));
}
