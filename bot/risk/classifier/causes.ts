import type { Monotonicity } from "../../boosting/monotonicity.ts";
import { OUTCOME_CLASSES, type OutcomeKind } from "../outcomes/outcome.ts";

/**
 * What one booster is asked: whether any of some outcomes comes true. What can go wrong has causes that have little in common, so that one
 * booster each, of few features whose direction is known, sees more in times and protocols it has not seen than one for everything.
 */
export interface Cause {
  readonly name: string;
  /** Which probability it is of: of class high by this cause, or of medium or worse. */
  readonly answers: "high" | "medium-or-high";
  readonly outcomes: readonly OutcomeKind[];
  readonly features: readonly string[];
}

const KINDS = Object.keys(OUTCOME_CLASSES) as OutcomeKind[];

const UTILIZATION = [
  "utilization",
  "utilization-change-24h",
  "utilization-over-mean-24h",
  "utilization-over-mean-168h",
  "utilization-highest-24h",
  "utilization-highest-168h",
  "utilization-highest-720h",
  "utilization-deviation-168h",
  "strained-share-168h",
  "strained-share-720h",
  "blocked-share-720h",
] as const;

/** More of them are found to fit what was and not what comes. */
const BLOCKED_EXIT = ["utilization", "utilization-over-mean-168h", "utilization-highest-168h", "utilization-highest-720h"] as const;

const DEPOSITS = [
  "ln-deposits-usd",
  "deposits-growth-4h",
  "deposits-growth-24h",
  "deposits-growth-168h",
  "deposits-growth-720h",
  "deposits-below-highest-720h",
  "deposits-largest-daily-fall-720h",
  "deposits-daily-deviation-720h",
  "largest-move-168h",
  "largest-move-720h",
  "ln-cash-usd",
] as const;

const PEG = [
  "peg-distance",
  "peg-lowest-7d",
  "peg-lowest-30d",
  "peg-deviation-30d",
  "worst-peg-distance-any",
  "worst-peg-lowest-7d-any",
] as const;

const RATE = [
  "ln-rate",
  "rate-over-mean-4h",
  "rate-over-mean-24h",
  "rate-over-mean-168h",
  "rate-over-mean-720h",
  "rate-rank-720h",
  "rate-deviation-168h",
  "ln-borrow-rate",
] as const;

/** The shipped classifier's. Features were chosen on 2022-01 to 2023-06, see docs/risk.md. */
export const CAUSES: readonly Cause[] = [
  { name: "exit-blocked", answers: "high", outcomes: ["exit-blocked"], features: BLOCKED_EXIT },
  {
    name: "deposits-halved",
    answers: "high",
    outcomes: ["deposits-halved"],
    features: [...DEPOSITS, "utilization", "utilization-change-24h"],
  },
  { name: "off-peg", answers: "high", outcomes: ["off-peg", "share-price-loss"], features: PEG },
  { name: "medium-or-high", answers: "medium-or-high", outcomes: KINDS, features: [...UTILIZATION, ...DEPOSITS, ...RATE] },
];

/** Features that can only make the worst more likely as they rise, or as they fall. */
const DIRECTIONS: Readonly<Record<string, Monotonicity>> = {
  utilization: 1,
  "utilization-highest-24h": 1,
  "utilization-highest-168h": 1,
  "utilization-highest-720h": 1,
  "utilization-deviation-168h": 1,
  "strained-share-168h": 1,
  "strained-share-720h": 1,
  "blocked-share-720h": 1,
  "ln-deposits-usd": -1,
  "ln-cash-usd": -1,
  "deposits-growth-24h": -1,
  "deposits-growth-168h": -1,
  "deposits-largest-daily-fall-720h": -1,
  "deposits-daily-deviation-720h": 1,
  "largest-move-168h": 1,
  "largest-move-720h": 1,
  "peg-distance": -1,
  "peg-lowest-7d": -1,
  "peg-lowest-30d": -1,
  "worst-peg-distance-any": -1,
  "worst-peg-lowest-7d-any": -1,
};

/** For each feature of a cause; medium outcomes have no direction, since what is calm already cannot fall much. */
export function monotonicityOf({ answers, features }: Cause): readonly Monotonicity[] {
  return answers === "high" ? features.map((name) => DIRECTIONS[name] ?? 0) : [];
}
