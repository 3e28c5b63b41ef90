import type { Kysely } from "kysely";
import type { Decision } from "../../core/decision.ts";
import type { Database } from "../../store/schema.ts";
import { type DecidingTransaction, decidingTransactions } from "../../store/transactionHistory.ts";

/** Decisions with the transaction that each came to; null where none was signed. */
export async function withTransactions<Summary extends Pick<Decision, "id">>(
  db: Kysely<Database>,
  decisions: readonly Summary[],
): Promise<(Summary & { readonly transaction: DecidingTransaction | null })[]> {
  const transactions = await decidingTransactions(
    db,
    decisions.map(({ id }) => id),
  );
  return decisions.map((decision) => ({ ...decision, transaction: transactions.get(decision.id) ?? null }));
}
