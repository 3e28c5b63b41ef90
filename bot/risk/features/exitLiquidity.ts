import { DAY_SECONDS, HOUR_SECONDS } from "./riskMoment.ts";
import type { RiskTopic } from "./topic.ts";
import { isKnown, shareText, usdText } from "./wording.ts";

/** What could be withdrawn at once, how fast that went, and how much of the deposits single holders were seen to move: who holds much can take much. */
export const exitLiquidity: RiskTopic = {
  topic: "exit liquidity",
  names: [
    "ln-cash-usd",
    "cash-change-24h",
    "cash-change-168h",
    "cash-lowest-share-168h",
    "days-of-cash",
    "largest-move-168h",
    "largest-move-720h",
  ],
  values({ view, atSeconds, last, first }) {
    const { timeSeconds, totalSupplyUsd } = view.series;
    const supply = totalSupplyUsd[last] as number;
    const cashAt = (time: number) => view.supply.at(time) - view.borrow.at(time);
    const cash = cashAt(atSeconds);
    const dayChange = (cash - cashAt(atSeconds - DAY_SECONDS)) / supply;
    let lowest = 1 - view.utilization.at(atSeconds);
    let week = 0;
    let month = 0;
    for (let i = Math.max(first, 1); i <= last; i++) {
      const time = timeSeconds[i] as number;
      const isThisWeek = atSeconds - time <= 168 * HOUR_SECONDS;
      if (isThisWeek) lowest = Math.min(lowest, 1 - (view.series.utilization[i] as number));
      // A day and more between two points is no single move.
      if (time - (timeSeconds[i - 1] as number) > 6 * HOUR_SECONDS) continue;
      const move = Math.abs((totalSupplyUsd[i] as number) / (totalSupplyUsd[i - 1] as number) - 1);
      if (!(move < 10)) continue;
      month = Math.max(month, move);
      if (isThisWeek) week = Math.max(week, move);
    }
    return [
      Math.log(Math.max(cash, 1)),
      dayChange,
      (cash - cashAt(atSeconds - 7 * DAY_SECONDS)) / supply,
      lowest,
      // At the last day's pace; a month where cash grows.
      dayChange < 0 ? Math.min(30, cash / supply / -dayChange) : 30,
      week,
      month,
    ];
  },
  words(values, { view, atSeconds }) {
    const cash = view.supply.at(atSeconds) - view.borrow.at(atSeconds);
    const [, , , , days, , largest] = values as number[];
    const pace =
      isKnown(days) && days < 14
        ? `, gone in ${days < 2 ? `${(24 * days).toFixed(0)} h` : `${days.toFixed(0)} days`} at the last day's pace`
        : "";
    const moved = isKnown(largest) && largest >= 0.1 ? `, one move of ${shareText(largest)} of deposits in 30 days` : "";
    return `${isKnown(cash) ? `${usdText(Math.max(0, cash))} can be withdrawn` : "withdrawable cash not known"}${pace}${moved}`;
  },
};
