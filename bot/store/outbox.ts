import { type Kysely, type Selectable, sql, type UpdateObject } from "kysely";
import {
  type GasSpent,
  type IncludedRow,
  type Inclusion,
  type Outbox,
  OutboxConflictError,
  type OutboxRow,
  type OutboxStatus,
  type SignedTransaction,
} from "../core/outbox.ts";
import type { VaultKey } from "./decisions.ts";
import { codeOf } from "./errors.ts";
import type { Fence } from "./fence.ts";
import type { Database, TransactionsTable } from "./schema.ts";

const UNRESOLVED: readonly OutboxStatus[] = ["signed", "submitted"];
const UNIQUE_VIOLATION = "23505";

/** A recorded transaction with what became of it. */
export interface StoredTransaction extends OutboxRow {
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

/** Out of which states a transaction can come into each. What was given up may be in the chain after all; nothing else leaves a final state. */
const SOURCES: Readonly<Record<Exclude<OutboxStatus, "signed">, readonly OutboxStatus[]>> = {
  // More than once when another submitter takes over.
  submitted: UNRESOLVED,
  mined: [...UNRESOLVED, "replaced", "dropped"],
  reverted: [...UNRESOLVED, "replaced", "dropped"],
  replaced: UNRESOLVED,
  dropped: UNRESOLVED,
};

/**
 * The outbox in PostgreSQL. Its promises are kept by the database itself: unique indexes and a foreign key allow one nonce a decision and one
 * unresolved decision a nonce whoever writes, and every transition is one conditional update.
 * @param fence Refuses to record anything for a keeper that does not lead its vault any more; null where nobody else writes.
 */
export function postgresOutbox(db: Kysely<Database>, fence: Fence | null): Outbox {
  return {
    async hasDecision(decisionId) {
      const row = await db.selectFrom("transactions").select("id").where("decision_id", "=", decisionId).executeTakeFirst();
      return row !== undefined;
    },
    async unresolved(chainId, sender) {
      const rows = await ofAccount(db, chainId, sender).where("status", "in", UNRESOLVED).orderBy("nonce").orderBy("attempt").execute();
      return rows.map(toOutboxRow);
    },
    async ofNonce(chainId, sender, nonce) {
      const rows = await ofAccount(db, chainId, sender).where("nonce", "=", nonce).orderBy("id").execute();
      return rows.map(toOutboxRow);
    },
    async lastIncluded(chainId, sender, limit) {
      const rows = await ofAccount(db, chainId, sender)
        .where("status", "in", ["mined", "reverted"])
        .orderBy("block_number", "desc")
        .orderBy("nonce", "desc")
        .limit(limit)
        .execute();
      return rows.flatMap((row): IncludedRow[] => {
        const inclusion = inclusionOf(row);
        return inclusion === null ? [] : [{ ...toOutboxRow(row), inclusion }];
      });
    },
    async givenUp(chainId, sender, limit) {
      const rows = await ofAccount(db, chainId, sender)
        .where("status", "=", "dropped")
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom("transactions as other")
                .select("other.id")
                .whereRef("other.chain_id", "=", "transactions.chain_id")
                .whereRef("other.sender", "=", "transactions.sender")
                .whereRef("other.nonce", "=", "transactions.nonce")
                .where("other.status", "in", [...UNRESOLVED, "mined", "reverted"]),
            ),
          ),
        )
        .orderBy("id", "desc")
        .limit(limit)
        .execute();
      return rows.map(toOutboxRow);
    },
    gasSpentSince: (chainId, vault, sinceSeconds, exceptNonce) => gasSpentSince(db, { chainId, vault }, sinceSeconds, exceptNonce),
    async recordSigned(transaction) {
      if (fence === null) return recordSigned(db, transaction);
      return db.transaction().execute(async (within) => {
        await fence.holdWithin(within);
        return recordSigned(within, transaction);
      });
    },
    markSubmitted: (id, { submitter, submittedAtSeconds }) => become(db, id, "submitted", { submitter, submitted_at: submittedAtSeconds }),
    markMined: (id, inclusion) => become(db, id, "mined", { ...columnsOf(inclusion), reason: null }),
    markReverted: (id, inclusion, reason) => become(db, id, "reverted", { ...columnsOf(inclusion), reason }),
    markReplaced: (id, reason) => become(db, id, "replaced", { reason }),
    markDropped: (id, reason) => become(db, id, "dropped", { reason }),
    markReorganised: (id) => leaveTheChain(db, id),
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
  return rows.map(toStoredTransaction);
}

/** A row as the transaction it is, with what became of it. */
export function toStoredTransaction(row: Selectable<TransactionsTable>): StoredTransaction {
  return { ...toOutboxRow(row), inclusion: inclusionOf(row), reason: row.reason };
}

function ofAccount(db: Kysely<Database>, chainId: number, sender: string) {
  return db.selectFrom("transactions").selectAll().where("chain_id", "=", chainId).where("sender", "=", sender);
}

/** Of a nonce that is not used yet, the dearest attempt counts: only one of them can be mined. */
export async function gasSpentSince(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  sinceSeconds: number,
  exceptNonce: number | null,
): Promise<GasSpent> {
  const { rows } = await sql<{ wei: bigint; usd: number }>`
    with spent as (
      select gas_used * effective_gas_price_wei as wei, eth_price_usd from transactions
      where chain_id = ${chainId} and vault = ${vault} and created_at >= ${sinceSeconds} and status in ('mined', 'reverted')
      union all
      (select distinct on (sender, nonce) gas_limit * max_fee_per_gas_wei, eth_price_usd from transactions
      where chain_id = ${chainId} and vault = ${vault} and status in ('signed', 'submitted')
        and nonce is distinct from ${exceptNonce}::bigint
      order by sender, nonce, gas_limit * max_fee_per_gas_wei desc)
    )
    select coalesce(sum(wei), 0)::numeric(78,0) as wei, coalesce(sum(wei * eth_price_usd::numeric / 1e18), 0)::double precision as usd
    from spent`.execute(db);
  return rows[0] ?? { wei: 0n, usd: 0 };
}

async function recordSigned(db: Kysely<Database>, signed: SignedTransaction): Promise<OutboxRow> {
  try {
    const row = await db
      .insertInto("transactions")
      .values({
        decision_id: signed.decisionId,
        purpose: signed.purpose,
        route: signed.route,
        attempt: signed.attempt,
        chain_id: signed.chainId,
        vault: signed.vault,
        sender: signed.sender,
        nonce: signed.nonce,
        hash: signed.hash,
        raw_transaction: Buffer.from(signed.rawTransaction.slice(2), "hex"),
        gas_limit: signed.gasLimit,
        max_fee_per_gas_wei: signed.maxFeePerGasWei,
        max_priority_fee_per_gas_wei: signed.maxPriorityFeePerGasWei,
        eth_price_usd: signed.ethPriceUsd,
        signed_at_block: signed.signedAtBlock,
        created_at: signed.createdAtSeconds,
        status: "signed",
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toOutboxRow(row);
  } catch (error) {
    if (codeOf(error) !== UNIQUE_VIOLATION && !isOtherNonce(error)) throw error;
    throw new OutboxConflictError(
      `a transaction for decision ${signed.decisionId} or for nonce ${signed.nonce} of ${signed.sender}`,
      error,
    );
  }
}

/** The attempt has another nonce than the decision's first. */
function isOtherNonce(error: unknown): boolean {
  return error instanceof Error && "constraint" in error && error.constraint === "transactions_nonce_of_first_attempt";
}

/** One transition; repeating the one that was made changes nothing. */
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
    .where("status", "in", SOURCES[to])
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) await requireStatus(db, id, to);
}

async function leaveTheChain(db: Kysely<Database>, id: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable("transactions")
    .set({
      status: "submitted",
      block_number: null,
      block_hash: null,
      gas_used: null,
      effective_gas_price_wei: null,
      reason: null,
      updated_at: new Date(),
    })
    .where("id", "=", Number(id))
    .where("status", "in", ["mined", "reverted"])
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) await requireStatus(db, id, "submitted");
}

async function requireStatus(db: Kysely<Database>, id: string, wanted: OutboxStatus): Promise<void> {
  const current = await db.selectFrom("transactions").select("status").where("id", "=", Number(id)).executeTakeFirst();
  if (current?.status !== wanted) throw new IllegalTransition(id, current?.status ?? "unknown", wanted);
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
    purpose: row.purpose,
    route: row.route,
    attempt: row.attempt,
    chainId: row.chain_id,
    vault: row.vault,
    sender: row.sender,
    nonce: row.nonce,
    hash: row.hash,
    rawTransaction: `0x${row.raw_transaction.toString("hex")}`,
    gasLimit: row.gas_limit,
    maxFeePerGasWei: row.max_fee_per_gas_wei,
    maxPriorityFeePerGasWei: row.max_priority_fee_per_gas_wei,
    ethPriceUsd: row.eth_price_usd,
    signedAtBlock: row.signed_at_block,
    createdAtSeconds: row.created_at,
    status: row.status,
    submitter: row.submitter,
  };
}
