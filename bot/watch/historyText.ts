import type { DefillamaBackfillReport } from "../observe/defillama/backfill.ts";
import type { ArchiveBackfillReport } from "../observe/history/archiveBackfill.ts";
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

/** What a backfill from an archive node did, for a person. */
export function archiveText(report: ArchiveBackfillReport): string {
  const { times, blocks, observations, rejected, alreadyStored, withoutBlock, stopped } = report;
  return [
    `${count(observations)} observations at ${count(blocks)} blocks for ${count(times)} times; ${count(rejected)} samples rejected.`,
    `${count(alreadyStored)} samples were stored before; ${count(withoutBlock)} times have no block of their own.`,
    ...(stopped ? [STOPPED] : []),
  ].join("\n");
}

/** What a backfill from DefiLlama did, for a person. */
export function defillamaText(report: DefillamaBackfillReport): string {
  const { pools, poolsCovered, rows, stored, added, rejected, rejectedByRule, stopped } = report;
  return [
    `${count(rows)} days of ${count(pools)} pools: ${count(stored)} stored (${count(added)} new), ${count(rejected)} rejected.`,
    ...Object.entries(rejectedByRule).map(([rule, times]) => `Rejected (${rule}): ${count(times)}`),
    ...(poolsCovered > 0 ? [`${count(poolsCovered)} pools were brought in within the last day and not asked for again.`] : []),
    ...(stopped ? [STOPPED] : []),
  ].join("\n");
}

const STOPPED = "Stopped before the end: the same command goes on from here.";
