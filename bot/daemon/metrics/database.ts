import { Gauge, type Registry } from "prom-client";
import type { DaemonEvent } from "../events.ts";
import { ownedSeries, type Series } from "./ownedSeries.ts";

const DATABASE = "database";

/** Of the room the database takes, and has. */
export function databaseMetrics(registry: Registry): (event: DaemonEvent) => void {
  const registers = [registry];
  // Through series, since a gauge without labels says 0 where nothing is known.
  const gauge = (name: string, help: string) => ownedSeries(unlabelled(new Gauge({ name, help, registers })));
  const size = gauge("yield_database_size_bytes", "The database with its indexes.");
  const limit = gauge("yield_database_limit_bytes", "How large it may grow, where `storage.databaseLimitGigabytes` says so.");
  const free = gauge("yield_database_disk_free_bytes", "Free on the file system of the embedded server's files.");
  const disk = gauge("yield_database_disk_size_bytes", "That file system, without what is kept for root.");

  return (event) => {
    if (event.type !== "measured") return;
    const { bytes, limitBytes, disk: space } = event.measures.space;
    const known = (value: number | null): Series[] => (value === null ? [] : [[{}, value]]);
    size.replace(DATABASE, known(bytes));
    limit.replace(DATABASE, known(limitBytes));
    free.replace(DATABASE, known(space?.freeBytes ?? null));
    disk.replace(DATABASE, known(space?.totalBytes ?? null));
  };
}

/** Without the 0 that it begins with. */
function unlabelled(gauge: Gauge): Gauge {
  gauge.remove();
  return gauge;
}
