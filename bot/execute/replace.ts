import { type Interface, keccak256 } from "ethers";
import { KeeperError } from "../core/errors.ts";
import type { Outbox, OutboxRow, TransactionPurpose } from "../core/outbox.ts";
import { BUDGET_SECONDS, type GasBudget, overBudget } from "./budget.ts";
import type { BlockHead } from "./chainReads.ts";
import { type Clock, nowSeconds } from "./clock.ts";
import type { Emit } from "./events.ts";
import type { FeeHistory, FeePolicy } from "./feePolicy.ts";
import { PUBLIC_MEMPOOL } from "./publicSubmitter.ts";
import { type ReplacementPolicy, replacementFees } from "./replacementFees.ts";
import type { JsonRpc } from "./rpc.ts";
import type { Attempts } from "./settle.ts";
import type { GuardedSigner } from "./signers/signer.ts";
import { simulateOnLatest } from "./simulate.ts";
import { cancellationOf, type UnsignedTransaction, unsignedOf } from "./transaction.ts";

/** Signs and records further attempts at a nonce. */
export interface Replace {
  readonly policy: ReplacementPolicy;
  /**
   * The next attempt, recorded and ready to send: the same call with better fees or, with purpose "cancel" or when the call would fail by now,
   * a cancellation. Null when none may be made, which is told as an event: too many already, against ceilings or budget, or the signer does not sign.
   * @throws {RpcError | LeadershipLostError | OutboxConflictError}
   */
  sign(attempts: Attempts, head: BlockHead, purpose: TransactionPurpose): Promise<OutboxRow | null>;
}

export interface ReplaceDeps {
  readonly rpc: JsonRpc;
  readonly errors: Interface;
  readonly outbox: Outbox;
  readonly signer: GuardedSigner;
  readonly feeHistory: (rpc: JsonRpc) => Promise<FeeHistory>;
  readonly policy: { readonly fees: FeePolicy; readonly replacement: ReplacementPolicy; readonly budget: GasBudget };
  readonly clock: Clock;
  readonly emit: Emit;
}

export function createReplace(deps: ReplaceDeps): Replace {
  /** By hash, the block at which replacing was refused last: nothing changes before the next one. */
  const refusedAt = new Map<string, number>();
  return {
    policy: deps.policy.replacement,
    async sign(attempts, head, purpose) {
      const before = attempts.at(-1) ?? attempts[0];
      if (refusedAt.get(before.hash) === head.number) return null;
      const refuse = (explanation: string) => {
        refusedAt.set(before.hash, head.number);
        deps.emit({ type: "replacement-refused", decisionId: before.decisionId, hash: before.hash, explanation });
        return null;
      };
      if (attempts.length > deps.policy.replacement.atMost) return refuse(`It was replaced ${attempts.length - 1} times already`);
      const made = before.purpose === "cancel" ? null : await remade(deps, attempts, purpose);
      if (made !== null && !made.stillWorks && !isPublished(before)) {
        return refuse(`It would fail by now (${made.reason}), so builders leave it out; nothing has to be cancelled`);
      }
      const history = await deps.feeHistory(deps.rpc);
      const asCancellation = made === null || !made.stillWorks;
      const original = unsignedOf(before.rawTransaction);
      const gasLimit = asCancellation ? cancellationOf(original, original).gasLimit : original.gasLimit;
      const fees = replacementFees(attempts, history, gasLimit, deps.policy);
      if (!fees.ok) return refuse(fees.explanation);
      const spent = await deps.outbox.gasSpentSince(before.chainId, before.vault, nowSeconds(deps.clock) - BUDGET_SECONDS, before.nonce);
      const over = overBudget(spent, fees.maxCostWei, before.ethPriceUsd, deps.policy.budget);
      if (over !== null) return refuse(over);
      const { maxFeePerGasWei, maxPriorityFeePerGasWei } = fees;
      const offered = { maxFeePerGasWei, maxPriorityFeePerGasWei };
      const transaction = asCancellation ? cancellationOf(original, offered) : { ...original, ...offered };
      const rawTransaction = await signed(deps.signer, transaction);
      if (rawTransaction instanceof KeeperError) return refuse(`It cannot be signed: ${rawTransaction.message}`);
      const why = made === null ? "its deadline has passed" : made.stillWorks ? "it waits" : `it would fail by now: ${made.reason}`;
      return record(deps, before, head, { transaction, rawTransaction, purpose: asCancellation ? "cancel" : "rebalance", why });
    },
  };
}

type Remade = { readonly stillWorks: true } | { readonly stillWorks: false; readonly reason: string };

/** Whether the call is still worth its gas; null when it shall be cancelled whatever it would do. */
async function remade(deps: ReplaceDeps, attempts: Attempts, purpose: TransactionPurpose): Promise<Remade | null> {
  if (purpose === "cancel") return null;
  const simulation = await simulateOnLatest(deps, unsignedOf((attempts.at(-1) ?? attempts[0]).rawTransaction));
  return simulation.ok ? { stillWorks: true } : { stillWorks: false, reason: simulation.reason };
}

/** The signed bytes, or why there are none: a signer that is away for a while must not end the following of what waits. */
async function signed(signer: GuardedSigner, transaction: UnsignedTransaction): Promise<string | KeeperError> {
  try {
    return await signer.signTransaction(transaction);
  } catch (error) {
    if (error instanceof KeeperError) return error;
    throw error;
  }
}

interface SignedReplacement {
  readonly transaction: UnsignedTransaction;
  readonly rawTransaction: string;
  readonly purpose: TransactionPurpose;
  readonly why: string;
}

async function record(
  deps: ReplaceDeps,
  before: OutboxRow,
  head: BlockHead,
  { transaction, rawTransaction, purpose, why }: SignedReplacement,
): Promise<OutboxRow> {
  const hash = keccak256(rawTransaction);
  const { decisionId, vault, sender, nonce, chainId, ethPriceUsd } = before;
  const { gasLimit, maxFeePerGasWei, maxPriorityFeePerGasWei } = transaction;
  const row = await deps.outbox.recordSigned({
    decisionId,
    purpose,
    // What frees a nonce has nothing to hide.
    route: purpose === "cancel" || isPublished(before) ? "public" : "private",
    attempt: before.attempt + 1,
    chainId,
    vault,
    sender,
    nonce,
    hash,
    rawTransaction,
    gasLimit,
    maxFeePerGasWei,
    maxPriorityFeePerGasWei,
    ethPriceUsd,
    signedAtBlock: head.number,
    createdAtSeconds: nowSeconds(deps.clock),
  });
  deps.emit({ type: "replaced-by", decisionId, hash: before.hash, by: hash, purpose, explanation: why });
  return row;
}

function isPublished({ route, submitter }: OutboxRow): boolean {
  return route === "public" || submitter === PUBLIC_MEMPOOL;
}
