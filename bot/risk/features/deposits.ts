import { DAY_SECONDS, HOUR_SECONDS } from "./riskMoment.ts";
import type { RiskTopic } from "./topic.ts";
import { growthText, isKnown, usdText } from "./wording.ts";

const SPAN_HOURS = [1, 4, 24, 168, 720] as const;

/** What lies in the market, how that grew and fell, and how much of it came and went at once. */
export const deposits: RiskTopic = {
  topic: "deposits",
  names: [
    "ln-deposits-usd",
    ...SPAN_HOURS.map((hours) => `deposits-growth-${hours}h`),
    "deposits-below-highest-720h",
    "deposits-largest-daily-fall-720h",
    "deposits-daily-deviation-720h",
    "deposits-growth-24h-over-deviation",
    "debts-growth-24h",
    "debts-growth-168h",
  ],
  values({ view, atSeconds, last, first }) {
    const { totalSupplyUsd, totalBorrowUsd } = view.series;
    const now = totalSupplyUsd[last] as number;
    const debts = totalBorrowUsd[last] as number;
    let highest = now;
    for (let i = first; i <= last; i++) highest = Math.max(highest, totalSupplyUsd[i] as number);
    let largestFall = 0;
    let days = 0;
    let sum = 0;
    let squares = 0;
    for (let day = 0; day < 30; day++) {
      const until = atSeconds - day * DAY_SECONDS;
      const change = growth(view.supply.at(until - DAY_SECONDS), view.supply.at(until));
      if (Number.isNaN(change)) continue;
      largestFall = Math.min(largestFall, change);
      days++;
      sum += change;
      squares += change * change;
    }
    const deviation = days < 3 ? Number.NaN : Math.sqrt(Math.max(0, squares / days - (sum / days) ** 2));
    const lastDay = growth(view.supply.at(atSeconds - DAY_SECONDS), now);
    return [
      now > 0 ? Math.log(now) : Number.NaN,
      ...SPAN_HOURS.map((hours) => growth(view.supply.at(atSeconds - hours * HOUR_SECONDS), now)),
      growth(highest, now),
      largestFall,
      deviation,
      lastDay / Math.max(deviation, 0.001),
      growth(view.borrow.at(atSeconds - DAY_SECONDS), debts),
      growth(view.borrow.at(atSeconds - 7 * DAY_SECONDS), debts),
    ];
  },
  words(values, { view, last }) {
    const [, , , day, week, , fallen] = values as number[];
    const now = view.series.totalSupplyUsd[last];
    if (!isKnown(now)) return "deposits not known";
    const changes = [
      ...(isKnown(day) && Math.abs(day) >= 0.005 ? [`${growthText(day)} in 24 h`] : []),
      ...(isKnown(week) && Math.abs(week) >= 0.005 ? [`${growthText(week)} in 7 days`] : []),
      ...(isKnown(fallen) && fallen <= -0.1 ? [`${growthText(fallen)} from their highest in 30 days`] : []),
    ];
    return `deposits ${usdText(now)}${changes.map((one) => `, ${one}`).join("")}`;
  },
};

function growth(before: number, now: number): number {
  return before > 0 && now > 0 ? Math.log(now / before) : Number.NaN;
}
