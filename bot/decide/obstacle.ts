import { exceedsLossBudget } from "./lossBudget.ts";
import type { Situation } from "./situation.ts";

/** What keeps a voluntary plan that is worth making from being made now; null if nothing does. */
export function obstacleTo(situation: Situation, targets: readonly bigint[]): "cooldown" | "loss-budget" | null {
  if (situation.cooldownEndsSeconds !== null) return "cooldown";
  return exceedsLossBudget(situation, targets) ? "loss-budget" : null;
}
