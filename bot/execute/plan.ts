import { getAddress } from "ethers";
import type { DecidedMove, Decision } from "../core/decision.ts";
import { KeeperError } from "../core/errors.ts";
import type { Plan } from "../core/plan.ts";
import { type Address, BPS } from "../core/units.ts";
import type { VaultState } from "../core/vaultState.ts";
import { encodeRebalance } from "./vaultAbi.ts";

export interface PlanPolicy {
  /** How long after the block of the decision the vault still accepts the plan. */
  readonly deadlineSeconds: number;
  /** The part of gross assets a rebalance may cost, in basis points; the vault's own limit holds when it is tighter. */
  readonly maxLossBps: number;
}

export type PlanRefusalReason =
  | "not-a-rebalance"
  | "other-state"
  | "unknown-adapter"
  | "empty"
  | "over-withdrawn"
  | "unbalanced"
  | "slippage";

/** The decision cannot become a call that would be right to sign. */
export class PlanRefusedError extends KeeperError {
  readonly reason: PlanRefusalReason;

  constructor(reason: PlanRefusalReason, explanation: string) {
    super(`No plan: ${explanation}`, "Nothing was signed; the next tick decides anew.", 1);
    this.reason = reason;
  }
}

export interface PlanInputs {
  readonly decision: Decision;
  /** The state the decision was made from: its nonce makes the vault refuse the plan in any other. */
  readonly vault: VaultState;
  readonly policy: PlanPolicy;
}

/**
 * The exact call for a decision: one move an adapter, withdrawals first so that they fund the allocations.
 *
 * `minTotalAssets`, which the vault compares with its gross assets, is grossAssets − ⌊grossAssets × lossBps / 10000⌋ with the tighter of
 * the policy's and the vault's loss limit. The loss is rounded down, so the guard is never looser than the vault's own check however
 * that rounds.
 *
 * @throws {PlanRefusedError}
 */
export function makePlan({ decision, vault, policy }: PlanInputs): Plan {
  requireSameState(decision, vault);
  const moves = netMoves(decision.moves);
  if (moves.length === 0) throw new PlanRefusedError("empty", "the moves cancel each other out, or there are none");
  requireFunded(moves, vault);

  const lossBps = Math.min(policy.maxLossBps, vault.limits.rebalanceLossBps);
  const minTotalAssets = vault.grossAssets - (vault.grossAssets * BigInt(lossBps)) / BPS;
  const call = {
    decisionId: decision.id,
    chainId: vault.chainId,
    vault: getAddress(vault.address),
    stateNonce: vault.stateNonce,
    deadlineSeconds: vault.blockTimeSeconds + policy.deadlineSeconds,
    moves,
  };
  return withMinimum(call, minTotalAssets);
}

/** The same plan, which the vault refuses when it would leave less than this. */
export function withMinimum(plan: Omit<Plan, "minTotalAssets" | "calldata">, minTotalAssets: bigint): Plan {
  const { moves, stateNonce } = plan;
  return {
    ...plan,
    minTotalAssets,
    calldata: encodeRebalance(
      moves.map((move) => ({ adapter: move.adapter, assets: move.change })),
      { deadlineSeconds: BigInt(plan.deadlineSeconds), stateNonce, minTotalAssets },
    ),
  };
}

function requireSameState(decision: Decision, vault: VaultState): void {
  if (decision.action !== "rebalance") throw new PlanRefusedError("not-a-rebalance", `the decision is to hold (${decision.reason})`);
  const same =
    decision.chainId === vault.chainId &&
    getAddress(decision.vault) === getAddress(vault.address) &&
    decision.blockNumber === vault.blockNumber;
  if (!same) {
    // A newer state would lend its nonce to a decision that never saw it.
    throw new PlanRefusedError(
      "other-state",
      `the decision is for ${decision.vault} on chain ${decision.chainId} at block ${decision.blockNumber}, ` +
        `the state of ${vault.address} on chain ${vault.chainId} at block ${vault.blockNumber}`,
    );
  }
}

/** One move an adapter without zeros: withdrawals, then allocations, each in the order in which their adapters first appear. */
function netMoves(moves: readonly DecidedMove[]): DecidedMove[] {
  const byAdapter = new Map<Address, DecidedMove>();
  for (const move of moves) {
    const adapter = getAddress(move.adapter);
    const before = byAdapter.get(adapter);
    byAdapter.set(adapter, { marketId: before?.marketId ?? move.marketId, adapter, change: (before?.change ?? 0n) + move.change });
  }
  const netted = [...byAdapter.values()];
  return [...netted.filter((move) => move.change < 0n), ...netted.filter((move) => move.change > 0n)];
}

function requireFunded(moves: readonly DecidedMove[], vault: VaultState): void {
  const positions = new Map(vault.positions.map((position) => [getAddress(position.adapter), position]));
  let cash = vault.idle;
  for (const move of moves) {
    const position = positions.get(move.adapter);
    if (!position) throw new PlanRefusedError("unknown-adapter", `${move.adapter} is not an adapter of the vault`);
    if (-move.change > position.withdrawable) {
      throw new PlanRefusedError(
        "over-withdrawn",
        `${move.marketId} can pay ${position.withdrawable} now, the decision wants ${-move.change} out of it`,
      );
    }
    cash -= move.change;
  }
  if (cash < 0n) throw new PlanRefusedError("unbalanced", `the allocations exceed the idle balance and the withdrawals by ${-cash}`);
}
