import type { Interface } from "ethers";
import type { Decision } from "../core/decision.ts";
import type { RebalanceExpectation } from "../core/moveResult.ts";
import type { Plan } from "../core/plan.ts";
import type { Address } from "../core/units.ts";
import type { VaultState } from "../core/vaultState.ts";
import { type BlockHead, readBalanceWei, readHead, readTransactionCount } from "./chainReads.ts";
import type { Emit } from "./events.ts";
import { chooseFees, type FeeInputs, type FeePolicy } from "./feePolicy.ts";
import { type Measurement, measurePlan } from "./moves/measure.ts";
import { expectationOf, type ReckonedCosts, requireSlippage, type SlippagePolicy, slippageOf, tightenedMinimum } from "./moves/slippage.ts";
import { makePlan, type PlanPolicy, withMinimum } from "./plan.ts";
import { ExecutionRefusedError } from "./refusal.ts";
import type { JsonRpc } from "./rpc.ts";
import { estimateGas, type SimulationFailure, simulate } from "./simulate.ts";
import { maxGasCostWei, type UnsignedTransaction } from "./transaction.ts";

export interface PreparationDeps {
  readonly rpc: JsonRpc;
  readonly errors: Interface;
  readonly feeInputs: (rpc: JsonRpc) => Promise<FeeInputs>;
  /** What the decision took entering and leaving markets to cost. */
  readonly reckoned: ReckonedCosts;
  readonly policy: {
    readonly plan: PlanPolicy;
    readonly slippage: SlippagePolicy;
    readonly fees: FeePolicy;
    readonly gasMarginBps: number;
  };
  readonly sender: Address;
  readonly emit: Emit;
}

/** A transaction that the chain, as far as it can be known, would execute now. */
export interface Prepared {
  readonly plan: Plan;
  readonly transaction: UnsignedTransaction;
  readonly expectedGasUsed: bigint;
  /** Null when the node could not measure it. */
  readonly expectation: RebalanceExpectation | null;
  /** The newest block when it was prepared. */
  readonly head: BlockHead;
  readonly ethPriceUsd: number;
}

/**
 * Decision → plan → what its moves would lose → gas → fees → nonce → simulation of exactly what is to be signed. Sends nothing and writes
 * nothing.
 *
 * @throws {PlanRefusedError | ExecutionRefusedError} when it should not be sent.
 * @throws {RpcError} when the node cannot be asked.
 */
export async function prepare(deps: PreparationDeps, decision: Decision, vault: VaultState): Promise<Prepared> {
  const { rpc, policy, sender, emit } = deps;
  const decisionId = decision.id;
  const loose = makePlan({ decision, vault, policy: policy.plan });
  emit({ type: "planned", decisionId, plan: loose });

  // All at once; when several speak against it, the first of them in this order does.
  const [nonce, feeInputs, head, estimate, balanceWei, measurement] = await inOrder([
    freeNonce(rpc, sender),
    deps.feeInputs(rpc),
    requireCurrentNode(rpc, loose, vault),
    estimateGas(deps, { from: sender, to: loose.vault, data: loose.calldata }, policy.gasMarginBps),
    readBalanceWei(rpc, sender),
    measurePlan(deps, loose, sender),
  ]);
  if (!estimate.ok) throw simulationFailed(estimate);
  const plan = withinSlippage(deps, decision, loose, measurement);

  const fees = chooseFees(feeInputs, estimate.gasLimit, policy.fees);
  if (!fees.ok) throw new ExecutionRefusedError(fees.reason, fees.explanation);
  const { maxFeePerGasWei, maxPriorityFeePerGasWei, maxCostWei } = fees;
  emit({ type: "priced", decisionId, maxFeePerGasWei, maxPriorityFeePerGasWei, maxCostWei });

  const transaction: UnsignedTransaction = {
    chainId: plan.chainId,
    from: sender,
    to: plan.vault,
    nonce,
    data: plan.calldata,
    valueWei: 0n,
    gasLimit: estimate.gasLimit,
    maxFeePerGasWei,
    maxPriorityFeePerGasWei,
  };
  requireFunds(balanceWei, transaction);
  const simulation = await simulate(deps, transaction);
  if (!simulation.ok) throw simulationFailed(simulation);
  const { blockTag, fallbackReason } = simulation;
  emit({ type: "simulated", decisionId, gasUsed: estimate.gasUsed, gasLimit: estimate.gasLimit, blockTag, fallbackReason });
  const expectedGasUsed = estimate.gasUsed;
  const expectation = measurement.ok ? expectationOf(plan, measurement, expectedGasUsed) : null;
  return { plan, transaction, expectedGasUsed, expectation, head, ethPriceUsd: feeInputs.ethPriceUsd };
}

/** The plan with a minimum that leaves no more to lose than its moves need; as it is where the node cannot measure them. */
function withinSlippage({ policy, reckoned, emit }: PreparationDeps, decision: Decision, plan: Plan, measurement: Measurement): Plan {
  const decisionId = decision.id;
  if (!measurement.ok) {
    if (!measurement.unmeasured) throw simulationFailed(measurement);
    emit({ type: "unmeasured", decisionId, explanation: measurement.reason });
    return plan;
  }
  const slippages = slippageOf(plan, measurement);
  const { slippageToleranceBps } = policy.slippage;
  const minTotalAssets = tightenedMinimum(plan.minTotalAssets, measurement.grossAfter, slippages, slippageToleranceBps);
  emit({ type: "measured", decisionId, slippages, minTotalAssets });
  requireSlippage(slippages, decision.reason, reckoned, policy.slippage);
  return withMinimum(plan, minTotalAssets);
}

/** The account's next nonce, when nothing that the outbox does not know waits with it. */
async function freeNonce(rpc: JsonRpc, sender: Address): Promise<number> {
  const [mined, withWaiting] = await Promise.all([
    readTransactionCount(rpc, sender, "latest"),
    readTransactionCount(rpc, sender, "pending"),
  ]);
  if (withWaiting > mined) {
    throw new ExecutionRefusedError(
      "foreign-transaction",
      `${withWaiting - mined} transaction(s) of ${sender} that this keeper has no record of wait from nonce ${mined} on; ` +
        "the keeper's key must be used by nothing else",
    );
  }
  return mined;
}

/** Deadlines are the chain's business, so the chain's time is compared; and a node behind the decision would simulate the past. */
async function requireCurrentNode(rpc: JsonRpc, plan: Plan, vault: VaultState): Promise<BlockHead> {
  const head = await readHead(rpc);
  if (head.number < vault.blockNumber) {
    throw new ExecutionRefusedError(
      "node-behind",
      `The node is at block ${head.number}, the decision was made at block ${vault.blockNumber}`,
    );
  }
  if (head.timestampSeconds >= plan.deadlineSeconds) {
    throw new ExecutionRefusedError(
      "deadline-passed",
      `The plan was valid until ${plan.deadlineSeconds}, the chain's time is ${head.timestampSeconds}`,
    );
  }
  return head;
}

/** Nodes differ in whether a simulation checks this, and none takes a transaction whose sender cannot pay for all of its gas. */
function requireFunds(balanceWei: bigint, transaction: UnsignedTransaction): void {
  const neededWei = maxGasCostWei(transaction);
  if (balanceWei < neededWei) {
    throw new ExecutionRefusedError(
      "insufficient-funds",
      `${transaction.from} has ${balanceWei} wei and may need ${neededWei} wei for gas; send ETH to it`,
    );
  }
}

/** Like `Promise.all`, but of several failures the first in the list is thrown, not the first in time. */
async function inOrder<Values extends readonly unknown[]>(work: { readonly [Key in keyof Values]: Promise<Values[Key]> }): Promise<Values> {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === "rejected") throw result.reason;
  }
  return Promise.all(work) as Promise<Values>;
}

function simulationFailed(failure: SimulationFailure): ExecutionRefusedError {
  return new ExecutionRefusedError("simulation-failed", `The rebalance would fail on the ${failure.blockTag} block: ${failure.reason}`);
}
