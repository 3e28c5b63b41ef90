import type { Interface } from "ethers";
import { KeeperError } from "../core/errors.ts";
import type { Inclusion, Outbox, OutboxRow } from "../core/outbox.ts";
import type { Receipt } from "./chainReads.ts";
import { type Clock, nowSeconds } from "./clock.ts";
import type { Emit } from "./events.ts";
import { gasCostWei } from "./gasCost.ts";
import { inspect } from "./inspect.ts";
import { explainRevert } from "./revertReason.ts";
import type { JsonRpc } from "./rpc.ts";
import type { Submitter } from "./submitter.ts";
import { guardOf } from "./transaction.ts";

export interface SettlementDeps {
  /** With a time limit on every call (`boundedRpc`). */
  readonly rpc: JsonRpc;
  readonly outbox: Outbox;
  /** Null when nothing may be sent: a dry run looks and records, and leaves what is lost to a real one. */
  readonly submitter: Submitter | null;
  readonly errors: Interface;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Blocks after which a nonce used by another transaction counts as lost. */
  readonly finalAfterBlocks: number;
}

/** Where a transaction stands after a look at the chain. */
export type Settlement =
  | { readonly status: "signed" | "submitted" }
  | { readonly status: "mined"; readonly inclusion: Inclusion }
  | { readonly status: "reverted"; readonly inclusion: Inclusion; readonly reason: string }
  | { readonly status: "replaced" | "dropped"; readonly reason: string };

/**
 * One look at the chain for one unresolved row, with what follows from it: a receipt or a lost nonce is recorded; bytes the node does not
 * know are sent again, the same ones, while their deadline allows it, and given up afterwards, when the vault would refuse them anyway.
 *
 * The same step serves waiting after a submission and recovery after a crash, so a transaction has one life whoever watches it.
 *
 * @throws {RpcError} if the node cannot be asked; the row is unchanged.
 */
export async function settle(deps: SettlementDeps, row: OutboxRow): Promise<Settlement> {
  const found = await inspect(deps.rpc, row, deps.finalAfterBlocks);
  switch (found.state) {
    case "included":
      return found.receipt.succeeded ? recordMined(deps, row, found.receipt) : recordReverted(deps, row, found.receipt);
    case "nonce-used": {
      if (!found.final) return { status: unresolvedStatus(row) };
      const reason = `Another transaction of ${row.sender} used nonce ${row.nonce}`;
      await deps.outbox.markReplaced(row.id, reason);
      return settled(deps, row, { status: "replaced", reason });
    }
    case "waiting":
      return recordSubmitted(deps, row, null);
    case "unknown": {
      const deadlineSeconds = guardOf(row.rawTransaction)?.deadlineSeconds ?? 0n;
      // The vault compares with the time of the block that includes it, which is later than the head's.
      if (BigInt(found.head.timestampSeconds) < deadlineSeconds) return sendAgain(deps, row);
      const reason = `It was in no block up to ${found.head.number}, the node does not know it and its deadline has passed`;
      await deps.outbox.markDropped(row.id, reason);
      return settled(deps, row, { status: "dropped", reason });
    }
  }
}

async function recordMined(deps: SettlementDeps, row: OutboxRow, receipt: Receipt): Promise<Settlement> {
  const inclusion = inclusionOf(receipt);
  await deps.outbox.markMined(row.id, inclusion);
  return settled(deps, row, { status: "mined", inclusion });
}

async function recordReverted(deps: SettlementDeps, row: OutboxRow, receipt: Receipt): Promise<Settlement> {
  const inclusion = inclusionOf(receipt);
  const reason = await explainRevert(deps, row, receipt);
  await deps.outbox.markReverted(row.id, inclusion, reason);
  return settled(deps, row, { status: "reverted", inclusion, reason });
}

/** Without a submitter when the node already had a row still "signed": whoever sent it was killed before recording that. */
async function recordSubmitted(deps: SettlementDeps, row: OutboxRow, submitter: string | null): Promise<Settlement> {
  if (row.status === "signed") {
    await deps.outbox.markSubmitted(row.id, { submitter, submittedAtSeconds: nowSeconds(deps.clock) });
  }
  return { status: "submitted" };
}

async function sendAgain(deps: SettlementDeps, row: OutboxRow): Promise<Settlement> {
  if (!deps.submitter) return { status: unresolvedStatus(row) };
  const { decisionId, hash } = row;
  try {
    await deps.submitter.submit(row.rawTransaction);
  } catch (error) {
    if (!(error instanceof KeeperError)) throw error;
    // Whatever the node's reason, the chain has the last word: the next look finds a receipt, a used nonce, or the deadline passed.
    deps.emit({ type: "submission-uncertain", decisionId, hash, explanation: error.message });
    return { status: unresolvedStatus(row) };
  }
  deps.emit({ type: "rebroadcast", decisionId, hash, submitter: deps.submitter.kind });
  return recordSubmitted(deps, row, deps.submitter.kind);
}

function settled<S extends Exclude<Settlement, { status: "signed" | "submitted" }>>(
  deps: SettlementDeps,
  row: OutboxRow,
  settlement: S,
): S {
  deps.emit({
    type: "settled",
    decisionId: row.decisionId,
    hash: row.hash,
    status: settlement.status,
    inclusion: "inclusion" in settlement ? settlement.inclusion : null,
    reason: "reason" in settlement ? settlement.reason : null,
  });
  return settlement;
}

function unresolvedStatus(row: OutboxRow): "signed" | "submitted" {
  return row.status === "signed" ? "signed" : "submitted";
}

function inclusionOf(receipt: Receipt): Inclusion {
  const { blockNumber, blockHash, gasUsed, effectiveGasPriceWei } = receipt;
  return { blockNumber, blockHash, gasUsed, effectiveGasPriceWei, costWei: gasCostWei(receipt) };
}
