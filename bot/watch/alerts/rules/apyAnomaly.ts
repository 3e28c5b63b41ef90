import { marketName, percent } from "../../format.ts";
import { changePoint } from "../changePoint.ts";
import type { HourlyApr } from "../input.ts";
import { robustScore, usualOf } from "../robustScore.ts";
import { type Finding, LASTING, type Rule } from "../rule.ts";

/**
 * Set on the hourly history of 13 dollar and ether markets of Aave and Compound with at least $1M (198 market-months, judged every 12 hours): an hour
 * beyond 20 usual deviations begins 0.47 times a market-month, a CUSUM beyond 240 (ten deviations above the slack for a day) 0.48 times. Beyond 5,
 * more than the 3.5 for independent normal values, is one judgement in ten: rates jump with utilization.
 */
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

/** Of one market's hours, oldest first. */
export function anomalyOf(hours: readonly HourlyApr[], nowSeconds: number): Omit<Finding, "subject"> | null {
  const judgedFrom = nowSeconds - JUDGED_SECONDS;
  const usual = hours.filter(({ hourStartSeconds }) => hourStartSeconds < judgedFrom).map(({ apr }) => apr);
  const judged = hours.filter(({ hourStartSeconds }) => hourStartSeconds >= judgedFrom);
  const level = usual.length < LEAST_HOURS ? null : usualOf(usual, LEAST_SCALE_APR);
  const last = judged.at(-1);
  if (level === null || last === undefined) return null;

  const score = robustScore(last.apr, level);
  const shift = changePoint(
    judged.map(({ apr }) => robustScore(apr, level)),
    SHIFT_SLACK,
    SHIFT_THRESHOLD,
  );
  const details = { apr: last.apr, medianApr: level.median, scaleApr: level.scale, score, shift: shift?.sum ?? null };
  const against = `pays ${percent(last.apr)}, against ${percent(level.median)} in the month before`;
  if (Math.abs(score) > SPIKE_SCORE) return { severity: "warning", summary: `${against}: ${score.toFixed(1)} usual deviations`, details };
  if (shift === null) return null;
  return { severity: "info", summary: `${against}: its level is ${shift.direction === "up" ? "higher" : "lower"} than it was`, details };
}
