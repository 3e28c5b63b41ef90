import { type Kysely, type Selectable, sql } from "kysely";
import type { StoredBundle } from "../core/bundle.ts";
import type { MoveExpectation } from "../core/moveResult.ts";
import type { OutboxStatus, TransactionPurpose } from "../core/outbox.ts";
import type { UnixSeconds } from "../core/units.ts";
import { toStoredBundle } from "./bundles.ts";
import type { VaultKey } from "./decisions.ts";
import { type StoredTransaction, toStoredTransaction } from "./outbox.ts";
import { isBeyond, type Page, type PageQuery, pageOf } from "./page.ts";
import type { Database, MoveResultsTable } from "./schema.ts";

/** One attempt at a decision's nonce, without the bytes that anybody could send. */
export interface TransactionAttempt extends Omit<StoredTransaction, "rawTransaction"> {
  readonly submittedAtSeconds: UnixSeconds | null;
  /** Offers of it to builders, by target block. */
  readonly bundles: readonly StoredBundle[];
}

/** What a rebalance was expected to do, and did; what is not known yet is null. */
export interface ExecutionResult {
  readonly expectedTotalAssets: bigint;
  readonly actualTotalAssets: bigint | null;
  readonly expectedGasUsed: bigint;
  readonly actualGasUsed: bigint | null;
  readonly moves: readonly (MoveExpectation & { readonly actualPosition: bigint | null; readonly driftBps: number | null })[];
}

/** How one decision was executed. */
export interface DecisionExecution extends VaultKey {
  readonly decisionId: string;
  readonly sender: string;
  readonly nonce: number;
  readonly attempts: readonly TransactionAttempt[];
  readonly result: ExecutionResult | null;
}

/** How a vault's decisions were executed, the last one that was signed first. */
export async function executionPage(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  { after, limit }: PageQuery,
): Promise<Page<DecisionExecution>> {
  const rows = await db
    .selectFrom("transactions")
    .select(["id", "decision_id"])
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .where("attempt", "=", 0)
    .where(isBeyond(["id"], after, "desc"))
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const page = pageOf(rows, limit, { itemOf: (row) => row.decision_id, keyOf: (row) => [row.id] });
  return { items: await executionsOf(db, page.items), next: page.next };
}

/** How those decisions were executed whose first transaction was signed within a time, oldest first; the last `limit` of them. */
export async function executionsWithin(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  { fromSeconds, toSeconds, limit }: { readonly fromSeconds: UnixSeconds; readonly toSeconds: UnixSeconds; readonly limit: number },
): Promise<readonly DecisionExecution[]> {
  const rows = await db
    .selectFrom("transactions")
    .select("decision_id")
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .where("attempt", "=", 0)
    .where("created_at", ">=", fromSeconds)
    .where("created_at", "<", toSeconds)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return executionsOf(db, rows.map((row) => row.decision_id).toReversed());
}

/** How these decisions were executed, in their order; one that was never signed is left out. */
export async function executionsOf(db: Kysely<Database>, decisionIds: readonly string[]): Promise<readonly DecisionExecution[]> {
  const attempts = await db
    .selectFrom("transactions")
    .selectAll()
    .where("decision_id", "=", sql<string>`any(${decisionIds}::text[])`)
    .orderBy("attempt")
    .execute();
  const ids = sql<number>`any(${attempts.map((row) => row.id)}::bigint[])`;
  const [bundles, moves, wholes] = await Promise.all([
    db.selectFrom("bundles").selectAll().where("transaction_id", "=", ids).orderBy("target_block").orderBy("id").execute(),
    db.selectFrom("move_results").selectAll().where("transaction_id", "=", ids).orderBy("adapter").execute(),
    db.selectFrom("rebalance_results").selectAll().where("transaction_id", "=", ids).execute(),
  ]);
  return decisionIds.flatMap((decisionId): DecisionExecution[] => {
    const own = attempts.filter((row) => row.decision_id === decisionId);
    const [first] = own;
    if (first === undefined) return [];
    const whole = wholes.find((row) => own.some(({ id }) => id === row.transaction_id));
    return [
      {
        decisionId,
        chainId: first.chain_id,
        vault: first.vault,
        sender: first.sender,
        nonce: first.nonce,
        attempts: own.map((row) => {
          const { rawTransaction: _bytes, ...transaction } = toStoredTransaction(row);
          return {
            ...transaction,
            submittedAtSeconds: row.submitted_at,
            bundles: bundles.filter((one) => one.transaction_id === row.id).map(toStoredBundle),
          };
        }),
        result:
          whole === undefined
            ? null
            : {
                expectedTotalAssets: whole.expected_total_assets,
                actualTotalAssets: whole.actual_total_assets,
                expectedGasUsed: whole.expected_gas_used,
                actualGasUsed: whole.actual_gas_used,
                moves: moves.filter((row) => row.transaction_id === whole.transaction_id).map(toMove),
              },
      },
    ];
  });
}

/** What became of a decision, in short. */
export interface DecidingTransaction {
  readonly hash: string;
  readonly purpose: TransactionPurpose;
  readonly status: OutboxStatus;
  readonly blockNumber: number | null;
}

/** Of each of these decisions that was signed: its transaction that is in a block, or else the last one. */
export async function decidingTransactions(
  db: Kysely<Database>,
  decisionIds: readonly string[],
): Promise<ReadonlyMap<string, DecidingTransaction>> {
  const rows = await db
    .selectFrom("transactions")
    .select(["decision_id", "hash", "purpose", "status", "block_number"])
    .where("decision_id", "=", sql<string>`any(${decisionIds}::text[])`)
    .orderBy(sql`block_number is not null`)
    .orderBy("attempt")
    .execute();
  return new Map(
    rows.map(({ decision_id, hash, purpose, status, block_number }) => [decision_id, { hash, purpose, status, blockNumber: block_number }]),
  );
}

function toMove(row: Selectable<MoveResultsTable>): ExecutionResult["moves"][number] {
  return {
    marketId: row.market_id,
    adapter: row.adapter,
    plannedChange: row.planned_change,
    expectedPosition: row.expected_position,
    actualPosition: row.actual_position,
    driftBps: row.drift_bps,
  };
}
