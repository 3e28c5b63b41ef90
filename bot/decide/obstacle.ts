import type { DecisionReason } from "../core/decision.ts";
import { exceedsLossBudget } from "./lossBudget.ts";
import type { Situation } from "./situation.ts";

type Obstacle = "cooldown" | "loss-budget";

/** What keeps a voluntary plan that is worth making from being made now; null if nothing does. */
export function obstacleTo(situation: Situation, targets: readonly bigint[]): Obstacle | null {
  if (situation.cooldownEndsSeconds !== null) return "cooldown";
  return exceedsLossBudget(situation, targets) ? "loss-budget" : null;
}

/** Whether a decision says that the plan is worth making, only not now. */
export function isDelayed(reason: DecisionReason): reason is Obstacle | "waiting-for-gas" {
  return reason === "cooldown" || reason === "loss-budget" || reason === "waiting-for-gas";
}
