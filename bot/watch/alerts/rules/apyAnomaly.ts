import type { Apr, UnixSeconds } from "../../../core/units.ts";
import { marketName, percent } from "../../format.ts";
import { type ChangePoint, changePoint } from "../changePoint.ts";
import type { HourlyApr } from "../input.ts";
import { robustScore, type Usual, usualOf } from "../robustScore.ts";
import { type Finding, LASTING, type Rule } from "../rule.ts";

/** Chosen on years of hourly history so that each of the two begins a few times a year in a market: `npm run bench -- apy-anomaly`. */
const SPIKE_SCORE = 20;
const SHIFT_SLACK = 1;
const SHIFT_THRESHOLD = 240;

/** The last day is judged by the 29 before it. */
const JUDGED_SECONDS = 86_400;
/** A week of hours, or nothing is usual yet. */
const LEAST_HOURS = 168;
/** Rates that hardly ever move: a tenth of a percent a year is nothing unusual. */
const LEAST_SCALE_APR = 0.001;

export const apyAnomaly: Rule = {
  name: "apy-anomaly",
  hysteresis: LASTING,
  remedy:
    "Look what changed in the market: a large deposit or withdrawal, new rate parameters, rewards. The keeper goes on by its own limits.",
  judge: ({ nowSeconds, hourlyAprs }) =>
    [...hourlyAprs].flatMap(([marketId, hours]) => {
      const finding = anomalyOf(hours, nowSeconds);
      return finding === null ? [] : [{ ...finding, subject: marketId, summary: `${marketName(marketId)} ${finding.summary}` }];
    }),
};

/** How far the last hour and the last day are from what is usual in a market. */
export interface Unusual {
  readonly apr: Apr;
  readonly usual: Usual;
  /** Of the last hour, in usual deviations. */
  readonly score: number;
  /** The change of the last day's level, when there is one. */
  readonly shift: ChangePoint | null;
}

/** Of one market's hours, oldest first; null while too little is known. */
export function unusualOf(hours: readonly HourlyApr[], nowSeconds: UnixSeconds): Unusual | null {
  const judgedFrom = nowSeconds - JUDGED_SECONDS;
  const before = hours.filter(({ hourStartSeconds }) => hourStartSeconds < judgedFrom).map(({ apr }) => apr);
  const judged = hours.filter(({ hourStartSeconds }) => hourStartSeconds >= judgedFrom);
  const usual = before.length < LEAST_HOURS ? null : usualOf(before, LEAST_SCALE_APR);
  const last = judged.at(-1);
  if (usual === null || last === undefined) return null;
  const scores = judged.map(({ apr }) => robustScore(apr, usual));
  return { apr: last.apr, usual, score: robustScore(last.apr, usual), shift: changePoint(scores, SHIFT_SLACK, SHIFT_THRESHOLD) };
}

export function isSpike({ score }: Pick<Unusual, "score">): boolean {
  return Math.abs(score) > SPIKE_SCORE;
}

/** The finding about a market's hours, oldest first, if there is one. */
export function anomalyOf(hours: readonly HourlyApr[], nowSeconds: UnixSeconds): Omit<Finding, "subject"> | null {
  const unusual = unusualOf(hours, nowSeconds);
  if (unusual === null) return null;
  const { apr, usual, score, shift } = unusual;
  const details = { apr, medianApr: usual.median, scaleApr: usual.scale, score, shift: shift?.sum ?? null };
  const against = `pays ${percent(apr)}, against ${percent(usual.median)} in the month before`;
  if (isSpike(unusual)) return { severity: "warning", summary: `${against}: ${score.toFixed(1)} usual deviations`, details };
  if (shift === null) return null;
  return { severity: "info", summary: `${against}: its level is ${shift.direction === "up" ? "higher" : "lower"} than it was`, details };
}
