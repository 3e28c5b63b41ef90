import type { Schema } from "../../../client/keeperClient.ts";
import { percentChange } from "../../format/rates.ts";

type Lead = Schema<"BacktestDetail">["lead"];

/** What the models' lead is worth, in plain words. */
export interface LeadText {
  readonly verdict: "ahead" | "behind" | "unproven" | "untold";
  readonly title: string;
  readonly text: string;
}

/** A lead is only told as one where the middle 90 % of the bootstrap lie on one side of nothing. */
export function leadText(lead: Lead): LeadText {
  if (lead === null) {
    return {
      verdict: "untold",
      title: "No lead to judge",
      text: "It takes 30 days and more, the models (“ml”) and somebody to compare them with.",
    };
  }
  const { best, mean, low, high } = lead;
  const measured = `${points(mean)} a year against ${best}, the best of the others; between ${points(low)} and ${points(high)} with 90 % confidence`;
  if (low > 0)
    return { verdict: "ahead", title: "The models are ahead", text: `${measured}. The past is long enough to tell that from luck.` };
  if (high < 0) {
    return {
      verdict: "behind",
      title: "The models are behind",
      text: `${measured}. What needs no model did better, and not by luck alone.`,
    };
  }
  return {
    verdict: "unproven",
    title: mean > 0 ? "A lead that is not proven" : "No lead",
    text: `${measured}: that may as well be luck. Do not count on it.`,
  };
}

/** "+0.31 points": of percent. */
function points(fraction: number): string {
  return percentChange(fraction).replace(" %", " points");
}
