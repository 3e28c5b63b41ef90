import type { Kysely } from "kysely";
import type { VaultKey } from "./decisions.ts";
import type { Database } from "./schema.ts";

/** How many of a vault's transactions have no final status. */
export async function countPending(db: Kysely<Database>, { chainId, vault }: VaultKey): Promise<number> {
  const { count } = await db
    .selectFrom("transactions")
    .select((one) => one.fn.countAll<number>().as("count"))
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .where("status", "in", ["signed", "submitted"])
    .executeTakeFirstOrThrow();
  return Number(count);
}
