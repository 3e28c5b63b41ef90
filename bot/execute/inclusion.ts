import type { OutboxRow } from "../core/outbox.ts";
import { RpcError } from "./rpc.ts";
import { type Settlement, type SettlementDeps, settle } from "./settle.ts";

export interface InclusionPolicy {
  /** How long one execution waits before it leaves the transaction to the next reconciliation. */
  readonly timeoutSeconds: number;
  readonly pollMilliseconds: number;
}

/**
 * Looks at the chain until the transaction is mined, reverted, replaced or dropped, or the time is up; in the last case it comes back as
 * still "signed" or "submitted". A node that fails is asked again.
 */
export async function waitForInclusion(deps: SettlementDeps, row: OutboxRow, policy: InclusionPolicy): Promise<Settlement> {
  const giveUpAtMilliseconds = deps.clock.nowMilliseconds() + policy.timeoutSeconds * 1000;
  let current = row;
  for (;;) {
    const settlement = await look(deps, current);
    if (settlement.status !== "signed" && settlement.status !== "submitted") return settlement;
    if (deps.clock.nowMilliseconds() >= giveUpAtMilliseconds) return settlement;
    current = { ...current, status: settlement.status };
    await deps.clock.sleep(policy.pollMilliseconds);
  }
}

async function look(deps: SettlementDeps, row: OutboxRow): Promise<Settlement> {
  try {
    return await settle(deps, row);
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    deps.emit({ type: "inspection-failed", decisionId: row.decisionId, hash: row.hash, explanation: error.message });
    return { status: row.status === "signed" ? "signed" : "submitted" };
  }
}
