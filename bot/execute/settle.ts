import type { Interface } from "ethers";
import { KeeperError } from "../core/errors.ts";
import type { Inclusion, Outbox, OutboxRow } from "../core/outbox.ts";
import type { Address } from "../core/units.ts";
import type { BlockHead, Receipt } from "./chainReads.ts";
import { type Clock, nowSeconds } from "./clock.ts";
import type { Emit } from "./events.ts";
import { gasCostWei } from "./gasCost.ts";
import { findIncluded, inspect } from "./inspect.ts";
import type { Replace } from "./replace.ts";
import { explainRevert } from "./revertReason.ts";
import type { JsonRpc } from "./rpc.ts";
import type { SubmissionEnd } from "./submitter.ts";
import { type Submitters, submitterOf } from "./submitters.ts";
import { guardOf } from "./transaction.ts";

export interface SettlementDeps {
  /** With a time limit on every call (`boundedRpc`). */
  readonly rpc: JsonRpc;
  readonly outbox: Outbox;
  /** Null when nothing may be sent: a dry run looks and records, and leaves what is lost to a real one. */
  readonly submitters: Submitters | null;
  /** Asked just before anything is sent. */
  readonly fence: { check(): Promise<void> };
  /** Signs a further attempt when one is due; null when nothing may be signed. */
  readonly replace: Replace | null;
  /** Told of every rebalance found in a block, before its row is final; what it throws leaves the row to the next look. */
  readonly onMined: (row: OutboxRow, receipt: Receipt) => Promise<void>;
  readonly errors: Interface;
  readonly clock: Clock;
  readonly emit: Emit;
  /** What the account sent for other vaults is looked at and recorded, and left to their keepers otherwise. Without it everything is this keeper's. */
  readonly ownVault?: Address | undefined;
  /** Blocks after which a nonce used by another transaction counts as lost, and a block as one that stays. */
  readonly finalAfterBlocks: number;
}

/** All unresolved transactions of one nonce, by attempt: of one decision, since a nonce belongs to one. */
export type Attempts = readonly [OutboxRow, ...OutboxRow[]];

/** Where a decision's transaction stands after a look at the chain. */
export type Settlement =
  | { readonly status: "signed" | "submitted"; readonly attempts: Attempts }
  | { readonly status: "mined"; readonly row: OutboxRow; readonly inclusion: Inclusion }
  | { readonly status: "reverted"; readonly row: OutboxRow; readonly inclusion: Inclusion; readonly reason: string }
  | { readonly status: "replaced" | "dropped"; readonly row: OutboxRow; readonly reason: string };

/**
 * One look at the chain for one nonce, with what follows from it: a receipt or a lost nonce is recorded; bytes the node does not know are
 * offered again while their deadline allows it, and given up afterwards, when the vault would refuse them anyway; what waits too long is
 * replaced by better fees, or cancelled when it would fail by now.
 *
 * The same step serves waiting after a submission and recovery after a crash, so a transaction has one life whoever watches it.
 *
 * @param laterWaits Whether a later nonce of the account waits for this one.
 * @throws {RpcError} if the node cannot be asked; the rows are unchanged.
 */
export async function settle(deps: SettlementDeps, attempts: Attempts, laterWaits = false): Promise<Settlement> {
  const found = await inspect(deps.rpc, attempts, deps.finalAfterBlocks);
  if ("nextNonce" in found && (await isBehindGap(deps, attempts, found.nextNonce))) return settleBehindGap(deps, attempts, found);
  switch (found.state) {
    case "included":
      return recordIncluded(deps, attempts, found.row, found.receipt);
    case "nonce-used":
      return recordNonceUsed(deps, attempts, found.final);
    case "waiting":
      return isDead(attempts, found.head) || isOverdue(deps, attempts, found.head)
        ? replaceOr(deps, attempts, found.head, () => recordSubmitted(deps, attempts, null))
        : recordSubmitted(deps, attempts, null);
    case "unknown":
      if (!isDead(attempts, found.head)) {
        const again = () => offer(deps, attempts, found.head);
        return isOverdue(deps, attempts, found.head) ? replaceOr(deps, attempts, found.head, again) : again();
      }
      // What was public once may still be somewhere, and a later nonce needs this one used; otherwise the next decision uses it.
      if (laterWaits) return replaceOr(deps, attempts, found.head, async () => unresolved(attempts));
      return recordDropped(
        deps,
        attempts,
        `It was in no block up to ${found.head.number}, the node does not know it and its deadline has passed`,
      );
  }
}

/**
 * A transaction that was found in the chain after it had been given up.
 * @throws {RpcError}
 */
export async function settleGivenUp(deps: SettlementDeps, row: OutboxRow): Promise<void> {
  const included = await findIncluded(deps.rpc, [row]);
  if (included !== null) await recordIncluded(deps, [], row, included.receipt);
}

/**
 * Whether a nonce before theirs is free and nothing on record uses it, or may. That is so after a node has counted wrong: no block can take these
 * before something else is sent. A node that lags counts nonces as free that are on record as used.
 */
async function isBehindGap({ outbox }: SettlementDeps, [{ chainId, sender, nonce }]: Attempts, nextNonce: number): Promise<boolean> {
  if (nextNonce >= nonce) return false;
  const rows = await outbox.ofNonce(chainId, sender, nextNonce);
  return rows.every(({ status }) => status === "dropped" || status === "replaced");
}

/** Better fees do not help them, and they must not block what would use the nonces before them: once the vault refuses them they are given up. */
async function settleBehindGap(
  deps: SettlementDeps,
  attempts: Attempts,
  { head, nextNonce }: { readonly head: BlockHead; readonly nextNonce: number },
): Promise<Settlement> {
  const rebalances = attempts.filter(({ purpose }) => purpose === "rebalance");
  if (!rebalances.every((row) => isPastDeadline(row, head))) return unresolved(attempts);
  return recordDropped(deps, attempts, `Nonce ${nextNonce}, which comes before its own, is not used, and its deadline has passed`);
}

/** The vault compares with the time of the block that includes it, which is later than the head's. A cancellation has no deadline. */
function isDead(attempts: Attempts, head: BlockHead): boolean {
  return attempts.every((row) => row.purpose !== "cancel" && isPastDeadline(row, head));
}

function isPastDeadline({ rawTransaction }: OutboxRow, head: BlockHead): boolean {
  return BigInt(head.timestampSeconds) >= (guardOf(rawTransaction)?.deadlineSeconds ?? 0n);
}

function isOverdue({ replace }: SettlementDeps, attempts: Attempts, head: BlockHead): boolean {
  return replace !== null && head.number - lastOf(attempts).signedAtBlock >= replace.policy.afterBlocks;
}

/** Another attempt if one can be made; otherwise what would be done without. */
async function replaceOr(
  deps: SettlementDeps,
  attempts: Attempts,
  head: BlockHead,
  otherwise: () => Promise<Settlement>,
): Promise<Settlement> {
  if (deps.replace === null || deps.submitters === null) return otherwise();
  const purpose = isDead(attempts, head) ? "cancel" : "rebalance";
  const replacement = await deps.replace.sign(attempts, head, purpose);
  if (replacement === null) return otherwise();
  const reason = `Attempt ${replacement.attempt} takes its place`;
  const before = lastOf(attempts);
  await submitterOf(deps.submitters, before)?.close(before, { status: "replaced", blockNumber: null, reason });
  return offer(deps, [...attempts, replacement], head);
}

/** Offers the last attempt, the one with the best fees. */
async function offer(deps: SettlementDeps, attempts: Attempts, head: BlockHead): Promise<Settlement> {
  const row = lastOf(attempts);
  const submitter = deps.submitters === null ? null : submitterOf(deps.submitters, row);
  if (submitter === null) return unresolved(attempts);
  const { decisionId, hash } = row;
  await deps.fence.check();
  try {
    const { via, offeredNow } = await submitter.submit(row, head);
    if (offeredNow) {
      deps.emit({ type: row.status === "signed" ? "submitted" : "rebroadcast", decisionId, hash, submitter: via });
    }
    return recordSubmitted(deps, attempts, via);
  } catch (error) {
    if (!(error instanceof KeeperError)) throw error;
    // Whatever the reason, the chain has the last word: the next look finds a receipt, a used nonce, or the deadline passed.
    deps.emit({ type: "submission-uncertain", decisionId, hash, explanation: error.message });
    return unresolved(attempts);
  }
}

async function recordIncluded(deps: SettlementDeps, attempts: readonly OutboxRow[], row: OutboxRow, receipt: Receipt): Promise<Settlement> {
  const inclusion = inclusionOf(receipt);
  const { blockNumber } = inclusion;
  for (const other of attempts.filter(({ id }) => id !== row.id)) {
    const reason = `Attempt ${row.attempt}, ${row.hash}, is in block ${blockNumber} instead`;
    await deps.outbox.markReplaced(other.id, reason);
    await end(deps, other, { status: "replaced", blockNumber: null, reason });
  }
  if (receipt.succeeded) {
    if (row.purpose === "rebalance") await deps.onMined(row, receipt);
    await deps.outbox.markMined(row.id, inclusion);
    await end(deps, row, { status: "mined", blockNumber, reason: null }, inclusion);
    if (row.purpose === "rebalance") return { status: "mined", row, inclusion };
    return { status: "replaced", row, reason: `It was cancelled in block ${blockNumber}` };
  }
  const reason = await explainRevert(deps, row, receipt);
  await deps.outbox.markReverted(row.id, inclusion, reason);
  await end(deps, row, { status: "reverted", blockNumber, reason }, inclusion);
  return { status: "reverted", row, inclusion, reason };
}

/** By whom: one of ours that was given up, or settled before these were recorded so, or a transaction that is not ours. */
async function recordNonceUsed(deps: SettlementDeps, attempts: Attempts, final: boolean): Promise<Settlement> {
  const [{ chainId, sender, nonce }] = attempts;
  const ids = new Set(attempts.map(({ id }) => id));
  const others = (await deps.outbox.ofNonce(chainId, sender, nonce)).filter(({ id }) => !ids.has(id));
  const included = await findIncluded(deps.rpc, others);
  if (included !== null) {
    const settlement = await recordIncluded(deps, attempts, included.row, included.receipt);
    const [ours] = attempts;
    if (included.row.decisionId === ours.decisionId) return settlement;
    return {
      status: "replaced",
      row: ours,
      reason: `${included.row.hash} of an earlier decision is in block ${included.receipt.blockNumber}`,
    };
  }
  if (!final) return unresolved(attempts);
  const reason = `Another transaction of ${sender} used nonce ${nonce}`;
  for (const row of attempts) {
    await deps.outbox.markReplaced(row.id, reason);
    await end(deps, row, { status: "replaced", blockNumber: null, reason });
  }
  return { status: "replaced", row: lastOf(attempts), reason };
}

async function recordDropped(deps: SettlementDeps, attempts: Attempts, reason: string): Promise<Settlement> {
  for (const row of attempts) {
    await deps.outbox.markDropped(row.id, reason);
    await end(deps, row, { status: "dropped", blockNumber: null, reason });
  }
  return { status: "dropped", row: lastOf(attempts), reason };
}

/** `via` is null when the node already had it: whoever sent it was killed before recording that. */
async function recordSubmitted(deps: SettlementDeps, attempts: Attempts, via: string | null): Promise<Settlement> {
  const row = lastOf(attempts);
  if (row.status === "signed" || (via !== null && via !== row.submitter)) {
    await deps.outbox.markSubmitted(row.id, { submitter: via, submittedAtSeconds: nowSeconds(deps.clock) });
  }
  return unresolved([...attempts.slice(0, -1), { ...row, status: "submitted", submitter: via ?? row.submitter }] as unknown as Attempts);
}

/** What everybody is told of a row that has its final status. */
export async function end(deps: SettlementDeps, row: OutboxRow, how: SubmissionEnd, inclusion: Inclusion | null = null): Promise<void> {
  if (deps.submitters !== null) await submitterOf(deps.submitters, row)?.close(row, how);
  const { decisionId, hash, purpose } = row;
  deps.emit({ type: "settled", decisionId, hash, purpose, status: how.status, inclusion, reason: how.reason });
}

function unresolved(attempts: Attempts): Settlement {
  return { status: lastOf(attempts).status === "signed" ? "signed" : "submitted", attempts };
}

function lastOf(attempts: Attempts): OutboxRow {
  return attempts.at(-1) ?? attempts[0];
}

function inclusionOf(receipt: Receipt): Inclusion {
  const { blockNumber, blockHash, gasUsed, effectiveGasPriceWei } = receipt;
  return { blockNumber, blockHash, gasUsed, effectiveGasPriceWei, costWei: gasCostWei(receipt) };
}
