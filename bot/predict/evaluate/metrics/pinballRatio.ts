import type { JudgedForecasts } from "../judged.ts";
import { levelIndex } from "../rows.ts";
import { pinballLossByLevel } from "./pinballLoss.ts";

/** What is compared: an 80 % interval and its middle. */
export const JUDGED_LEVELS = [0.1, 0.5, 0.9] as const;

/**
 * Mean pinball loss over the levels 0.1, 0.5 and 0.9 of the forecasts, divided by that of persistence on the same rows (see
 * `persistenceWithOwnErrors`). Where both lose nothing it is 1.
 */
export function pinballRatio(forecasts: JudgedForecasts, persistence: JudgedForecasts): number {
  const own = judgedPinballLoss(forecasts);
  const yardstick = judgedPinballLoss(persistence);
  return own === yardstick ? 1 : own / yardstick;
}

function judgedPinballLoss(forecasts: JudgedForecasts): number {
  const losses = pinballLossByLevel(forecasts);
  return JUDGED_LEVELS.reduce((sum, level) => sum + (losses[levelIndex(forecasts.levels, level)] as number), 0) / JUDGED_LEVELS.length;
}
