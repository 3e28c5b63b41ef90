import type { Migration } from "kysely/migration";
import { initial } from "./0001_initial.ts";
import { vaultStatus } from "./0002_vault_status.ts";
import { yieldHistory } from "./0003_yield_history.ts";
import { partitionedObservations } from "./0004_partitioned_observations.ts";
import { collection } from "./0005_collection.ts";
import { backfills } from "./0006_backfills.ts";
import { forecasting } from "./0007_forecasting.ts";
import { risk } from "./0008_risk.ts";
import { sweeps } from "./0009_sweeps.ts";
import { execution } from "./0010_execution.ts";
import { alerts } from "./0011_alerts.ts";
import { operator } from "./0012_operator.ts";
import { backtests } from "./0013_backtests.ts";
import { reports } from "./0014_reports.ts";

/** Every migration by name, in order. They only go forward: a released one is never edited, a mistake is mended by the next. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001_initial": initial,
  "0002_vault_status": vaultStatus,
  "0003_yield_history": yieldHistory,
  "0004_partitioned_observations": partitionedObservations,
  "0005_collection": collection,
  "0006_backfills": backfills,
  "0007_forecasting": forecasting,
  "0008_risk": risk,
  "0009_sweeps": sweeps,
  "0010_execution": execution,
  "0011_alerts": alerts,
  "0012_operator": operator,
  "0013_backtests": backtests,
  "0014_reports": reports,
};
