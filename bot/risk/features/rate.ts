import { lnRate } from "../../predict/features/moment.ts";
import { HOUR_SECONDS } from "./riskMoment.ts";
import type { RiskTopic } from "./topic.ts";
import { isKnown, shareText } from "./wording.ts";

const SPAN_HOURS = [4, 24, 168, 720] as const;

/** What the market pays, against what it paid, and how much that moves. */
export const rate: RiskTopic = {
  topic: "rate",
  names: ["ln-rate", ...SPAN_HOURS.map((hours) => `rate-over-mean-${hours}h`), "rate-rank-720h", "rate-deviation-168h", "ln-borrow-rate"],
  values({ view, atSeconds, last, first }) {
    const { quotedApr, utilization, timeSeconds } = view.series;
    const apr = quotedApr[last] as number;
    const now = lnRate(apr);
    let below = 0;
    let weekCount = 0;
    let weekSum = 0;
    let weekSquares = 0;
    for (let i = first; i <= last; i++) {
      if ((quotedApr[i] as number) <= apr) below++;
      if (atSeconds - (timeSeconds[i] as number) > 168 * HOUR_SECONDS) continue;
      const level = lnRate(quotedApr[i] as number);
      weekCount++;
      weekSum += level;
      weekSquares += level * level;
    }
    const used = utilization[last] as number;
    return [
      now,
      ...SPAN_HOURS.map((hours) => now - lnRate(view.quoted.mean(atSeconds - hours * HOUR_SECONDS, atSeconds))),
      below / (last - first + 1),
      weekCount < 2 ? Number.NaN : Math.sqrt(Math.max(0, weekSquares / weekCount - (weekSum / weekCount) ** 2)),
      // What borrowers pay, reserves aside.
      used > 0 ? now - Math.log(Math.max(used, 0.001)) : Number.NaN,
    ];
  },
  words(_values, { view, atSeconds, last }) {
    const apr = view.series.quotedApr[last] as number;
    const mean = view.quoted.mean(atSeconds - 720 * HOUR_SECONDS, atSeconds);
    return `rate ${shareText(apr)}${isKnown(mean) ? `, ${shareText(mean)} on average in 30 days` : ""}`;
  },
};
