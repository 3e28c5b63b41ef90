import type { Kysely } from "kysely";
import type { DecisionReason } from "../../core/decision.ts";
import type { GasOutlook } from "../../core/gasOutlook.ts";
import type { VaultState } from "../../core/vaultState.ts";
import { conditionsNamed } from "../../store/conditions.ts";
import { decidedSoSince } from "../../store/decisions.ts";
import type { Database } from "../../store/schema.ts";
import { GAS_LOOK_BACK_SECONDS, gasForecast } from "../gas/gasForecast.ts";
import { gasOutlookOf } from "../gas/gasOutlook.ts";
import { HOUR_SECONDS } from "../gas/hourlyFees.ts";
import { BASE_FEE, stepSeries } from "./liveConditions.ts";

const GWEI = 1e9;
/** A plan that was decided on and not carried out, as when its transaction was dropped, has waited, too. */
const WORTH_MAKING: readonly DecisionReason[] = ["waiting-for-gas", "net-benefit"];

/**
 * What the stored base fees, with that of the vault's block, let expect of the hours until the deadline, and since when there has been a plan
 * worth making, by the decisions stored since the last rebalance. Null when nobody waits, or too little is known.
 */
export async function readGasOutlook(
  db: Kysely<Database>,
  vault: VaultState,
  baseFeePerGasWei: bigint,
  deadlineSeconds: number,
): Promise<GasOutlook | null> {
  const { chainId, address, blockNumber, blockTimeSeconds, usage } = vault;
  const hours = Math.floor(deadlineSeconds / HOUR_SECONDS);
  if (hours === 0) return null;
  const [past, waitingSinceSeconds] = await Promise.all([
    conditionsNamed(db, BASE_FEE, blockTimeSeconds - GAS_LOOK_BACK_SECONDS, blockTimeSeconds - 1),
    decidedSoSince(db, { chainId, vault: address }, WORTH_MAKING, { blockNumber, fromSeconds: usage.lastRebalanceSeconds ?? 0 }),
  ]);
  const now = [blockTimeSeconds, Number(baseFeePerGasWei) / GWEI] as const;
  const fees = stepSeries([...past.map((row) => [row.timeSeconds, row.value] as const), now]);
  const forecast = gasForecast(fees, blockTimeSeconds, hours);
  return forecast && gasOutlookOf(forecast, waitingSinceSeconds);
}
