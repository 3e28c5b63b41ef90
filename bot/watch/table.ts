/** A plain table: the first row is the header; columns that hold numbers align right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const numeric = widths.map((_width, column) => rows.slice(1).every((row) => /^[-+$–]?[\d.,]+( ?%)?$|^–$|^$/.test(row[column] ?? "")));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
