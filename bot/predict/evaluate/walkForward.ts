import type { UnixSeconds } from "../../core/units.ts";

/** A stretch of time to judge models over, and what they look at. */
export interface WalkForwardPlan {
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
  /** Calendar months (UTC) that a model is used for before the next one is trained. */
  readonly stepMonths: number;
  /** The longest horizon a label spans. */
  readonly horizonSeconds: number;
  /** How far back features look. */
  readonly lookBackSeconds: number;
  /** What is left out between the end of the last training label and the first test: horizon + look-back if not given. */
  readonly embargoSeconds?: number;
}

/** One model's life: trained on what was known and embargoed before it, then used from `testFromSeconds` up to `testToSeconds`, excluded. */
export interface Fold {
  /** No training label reaches beyond this. */
  readonly trainUntilSeconds: UnixSeconds;
  readonly testFromSeconds: UnixSeconds;
  readonly testToSeconds: UnixSeconds;
}

/**
 * Walk-forward folds that tile the plan's time, purged and embargoed (López de Prado 2018, "Advances in Financial Machine Learning",
 * chapter 7): a label spans its horizon and features look back, so that moments near a split share their data; what crosses is purged and
 * a quiet time is kept before each test.
 *
 * @throws RangeError unless from < to, and the step is a positive whole number of months.
 */
export function walkForward(plan: WalkForwardPlan): readonly Fold[] {
  if (!(plan.fromSeconds < plan.toSeconds)) throw new RangeError("a walk forward must end after it begins");
  if (!Number.isInteger(plan.stepMonths) || plan.stepMonths < 1)
    throw new RangeError(`${plan.stepMonths} is not a positive number of months`);
  const embargoSeconds = plan.embargoSeconds ?? plan.horizonSeconds + plan.lookBackSeconds;
  const folds: Fold[] = [];
  let testFromSeconds = plan.fromSeconds;
  for (let number = 1; testFromSeconds < plan.toSeconds; number++) {
    const testToSeconds = Math.min(plan.toSeconds, monthsLater(plan.fromSeconds, number * plan.stepMonths));
    folds.push({ trainUntilSeconds: testFromSeconds - embargoSeconds, testFromSeconds, testToSeconds });
    testFromSeconds = testToSeconds;
  }
  return folds;
}

/** Whether a moment may be trained on in this fold: its label is fully known when training ends. What is not is purged. */
export function mayTrainOn(fold: Fold, madeAtSeconds: UnixSeconds, horizonSeconds: number): boolean {
  return madeAtSeconds + horizonSeconds <= fold.trainUntilSeconds;
}

/** Whether a moment is forecast by this fold's model. */
export function isTestedIn(fold: Fold, madeAtSeconds: UnixSeconds): boolean {
  return madeAtSeconds >= fold.testFromSeconds && madeAtSeconds < fold.testToSeconds;
}

/** The same day and time of day some months later; the month's last day where it has no such day. */
export function monthsLater(seconds: UnixSeconds, months: number): UnixSeconds {
  const from = new Date(seconds * 1000);
  const later = new Date(from);
  later.setUTCDate(1);
  later.setUTCMonth(from.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0)).getUTCDate();
  later.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return later.getTime() / 1000;
}
