import { type Interface, keccak256 } from "ethers";
import type { Decision } from "../core/decision.ts";
import { KeeperError } from "../core/errors.ts";
import type { Outbox, OutboxRow } from "../core/outbox.ts";
import type { VaultState } from "../core/vaultState.ts";
import { type Clock, nowSeconds } from "./clock.ts";
import type { Emit } from "./events.ts";
import type { FeeInputs, FeePolicy } from "./feePolicy.ts";
import { type InclusionPolicy, waitForInclusion } from "./inclusion.ts";
import { type ExecutionOutcome, outcomeOf } from "./outcome.ts";
import type { PlanPolicy } from "./plan.ts";
import { prepare } from "./prepare.ts";
import { reconcile } from "./reconcile.ts";
import { ExecutionRefusedError, refusalOf } from "./refusal.ts";
import { boundedRpc, type JsonRpc } from "./rpc.ts";
import type { SettlementDeps } from "./settle.ts";
import type { GuardedSigner } from "./signers/signer.ts";
import { SubmissionRejectedError, type Submitter } from "./submitter.ts";
import { vaultInterface } from "./vaultAbi.ts";

export interface ExecutionPolicy {
  /** Do everything but record and send. */
  readonly dryRun: boolean;
  readonly plan: PlanPolicy;
  readonly fees: FeePolicy;
  /** What is added to the estimated gas, in basis points of it. */
  readonly gasMarginBps: number;
  readonly inclusion: InclusionPolicy;
  readonly rpcTimeoutMilliseconds: number;
  /** Blocks after which a nonce used by a transaction that is not ours counts as lost. */
  readonly finalAfterBlocks: number;
}

export interface ExecutionDeps {
  readonly provider: JsonRpc;
  readonly outbox: Outbox;
  readonly signer: GuardedSigner;
  readonly submitter: Submitter;
  /** Fee history and ETH price at the time of the call, read through a node with a time limit. */
  readonly feeInputs: (rpc: JsonRpc) => Promise<FeeInputs>;
  readonly policy: ExecutionPolicy;
  readonly clock: Clock;
  readonly emit: Emit;
  /** The errors a rebalance may revert with; those of the vault unless given. */
  readonly errors?: Interface;
}

/** What `reconcile` needs out of what `execute` needs, for use at start. */
export function settlementDeps(deps: ExecutionDeps): SettlementDeps {
  return {
    rpc: boundedRpc(deps.provider, deps.policy.rpcTimeoutMilliseconds),
    outbox: deps.outbox,
    submitter: deps.policy.dryRun ? null : deps.submitter,
    errors: deps.errors ?? vaultInterface,
    clock: deps.clock,
    emit: deps.emit,
    finalAfterBlocks: deps.policy.finalAfterBlocks,
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
  const { signer, policy, emit } = deps;
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
  const prepared = await prepare({ rpc, errors, feeInputs: deps.feeInputs, policy, sender: signer.address, emit }, decision, vault);
  const { plan, transaction, expectedGasUsed } = prepared;
  const rawTransaction = await signer.signTransaction(transaction);
  const hash = keccak256(rawTransaction);
  if (policy.dryRun) {
    emit({ type: "dry-run", decisionId: decision.id, hash, nonce: transaction.nonce });
    return { kind: "dry-run", plan, transaction, hash, rawTransaction, expectedGasUsed };
  }

  const row = await deps.outbox.recordSigned({
    decisionId: decision.id,
    chainId: transaction.chainId,
    vault: transaction.to,
    sender: transaction.from,
    nonce: transaction.nonce,
    hash,
    rawTransaction,
    gasLimit: transaction.gasLimit,
    maxFeePerGasWei: transaction.maxFeePerGasWei,
    maxPriorityFeePerGasWei: transaction.maxPriorityFeePerGasWei,
    createdAtSeconds: nowSeconds(deps.clock),
  });
  emit({ type: "signed", decisionId: decision.id, hash, nonce: transaction.nonce });
  const sent = await submitFirst(deps, row);
  return outcomeOf(row, await waitForInclusion(settlement, sent, policy.inclusion));
}

/**
 * The first submission. Only here does a rejection end a transaction at once: nobody else can have the bytes yet.
 * @throws {SubmissionRejectedError} after marking the row dropped.
 */
async function submitFirst(deps: ExecutionDeps, row: OutboxRow): Promise<OutboxRow> {
  const { outbox, submitter, clock, emit } = deps;
  const { id, decisionId, hash } = row;
  try {
    await submitter.submit(row.rawTransaction);
  } catch (error) {
    if (!(error instanceof KeeperError)) throw error;
    if (error instanceof SubmissionRejectedError && error.reason !== "nonce-too-low") {
      await outbox.markDropped(id, error.message);
      emit({ type: "settled", decisionId, hash, status: "dropped", inclusion: null, reason: error.message });
      throw error;
    }
    // Taken or not, or its nonce used by whom: the chain tells while waiting.
    emit({ type: "submission-uncertain", decisionId, hash, explanation: error.message });
    return row;
  }
  await outbox.markSubmitted(id, { submitter: submitter.kind, submittedAtSeconds: nowSeconds(clock) });
  emit({ type: "submitted", decisionId, hash, submitter: submitter.kind });
  return { ...row, status: "submitted" };
}
