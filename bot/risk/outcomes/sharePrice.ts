import { SECONDS_PER_YEAR } from "../../core/units.ts";
import { CARRY_FORWARD_SECONDS } from "../../predict/series/marketSeries.ts";
import { SHARE_PRICE_LOSS } from "../thresholds.ts";
import type { OutcomeRule } from "./outcomes.ts";
import { pointsWithin } from "./points.ts";

/** What a share grew by, as growth indices tell it where they are known, fell from its highest since the moment. */
export const sharePriceLoss: OutcomeRule = (view, atSeconds, dueSeconds) => {
  const { timeSeconds, paidApr } = view.series;
  let at = atSeconds;
  let apr = view.paid.at(atSeconds);
  let growth = 0;
  let highest = 0;
  for (const i of pointsWithin(view.paid, atSeconds, dueSeconds)) {
    const time = timeSeconds[i] as number;
    if (!Number.isNaN(apr)) growth += (apr * Math.min(time - at, CARRY_FORWARD_SECONDS)) / SECONDS_PER_YEAR;
    highest = Math.max(highest, growth);
    if (growth <= highest - SHARE_PRICE_LOSS) return time;
    at = time;
    apr = paidApr[i] as number;
  }
  return Number.NaN;
};
