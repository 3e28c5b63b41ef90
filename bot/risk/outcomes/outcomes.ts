import type { RiskPanel, RiskView } from "../features/riskView.ts";
import { HORIZON_SECONDS } from "../thresholds.ts";
import { depositsFell, depositsHalved } from "./deposits.ts";
import type { Outcome, OutcomeKind } from "./outcome.ts";
import { offPeg } from "./peg.ts";
import { rateFell } from "./rate.ts";
import { frozen, paused } from "./recordedEvents.ts";
import { sharePriceLoss } from "./sharePrice.ts";
import { exitBlocked, utilizationStrained } from "./utilization.ts";

/**
 * When something first came true within (at, due], or `at` itself where it is the case already and stays so; NaN where it did not. What lies before
 * is only compared with, and what comes later is not looked at.
 */
export type OutcomeRule = (view: RiskView, atSeconds: number, dueSeconds: number) => number;

const RULES: Readonly<Record<OutcomeKind, OutcomeRule>> = {
  "share-price-loss": sharePriceLoss,
  "off-peg": offPeg,
  "exit-blocked": exitBlocked,
  "deposits-halved": depositsHalved,
  paused,
  frozen,
  "utilization-strained": utilizationStrained,
  "deposits-fell": depositsFell,
  "rate-fell": rateFell,
};

/** Of a horizon so much must be known for its outcome to count as none. */
const LEAST_KNOWN_SHARE = 0.7;

/**
 * What came true in a market within the horizon after a moment: outcomes, never a function of what was known at the moment. Null where the
 * series ends before the horizon does, or has too large a gap to say that nothing happened.
 */
export function outcomesOf(panel: RiskPanel, market: number, atSeconds: number): readonly Outcome[] | null {
  const view = panel.views[market];
  const due = atSeconds + HORIZON_SECONDS;
  if (view === undefined || (view.series.timeSeconds.at(-1) ?? 0) < due) return null;
  const outcomes = Object.entries(RULES).flatMap(([kind, rule]) => {
    const at = rule(view, atSeconds, due);
    return Number.isNaN(at) ? [] : [{ kind: kind as OutcomeKind, atSeconds: at }];
  });
  return outcomes.length > 0 || view.quoted.knownShare(atSeconds, due) >= LEAST_KNOWN_SHARE ? outcomes : null;
}

/** Whether something of class high is the case at a moment already: then there is nothing to foresee. */
export function isHighNow(view: RiskView, atSeconds: number): boolean {
  return view.exitBlocked.at(atSeconds) === 1 || view.pegs.some((peg) => peg.isOff(atSeconds));
}
