import { percent } from "../../format.ts";
import { type Finding, LASTING, type Rule } from "../rule.ts";

/** Both have to be gone: a tenth of a large disk lasts for years, and 20 GB may be all of a small one. */
const DISK = { freeShare: 0.1, freeBytes: 20e9 };
const DISK_CRITICAL = { freeShare: 0.05, freeBytes: 5e9 };
const LIMIT_USED = 0.85;
const LIMIT_USED_CRITICAL = 0.95;

export const databaseFull: Rule = {
  name: "database-full",
  judgedByAnyone: true,
  hysteresis: LASTING,
  remedy:
    "Make room, or move the database; `keeper db status` lists the largest tables, storage.observationDays says how long single samples are kept.",
  judge({ database: { bytes, limitBytes, disk } }) {
    const findings: Finding[] = [];
    if (disk !== null) {
      const { freeBytes, totalBytes } = disk;
      const isBelow = (least: typeof DISK) => freeBytes < least.freeShare * totalBytes && freeBytes < least.freeBytes;
      if (isBelow(DISK)) {
        findings.push({
          subject: "disk",
          severity: isBelow(DISK_CRITICAL) ? "critical" : "warning",
          summary: `The disk of the database has ${gigabytes(freeBytes)} left of ${gigabytes(totalBytes)}; the database takes ${gigabytes(bytes)}`,
          details: { bytes, ...disk },
        });
      }
    }
    if (limitBytes !== null && bytes >= LIMIT_USED * limitBytes) {
      findings.push({
        subject: "limit",
        severity: bytes >= LIMIT_USED_CRITICAL * limitBytes ? "critical" : "warning",
        summary: `The database takes ${gigabytes(bytes)}, ${percent(bytes / limitBytes, 0)} of storage.databaseLimitGigabytes`,
        details: { bytes, limitBytes },
      });
    }
    return findings;
  },
};

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
