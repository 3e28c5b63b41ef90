import type { ImportReport } from "../observe/history/importHistory.ts";
import { thousands } from "./format.ts";

/** What became of a file, for a person. */
export function importText(report: ImportReport, seconds: number): string {
  const { rows, stored, rejected, markets, layout, added, changed, unchanged, rejectedByRule, badLines } = report;
  const bad = rejectedByRule["bad-line"] ?? 0;
  const lines = [
    `${count(rows)} rows of ${count(markets)} markets (${layout}) in ${seconds.toFixed(1)} s: ${count(stored)} stored, ${count(rejected)} rejected.`,
    `Stored: ${count(added)} new, ${count(changed)} changed, ${count(unchanged)} as they were.`,
    ...Object.entries(rejectedByRule).map(([rule, times]) => `Rejected (${rule}): ${count(times)}`),
    ...badLines.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(bad > badLines.length ? [`  and ${count(bad - badLines.length)} more`] : []),
  ];
  return lines.join("\n");
}

export function count(value: number): string {
  return thousands(value, 0);
}
