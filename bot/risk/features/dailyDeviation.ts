import type { StepPath } from "../../predict/series/stepPath.ts";
import { DAY_SECONDS } from "./riskMoment.ts";

/** Root mean square of a price's daily changes, in logarithms, over the month before a moment; NaN where less than a week of it is known. */
export function dailyDeviation(price: StepPath, atSeconds: number): number {
  let squares = 0;
  let days = 0;
  for (let day = 0; day < 30; day++) {
    const change = Math.log(price.at(atSeconds - day * DAY_SECONDS) / price.at(atSeconds - (day + 1) * DAY_SECONDS));
    if (Number.isNaN(change)) continue;
    squares += change * change;
    days++;
  }
  return days < 7 ? Number.NaN : Math.sqrt(squares / days);
}
