import type { StepPath } from "../../predict/series/stepPath.ts";
import { EXIT_BLOCKED_UTILIZATION, STRAINED_UTILIZATION, SUSTAINED_SECONDS } from "../thresholds.ts";
import type { OutcomeRule } from "./outcomes.ts";
import { firstPoint } from "./points.ts";

export const exitBlocked: OutcomeRule = (view, atSeconds, dueSeconds) => {
  if (!isSustained(view.exitBlocked, atSeconds, dueSeconds)) return Number.NaN;
  return firstUsed(view, atSeconds, dueSeconds, (used) => used >= EXIT_BLOCKED_UTILIZATION);
};

export const utilizationStrained: OutcomeRule = (view, atSeconds, dueSeconds) => {
  if (!isSustained(view.strained, atSeconds, dueSeconds)) return Number.NaN;
  return firstUsed(view, atSeconds, dueSeconds, (used) => used > STRAINED_UTILIZATION);
};

function isSustained(indicator: StepPath, atSeconds: number, dueSeconds: number): boolean {
  const share = indicator.mean(atSeconds, dueSeconds);
  return share * indicator.knownShare(atSeconds, dueSeconds) * (dueSeconds - atSeconds) >= SUSTAINED_SECONDS;
}

/** A market that is so already is so from the moment on. */
function firstUsed(...[view, atSeconds, dueSeconds, holds]: [...Parameters<OutcomeRule>, (used: number) => boolean]): number {
  if (holds(view.utilization.at(atSeconds))) return atSeconds;
  const { timeSeconds, utilization } = view.series;
  return firstPoint(timeSeconds, view.utilization, atSeconds, dueSeconds, (i) => holds(utilization[i] as number));
}
