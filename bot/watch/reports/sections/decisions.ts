import type { Report } from "../report.ts";
import { type ReportSection, section } from "../section.ts";

/** Why money was moved, and why it was not. */
export function decisionsSection({ activity: { decisions, ticks } }: Report): ReportSection {
  const count = sumOf(decisions);
  const ticked = sumOf(ticks);
  const words = [ticked === 0 ? "There was no tick." : `${ticked === 1 ? "One tick" : `${ticked} ticks`}: ${listOf(ticks)}.`];
  if (count === 0) return section("Decisions", { sentences: [...words, "Nothing was decided."] });
  const rows = Object.entries(decisions)
    .toSorted(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .map(([reason, times]) => [reason, String(times), `${((100 * times) / count).toFixed(1)} %`]);
  return section("Decisions", { sentences: words, tables: [{ rows: [["reason", "decisions", "share"], ...rows], wordColumns: 1 }] });
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** "280 held, 2 rebalanced". */
function listOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
}
