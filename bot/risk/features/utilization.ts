import { DAY_SECONDS, HOUR_SECONDS } from "./riskMoment.ts";
import type { RiskTopic } from "./topic.ts";
import { isKnown, pointsText, shareText } from "./wording.ts";

const SPAN_HOURS = [4, 24, 168, 720] as const;

/** How much is lent out, where that comes from, how much it moves, and how much of the last time withdrawing was difficult. */
export const utilization: RiskTopic = {
  topic: "utilization",
  names: [
    "utilization",
    ...SPAN_HOURS.map((hours) => `utilization-over-mean-${hours}h`),
    "utilization-change-24h",
    "utilization-highest-24h",
    "utilization-highest-168h",
    "utilization-highest-720h",
    "utilization-deviation-24h",
    "utilization-deviation-168h",
    "strained-share-24h",
    "strained-share-168h",
    "strained-share-720h",
    "blocked-share-168h",
    "blocked-share-720h",
  ],
  values({ view, atSeconds, last, first }) {
    const { timeSeconds, utilization: used } = view.series;
    const now = used[last] as number;
    const since = (hours: number) => atSeconds - hours * HOUR_SECONDS;
    const highest = (hours: number) => {
      let most = now;
      for (let i = last; i >= first && (timeSeconds[i] as number) >= since(hours); i--) most = Math.max(most, used[i] as number);
      return most;
    };
    const deviation = (hours: number) => {
      const mean = view.utilization.mean(since(hours), atSeconds);
      return Math.sqrt(Math.max(0, view.squaredUtilization.mean(since(hours), atSeconds) - mean * mean));
    };
    return [
      now,
      ...SPAN_HOURS.map((hours) => now - view.utilization.mean(since(hours), atSeconds)),
      now - view.utilization.at(atSeconds - DAY_SECONDS),
      highest(24),
      highest(168),
      highest(720),
      deviation(24),
      deviation(168),
      view.strained.mean(since(24), atSeconds),
      view.strained.mean(since(168), atSeconds),
      view.strained.mean(since(720), atSeconds),
      view.exitBlocked.mean(since(168), atSeconds),
      view.exitBlocked.mean(since(720), atSeconds),
    ];
  },
  words(values) {
    const [now, , , , , change, , highestWeek] = values as number[];
    if (!isKnown(now)) return "utilization not known";
    const moved = isKnown(change) && Math.abs(change) >= 0.005 ? `, ${pointsText(change)} in 24 h` : "";
    const peak = isKnown(highestWeek) && highestWeek - now >= 0.02 ? `, at most ${shareText(highestWeek)} in 7 days` : "";
    return `utilization ${shareText(now)}${moved}${peak}`;
  },
};
