import type { DatabaseStatus } from "../store/databaseStatus.ts";
import { thousands, utcTime } from "./format.ts";
import { table } from "./table.ts";

/** What a database is and holds, for a person. */
export function databaseText(status: DatabaseStatus): string {
  const { applied, pending, unknown } = status.migrations;
  const lines = [
    `Database ${status.database}, PostgreSQL ${status.serverVersion}, ${megabytes(status.bytes)} MB`,
    `Migrations: ${applied.length} applied${pending.length === 0 ? ", none pending" : `; pending: ${pending.join(", ")}`}`,
    ...(unknown.length === 0 ? [] : [`Applied by a newer version: ${unknown.join(", ")}`]),
  ];
  if (status.oldestObservationSeconds !== null && status.newestObservationSeconds !== null) {
    lines.push(`Observations from ${utcTime(status.oldestObservationSeconds)} to ${utcTime(status.newestObservationSeconds)} UTC`);
  }
  if (status.staleDays > 0) lines.push(`Days still to be summed up: ${status.staleDays}`);
  const sizes = [...status.tables, ...status.partitions].map(({ name, estimatedRows, bytes }) => [
    name,
    estimatedRows === null ? "–" : thousands(estimatedRows, 0),
    megabytes(bytes),
  ]);
  if (sizes.length > 0) lines.push("", table([["table", "rows (estimate)", "MB"], ...sizes]));
  return lines.join("\n");
}

export function megabytes(bytes: number): string {
  return thousands(bytes / 1e6, 1);
}
