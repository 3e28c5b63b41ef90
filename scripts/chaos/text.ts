import type { ChaosSummary, ChaosTick } from "./run.ts";

/** For a person who watches. */
export function tickLine({ number, faults, status, reason, violations }: ChaosTick): string {
  const wrong = faults.length === 0 ? "" : `  [${faults.join(", ")}]`;
  const why = reason === null ? "" : `  ${reason.slice(0, 120)}`;
  return [`${String(number).padStart(5)}  ${status.padEnd(10)}${wrong}${why}`, ...violations.map(violationLine)].join("\n");
}

export function summaryText(summary: ChaosSummary, seconds: number): string {
  const { ticks, restarts, transactions, checks, violations } = summary;
  return [
    `${ticks} ticks in ${seconds} s: ${transactions} transactions in the chain, ${restarts} restarts, ` +
      `${checks.always + checks.quiet} checks, ${checks.quiet} of them with nothing on its way`,
    "",
    ...table("what went wrong", summary.faults),
    ...table("how ticks ended", summary.ends),
    ...table("what became of transactions", summary.statuses),
    violations.length === 0 ? "No violations." : `${violations.length} VIOLATIONS`,
    ...violations.map(violationLine),
  ].join("\n");
}

function violationLine({ tick, invariant, explanation, faults }: ChaosSummary["violations"][number]): string {
  return `  VIOLATION at tick ${tick} (${faults.join(", ") || "no fault"}): ${invariant}: ${explanation}`;
}

function table(title: string, counts: Readonly<Record<string, number>>): readonly string[] {
  const rows = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return [title, ...rows.map(([name, count]) => `  ${name.padEnd(24)}${String(count).padStart(6)}`), ""];
}
