import { marketName } from "../../format.ts";
import type { Report } from "../report.ts";
import { type ReportSection, section } from "../section.ts";
import { minuteWords } from "../words.ts";

/** Alerts, ticks that failed or never were, and samples that were missed. */
export function incidentsSection({ incidents: { alerts, failures, missedTicks, gaps }, fromSeconds }: Report): ReportSection {
  const failed = failures.reduce((sum, { count }) => sum + count, 0);
  const opened = alerts.filter(({ openedAtSeconds }) => openedAtSeconds >= fromSeconds).length;
  const open = alerts.filter(({ resolvedAtSeconds }) => resolvedAtSeconds === null).length;
  const sentences = [
    alerts.length === 0 ? "No alert was open." : `Alerts: ${opened} opened, ${alerts.length - open} resolved by now, ${open} still open.`,
    failed === 0 ? "No tick failed." : `${failed === 1 ? "One tick" : `${failed} ticks`} failed.`,
    missedTicks === null
      ? "How many ticks there should have been is not known."
      : missedTicks === 0
        ? "None was missed."
        : `${missedTicks === 1 ? "One was" : `${missedTicks} were`} missed.`,
    gaps.length === 0
      ? "No sample of its markets was missed."
      : `Samples of ${gaps.length === 1 ? "one market" : `${gaps.length} markets`} were missed.`,
  ];
  const alertRows = alerts.map(({ openedAtSeconds, resolvedAtSeconds, severity, rule, summary }) => [
    minuteWords(openedAtSeconds),
    resolvedAtSeconds === null ? "open" : minuteWords(resolvedAtSeconds),
    severity,
    rule,
    summary,
  ]);
  const failureRows = failures.map(({ rule, lastMessage, lastSeconds, count }) => [
    rule,
    lastMessage,
    minuteWords(lastSeconds),
    String(count),
  ]);
  const gapRows = gaps.map(({ marketId, reasons, missed, refilled, irrecoverable }) => [
    marketName(marketId),
    reasons.join(", "),
    String(missed),
    String(refilled),
    String(irrecoverable),
  ]);
  return section("Incidents", {
    sentences: [sentences.join(" ")],
    tables: [
      { rows: [["opened, UTC", "resolved", "severity", "rule", "what"], ...alertRows], wordColumns: 5 },
      { rows: [["tick failed by", "last message", "last, UTC", "ticks"], ...failureRows], wordColumns: 3 },
      { rows: [["samples missed of", "why", "missed", "refilled since", "lost"], ...gapRows], wordColumns: 2 },
    ].filter(({ rows }) => rows.length > 1),
  });
}
