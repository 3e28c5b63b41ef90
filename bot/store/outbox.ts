import type { Kysely, Selectable, UpdateObject } from "kysely";
import {
  type Inclusion,
  type Outbox,
  OutboxConflictError,
  type OutboxRow,
  type OutboxStatus,
  type SignedTransaction,
} from "../core/outbox.ts";
import type { VaultKey } from "./decisions.ts";
import { codeOf } from "./errors.ts";
import type { Database, TransactionsTable } from "./schema.ts";

const UNRESOLVED: readonly OutboxStatus[] = ["signed", "submitted"];
const UNIQUE_VIOLATION = "23505";

/** A recorded transaction with what became of it. */
export interface StoredTransaction extends OutboxRow {
  /** How it was sent; null until it was, or when only the node knows. */
  readonly submitter: string | null;
  /** Set when mined or reverted. */
  readonly inclusion: Inclusion | null;
  /** Why it was reverted, replaced or dropped. */
  readonly reason: string | null;
}

/** A transition that the life of a transaction does not have: a defect in the caller. */
export class IllegalTransition extends Error {
  constructor(id: string, from: OutboxStatus | "unknown", to: OutboxStatus) {
    super(`transaction ${id} is ${from} and cannot become ${to}`);
    this.name = "IllegalTransition";
  }
}

/**
 * The outbox in PostgreSQL. Its promises are kept by the database itself: unique indexes allow one transaction a decision and one
 * unresolved transaction a nonce whoever writes, and every transition is one conditional update.
 */
export function postgresOutbox(db: Kysely<Database>): Outbox {
  return {
    async hasDecision(decisionId) {
      const row = await db.selectFrom("transactions").select("id").where("decision_id", "=", decisionId).executeTakeFirst();
      return row !== undefined;
    },
    async unresolved(chainId, sender) {
      const rows = await db
        .selectFrom("transactions")
        .selectAll()
        .where("chain_id", "=", chainId)
        .where("sender", "=", sender)
        .where("status", "in", UNRESOLVED)
        .orderBy("nonce")
        .execute();
      return rows.map(toOutboxRow);
    },
    recordSigned: (transaction) => recordSigned(db, transaction),
    markSubmitted: (id, { submitter, submittedAtSeconds }) => become(db, id, "submitted", { submitter, submitted_at: submittedAtSeconds }),
    markMined: (id, inclusion) => become(db, id, "mined", columnsOf(inclusion)),
    markReverted: (id, inclusion, reason) => become(db, id, "reverted", { ...columnsOf(inclusion), reason }),
    markReplaced: (id, reason) => become(db, id, "replaced", { reason }),
    markDropped: (id, reason) => become(db, id, "dropped", { reason }),
  };
}

/** A vault's last transactions, newest first. */
export async function recentTransactions(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  limit: number,
): Promise<readonly StoredTransaction[]> {
  const rows = await db
    .selectFrom("transactions")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ...toOutboxRow(row),
    submitter: row.submitter,
    inclusion: inclusionOf(row),
    reason: row.reason,
  }));
}

async function recordSigned(db: Kysely<Database>, signed: SignedTransaction): Promise<OutboxRow> {
  try {
    const row = await db
      .insertInto("transactions")
      .values({
        decision_id: signed.decisionId,
        chain_id: signed.chainId,
        vault: signed.vault,
        sender: signed.sender,
        nonce: signed.nonce,
        hash: signed.hash,
        raw_transaction: Buffer.from(signed.rawTransaction.slice(2), "hex"),
        gas_limit: signed.gasLimit,
        max_fee_per_gas_wei: signed.maxFeePerGasWei,
        max_priority_fee_per_gas_wei: signed.maxPriorityFeePerGasWei,
        created_at: signed.createdAtSeconds,
        status: "signed",
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toOutboxRow(row);
  } catch (error) {
    if (codeOf(error) !== UNIQUE_VIOLATION) throw error;
    throw new OutboxConflictError(
      `a transaction for decision ${signed.decisionId} or for nonce ${signed.nonce} of ${signed.sender}`,
      error,
    );
  }
}

/** One transition out of the unresolved states; repeating the one that was made changes nothing. */
async function become(
  db: Kysely<Database>,
  id: string,
  to: Exclude<OutboxStatus, "signed">,
  facts: UpdateObject<Database, "transactions">,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable("transactions")
    .set({ ...facts, status: to, updated_at: new Date() })
    .where("id", "=", Number(id))
    .where("status", "in", to === "submitted" ? ["signed"] : UNRESOLVED)
    .executeTakeFirst();
  if (numUpdatedRows === 1n) return;
  const current = await db.selectFrom("transactions").select("status").where("id", "=", Number(id)).executeTakeFirst();
  if (current?.status !== to) throw new IllegalTransition(id, current?.status ?? "unknown", to);
}

function columnsOf({ blockNumber, blockHash, gasUsed, effectiveGasPriceWei }: Inclusion): UpdateObject<Database, "transactions"> {
  return { block_number: blockNumber, block_hash: blockHash, gas_used: gasUsed, effective_gas_price_wei: effectiveGasPriceWei };
}

function inclusionOf(row: Selectable<TransactionsTable>): Inclusion | null {
  const { block_number: blockNumber, block_hash: blockHash, gas_used: gasUsed, effective_gas_price_wei: effectiveGasPriceWei } = row;
  if (blockNumber === null || blockHash === null || gasUsed === null || effectiveGasPriceWei === null) return null;
  return { blockNumber, blockHash, gasUsed, effectiveGasPriceWei, costWei: gasUsed * effectiveGasPriceWei };
}

function toOutboxRow(row: Selectable<TransactionsTable>): OutboxRow {
  return {
    id: String(row.id),
    decisionId: row.decision_id,
    chainId: row.chain_id,
    vault: row.vault,
    sender: row.sender,
    nonce: row.nonce,
    hash: row.hash,
    rawTransaction: `0x${row.raw_transaction.toString("hex")}`,
    gasLimit: row.gas_limit,
    maxFeePerGasWei: row.max_fee_per_gas_wei,
    maxPriorityFeePerGasWei: row.max_priority_fee_per_gas_wei,
    createdAtSeconds: row.created_at,
    status: row.status,
  };
}
