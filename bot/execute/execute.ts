import { type Interface, keccak256 } from "ethers";
import type { Decision } from "../core/decision.ts";
import { KeeperError } from "../core/errors.ts";
import type { MoveLog } from "../core/moveResult.ts";
import type { Outbox, OutboxRow, SubmissionRoute } from "../core/outbox.ts";
import type { Plan } from "../core/plan.ts";
import type { Address } from "../core/units.ts";
import type { VaultState } from "../core/vaultState.ts";
import { BUDGET_SECONDS, type GasBudget, overBudget } from "./budget.ts";
import type { BlockHead } from "./chainReads.ts";
import { type Clock, nowSeconds } from "./clock.ts";
import type { Emit } from "./events.ts";
import type { FeeInputs, FeePolicy } from "./feePolicy.ts";
import { type InclusionPolicy, waitForInclusion } from "./inclusion.ts";
import { driftRecorder } from "./moves/drift.ts";
import type { ReckonedCosts, SlippagePolicy } from "./moves/slippage.ts";
import { type ExecutionOutcome, outcomeOf } from "./outcome.ts";
import type { Permit } from "./permit.ts";
import type { PlanPolicy } from "./plan.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { reconcile } from "./reconcile.ts";
import { ExecutionRefusedError, refusalOf } from "./refusal.ts";
import { createReplace } from "./replace.ts";
import type { ReplacementPolicy } from "./replacementFees.ts";
import { boundedRpc, type JsonRpc } from "./rpc.ts";
import type { SettlementDeps } from "./settle.ts";
import type { GuardedSigner } from "./signers/signer.ts";
import { SubmissionRejectedError } from "./submitter.ts";
import { type Submitters, submitterOf } from "./submitters.ts";
import { maxGasCostWei } from "./transaction.ts";
import { vaultInterface } from "./vaultAbi.ts";

export interface ExecutionPolicy {
  /** Do everything but record and send. */
  readonly dryRun: boolean;
  readonly plan: PlanPolicy;
  readonly slippage: SlippagePolicy;
  readonly fees: FeePolicy;
  readonly budget: GasBudget;
  readonly replacement: ReplacementPolicy;
  /** What is added to the estimated gas, in basis points of it. */
  readonly gasMarginBps: number;
  readonly inclusion: InclusionPolicy;
  readonly rpcTimeoutMilliseconds: number;
  /** Blocks after which a nonce used by a transaction that is not ours counts as lost, and a block as one that stays. */
  readonly finalAfterBlocks: number;
}

export interface ExecutionDeps {
  readonly provider: JsonRpc;
  readonly outbox: Outbox;
  readonly signer: GuardedSigner;
  readonly submitters: Submitters;
  /** Which way a plan takes to a block. */
  readonly routeOf: (plan: Plan) => SubmissionRoute;
  /** Just before anything is sent: throws when another keeper leads the vault by now. */
  readonly fence: { check(): Promise<void> };
  /** Asked before anything is begun, and once more just before it is signed. */
  readonly permit: Permit;
  /** Fee history and ETH price at the time of the call, read through a node with a time limit. */
  readonly feeInputs: (rpc: JsonRpc) => Promise<FeeInputs>;
  /** What the decision took entering and leaving markets to cost. */
  readonly reckoned: ReckonedCosts;
  readonly moveLog: MoveLog;
  readonly policy: ExecutionPolicy;
  readonly clock: Clock;
  readonly emit: Emit;
  /** The errors a rebalance may revert with; those of the vault unless given. */
  readonly errors?: Interface;
  /** The vault this keeper is of, where its account may be that of other vaults, too. */
  readonly vault?: Address | undefined;
  /** Aborted, what is sent is waited for no longer: the next start follows it. */
  readonly stop?: AbortSignal | undefined;
}

/** What `reconcile` needs out of what `execute` needs, for use at start. */
export function settlementDeps(deps: ExecutionDeps): SettlementDeps {
  const { outbox, signer, policy, clock, emit } = deps;
  const rpc = boundedRpc(deps.provider, policy.rpcTimeoutMilliseconds);
  const errors = deps.errors ?? vaultInterface;
  const feeHistory = async (node: JsonRpc) => (await deps.feeInputs(node)).history;
  return {
    rpc,
    outbox,
    submitters: policy.dryRun ? null : deps.submitters,
    fence: deps.fence,
    replace: policy.dryRun ? null : createReplace({ rpc, errors, outbox, signer, feeHistory, policy, clock, emit }),
    onMined: driftRecorder(deps),
    ownVault: deps.vault,
    errors,
    clock,
    emit,
    finalAfterBlocks: policy.finalAfterBlocks,
  };
}

/**
 * Carries out a decision at most once.
 *
 * The outbox knows the signed bytes before anyone else does, and nothing new is signed while a transaction of the sender is unresolved:
 * wherever this is interrupted, the next `reconcile` finds the transaction and sends, at most, the same bytes again.
 *
 * @param vault The state `decision` was made from.
 * @throws {KeeperError} when the node or the outbox cannot be used before anything is sent. Once a transaction may have been sent, a
 * failing node makes the outcome "pending"; a failing outbox still throws, and the row it holds is enough to recover.
 */
export async function execute(deps: ExecutionDeps, decision: Decision, vault: VaultState): Promise<ExecutionOutcome> {
  try {
    return await executeOrRefuse(deps, decision, vault);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    deps.emit({ type: "refused", decisionId: decision.id, ...refusal });
    return { kind: "refused", ...refusal };
  }
}

async function executeOrRefuse(deps: ExecutionDeps, decision: Decision, vault: VaultState): Promise<ExecutionOutcome> {
  const { signer, policy, permit, emit } = deps;
  await permit.check();
  const settlement = settlementDeps(deps);
  const { unresolved } = await reconcile(settlement, { chainId: decision.chainId, sender: signer.address });
  if (await deps.outbox.hasDecision(decision.id)) {
    throw new ExecutionRefusedError("already-executed", `Decision ${decision.id} has its transaction in the outbox`);
  }
  const [blocking] = unresolved;
  if (blocking) {
    throw new ExecutionRefusedError("unresolved-transaction", `Transaction ${blocking.hash} (nonce ${blocking.nonce}) is not settled yet`);
  }

  const { rpc, errors } = settlement;
  const { feeInputs, reckoned } = deps;
  const prepared = await prepare({ rpc, errors, feeInputs, reckoned, policy, sender: signer.address, emit }, decision, vault);
  const { plan, transaction, expectedGasUsed } = prepared;
  await requireBudget(deps, prepared);
  const route = deps.routeOf(plan);
  // Planning takes its time.
  await permit.check();
  const rawTransaction = await signer.signTransaction(transaction);
  const hash = keccak256(rawTransaction);
  if (policy.dryRun) {
    emit({ type: "dry-run", decisionId: decision.id, hash, nonce: transaction.nonce });
    return { kind: "dry-run", plan, transaction, hash, rawTransaction, expectedGasUsed, route };
  }

  const row = await deps.outbox.recordSigned({
    decisionId: decision.id,
    purpose: "rebalance",
    route,
    attempt: 0,
    chainId: transaction.chainId,
    vault: transaction.to,
    sender: transaction.from,
    nonce: transaction.nonce,
    hash,
    rawTransaction,
    gasLimit: transaction.gasLimit,
    maxFeePerGasWei: transaction.maxFeePerGasWei,
    maxPriorityFeePerGasWei: transaction.maxPriorityFeePerGasWei,
    ethPriceUsd: prepared.ethPriceUsd,
    signedAtBlock: prepared.head.number,
    createdAtSeconds: nowSeconds(deps.clock),
  });
  // When it is killed before, the drift stays unknown.
  if (prepared.expectation !== null) await deps.moveLog.recordExpected(row, prepared.expectation);
  emit({ type: "signed", decisionId: decision.id, hash, nonce: transaction.nonce, route });
  const sent = await submitFirst(deps, row, prepared.head);
  return outcomeOf(await waitForInclusion(settlement, [sent], policy.inclusion, deps.stop));
}

async function requireBudget({ outbox, policy, clock }: ExecutionDeps, { transaction, ethPriceUsd }: Prepared): Promise<void> {
  const spent = await outbox.gasSpentSince(transaction.chainId, transaction.to, nowSeconds(clock) - BUDGET_SECONDS, null);
  const over = overBudget(spent, maxGasCostWei(transaction), ethPriceUsd, policy.budget);
  if (over !== null) throw new ExecutionRefusedError("gas-budget", over);
}

/**
 * The first submission. Only here does a rejection end a transaction at once: nobody else can have the bytes yet.
 * @throws {SubmissionRejectedError} after marking the row dropped.
 * @throws {LeadershipLostError} leaving the row to who leads now.
 */
async function submitFirst(deps: ExecutionDeps, row: OutboxRow, head: BlockHead): Promise<OutboxRow> {
  const { outbox, submitters, clock, emit, fence } = deps;
  const { id, decisionId, hash, purpose } = row;
  const submitter = submitterOf(submitters, row);
  if (submitter === null) return row;
  await fence.check();
  try {
    const { via } = await submitter.submit(row, head);
    await outbox.markSubmitted(id, { submitter: via, submittedAtSeconds: nowSeconds(clock) });
    emit({ type: "submitted", decisionId, hash, submitter: via });
    return { ...row, status: "submitted", submitter: via };
  } catch (error) {
    if (!(error instanceof KeeperError)) throw error;
    if (error instanceof SubmissionRejectedError && error.reason !== "nonce-too-low") {
      await outbox.markDropped(id, error.message);
      emit({ type: "settled", decisionId, hash, purpose, status: "dropped", inclusion: null, reason: error.message });
      throw error;
    }
    // Taken or not, or its nonce used by whom: the chain tells while waiting.
    emit({ type: "submission-uncertain", decisionId, hash, explanation: error.message });
    return row;
  }
}
