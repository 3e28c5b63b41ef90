import type { LineCounts } from "./lcov.ts";

export interface FileCoverage {
  readonly lines: number;
  readonly covered: number;
  readonly percent: number;
  /** The lines that never ran, or not to their end. */
  readonly missing: readonly number[];
}

export interface CoverageReport extends Omit<FileCoverage, "missing"> {
  readonly files: Readonly<Record<string, FileCoverage>>;
}

export const LEAST_PERCENT = 98;

/** @param statements The lines that count, by file. A file the tracefile does not mention never ran. */
export function coverageReport(
  statements: ReadonlyMap<string, readonly number[]>,
  counts: ReadonlyMap<string, LineCounts>,
): CoverageReport {
  const files = Object.fromEntries(
    [...statements].map(([file, lines]) => {
      const missing = lines.filter((line) => (counts.get(file)?.get(line) ?? 0) === 0);
      return [file, { ...share(lines.length, lines.length - missing.length), missing }];
    }),
  );
  const total = (field: "lines" | "covered") => Object.values(files).reduce((sum, file) => sum + file[field], 0);
  return { ...share(total("lines"), total("covered")), files };
}

function share(lines: number, covered: number) {
  // Rounded down: 100 means all of them.
  return { lines, covered, percent: lines === 0 ? 100 : Math.floor((10_000 * covered) / lines) / 100 };
}

export function coverageText({ lines, covered, percent, files }: CoverageReport): string {
  const row = (name: string, file: Omit<FileCoverage, "missing">, missing: readonly number[] = []) =>
    `${name.padEnd(46)} ${String(file.covered).padStart(5)} / ${String(file.lines).padEnd(5)} ${file.percent.toFixed(2).padStart(6)} %  ${missing.join(" ")}`.trimEnd();
  const rows = Object.entries(files).map(([name, file]) => row(name, file, file.missing));
  return [...rows, row("total", { lines, covered, percent })].join("\n");
}
