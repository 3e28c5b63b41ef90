import type { RiskClass } from "../../core/risk.ts";
import type { UnixSeconds } from "../../core/units.ts";

/** What can come true within the horizon, worst first; each definition has its thresholds in ../thresholds.ts. */
export const OUTCOME_CLASSES = {
  /** Shares lost value. */
  "share-price-loss": "high",
  /** A dollar token the market depends on fell below its peg and was not back when the day ended. */
  "off-peg": "high",
  /** All but everything was lent out, for an hour or more: nobody could withdraw. */
  "exit-blocked": "high",
  /** Half of the deposits left. */
  "deposits-halved": "high",
  /** The protocol was paused, or the market frozen, as recorded in recordedEvents.ts. */
  paused: "high",
  frozen: "high",
  /** Nearly everything was lent out, for an hour or more. */
  "utilization-strained": "medium",
  /** A good part of the deposits left, within a day or within the horizon. */
  "deposits-fell": "medium",
  /** The market pays much less than it did the week before. */
  "rate-fell": "medium",
} as const satisfies Record<string, Exclude<RiskClass, "low">>;

export type OutcomeKind = keyof typeof OUTCOME_CLASSES;

/** One thing that came true, and when it first did. */
export interface Outcome {
  readonly kind: OutcomeKind;
  readonly atSeconds: UnixSeconds;
}

/** The class of a moment is that of the worst that came true after it; of the kinds of this class, the earliest is its cause. */
export interface Label {
  readonly riskClass: RiskClass;
  readonly cause: Outcome | null;
  readonly outcomes: readonly Outcome[];
}

export function labelOf(outcomes: readonly Outcome[]): Label {
  const riskClass = (["high", "medium"] as const).find((one) => outcomes.some(({ kind }) => OUTCOME_CLASSES[kind] === one)) ?? "low";
  const causes = outcomes.filter(({ kind }) => OUTCOME_CLASSES[kind] === riskClass);
  const cause = causes.reduce<Outcome | null>((first, one) => (first === null || one.atSeconds < first.atSeconds ? one : first), null);
  return { riskClass, cause, outcomes };
}
