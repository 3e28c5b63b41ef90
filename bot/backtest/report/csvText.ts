/** Text is quoted where it must be; a number has all its digits; what is not known is empty. */
export type CsvField = string | number | null;

/** Comma-separated values (RFC 4180, but for lines that end as everywhere else in the project, in a line feed), the header first. */
export function csvText(rows: Iterable<readonly CsvField[]>): string {
  let text = "";
  for (const row of rows) text += `${row.map(csvField).join(",")}\n`;
  return text;
}

function csvField(field: CsvField): string {
  if (typeof field === "number") return Number.isFinite(field) ? String(field) : "";
  const text = field ?? "";
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
