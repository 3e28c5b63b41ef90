import type { Kysely } from "kysely";
import type { Database } from "./schema.ts";

/** Runs `work` in the transaction that `db` is, or else in one of its own: all of it is done, or nothing. */
export function transactionOf<Result>(db: Kysely<Database>, work: (transaction: Kysely<Database>) => Promise<Result>): Promise<Result> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}
