/** The lines of one file that a coverage report speaks of, and how often each ran. */
export type LineCounts = ReadonlyMap<number, number>;

/** Reads an lcov tracefile: `SF:` opens a file, `DA:line,count` tells of a line. Files are named as in the report. */
export function parseLcov(report: string): ReadonlyMap<string, LineCounts> {
  const files = new Map<string, Map<number, number>>();
  let current = new Map<number, number>();
  for (const text of report.split("\n")) {
    if (text.startsWith("SF:")) {
      current = new Map();
      files.set(text.slice("SF:".length).replaceAll("\\", "/"), current);
    } else if (text.startsWith("DA:")) {
      const [line = 0, count = 0] = text.slice("DA:".length).split(",").map(Number);
      current.set(line, count);
    }
  }
  return files;
}
