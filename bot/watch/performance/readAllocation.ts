import type { Kysely } from "kysely";
import type { UnixSeconds } from "../../core/units.ts";
import { decisionById, type VaultKey } from "../../store/decisions.ts";
import type { Database } from "../../store/schema.ts";
import { lastSeenTick } from "../../store/ticks.ts";
import { type AllocationNow, allocationNow } from "./allocationNow.ts";

/** As the last tick until a time that decided had it; null without one. */
export async function readAllocation(db: Kysely<Database>, key: VaultKey, untilSeconds?: UnixSeconds): Promise<AllocationNow | null> {
  const tick = await lastSeenTick(db, key, { decided: true, ...(untilSeconds === undefined ? {} : { untilSeconds }) });
  const decision = tick?.decisionId == null ? null : await decisionById(db, tick.decisionId);
  return tick?.totalAssets == null || decision === null ? null : allocationNow(decision, tick.totalAssets, tick.status === "rebalanced");
}
