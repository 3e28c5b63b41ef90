import { RpcError } from "./rpc.ts";
import { type Attempts, type Settlement, type SettlementDeps, settle } from "./settle.ts";

export interface InclusionPolicy {
  /** How long one execution waits before it leaves the transaction to the next reconciliation. */
  readonly timeoutSeconds: number;
  readonly pollMilliseconds: number;
}

/**
 * Looks at the chain until the decision's transaction is mined, reverted, replaced or dropped, or the time is up; in the last case it comes back
 * as still "signed" or "submitted". A node that fails is asked again. When `stop` is aborted it takes a last look and waits no longer.
 */
export async function waitForInclusion(
  deps: SettlementDeps,
  attempts: Attempts,
  policy: InclusionPolicy,
  stop?: AbortSignal,
): Promise<Settlement> {
  const giveUpAtMilliseconds = deps.clock.nowMilliseconds() + policy.timeoutSeconds * 1000;
  let current = attempts;
  for (;;) {
    const settlement = await look(deps, current);
    if (!("attempts" in settlement)) return settlement;
    if (stop?.aborted || deps.clock.nowMilliseconds() >= giveUpAtMilliseconds) return settlement;
    current = settlement.attempts;
    await deps.clock.sleep(policy.pollMilliseconds, stop);
  }
}

async function look(deps: SettlementDeps, attempts: Attempts): Promise<Settlement> {
  try {
    return await settle(deps, attempts);
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    const [{ decisionId, hash, status }] = attempts;
    deps.emit({ type: "inspection-failed", decisionId, hash, explanation: error.message });
    return { status: status === "signed" ? "signed" : "submitted", attempts };
  }
}
