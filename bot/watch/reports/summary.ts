import type { Report } from "./report.ts";
import { resultSentence } from "./sections/result.ts";
import { percentWords, sharePriceWords, usdWords } from "./words.ts";

/** What a chat is told: a few plain lines. */
export function reportSummary(report: Report): string {
  const { end, performance, activity, incidents } = report;
  const failed = incidents.failures.reduce((sum, { count }) => sum + count, 0);
  const open = incidents.alerts.filter(({ resolvedAtSeconds }) => resolvedAtSeconds === null).length;
  const worth = end === null ? [] : [`NAV ${usdWords(end.navUsd)}, share price ${sharePriceWords(end.sharePrice)}.`];
  const fall = performance === null || performance.maxDrawdown === 0 ? [] : [`Deepest fall ${percentWords(performance.maxDrawdown, 4)}.`];
  return [
    resultSentence(report),
    ...worth,
    ...fall,
    `Gas ${usdWords(activity.gas.usd)}.`,
    `Alerts ${incidents.alerts.length}, ${open} still open; ${failed} ticks failed${incidents.missedTicks === null ? "" : `, ${incidents.missedTicks} missed`}.`,
  ].join("\n");
}
