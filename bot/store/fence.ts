import type { Kysely } from "kysely";
import { LeadershipLostError } from "../core/outbox.ts";
import type { VaultKey } from "./decisions.ts";
import type { Database } from "./schema.ts";

/**
 * Keeps a keeper that was paused, or cut off from the database, from acting after another has taken over. An advisory lock alone cannot: its holder
 * does not notice at once that it is gone. So every leader has a number, counted up in the database, and what an earlier one writes is refused
 * (a fencing token: M. Kleppmann, "How to do distributed locking", 2016).
 */
export interface Fence {
  readonly epoch: number;
  /** Within a transaction: until it ends, nobody else becomes leader. @throws {LeadershipLostError} */
  holdWithin(transaction: Kysely<Database>): Promise<void>;
  /** Just before something is sent. @throws {LeadershipLostError} */
  check(): Promise<void>;
}

/** Raises the number of the vault's leader: whoever led before is out from here on. For the holder of the vault's lock. */
export async function raiseFence(db: Kysely<Database>, { chainId, vault: address }: VaultKey): Promise<Fence> {
  const vault = address.toLowerCase();
  const { epoch } = await db
    .insertInto("leaders")
    .values({ chain_id: chainId, vault, epoch: 1 })
    .onConflict((conflict) =>
      conflict.columns(["chain_id", "vault"]).doUpdateSet((one) => ({ epoch: one("leaders.epoch", "+", 1), since: new Date() })),
    )
    .returning("epoch")
    .executeTakeFirstOrThrow();
  const current = (within: Kysely<Database>) =>
    within.selectFrom("leaders").select("epoch").where("chain_id", "=", chainId).where("vault", "=", vault);
  const require = (found: { epoch: number } | undefined) => {
    if (found?.epoch !== epoch) throw new LeadershipLostError(address);
  };
  return {
    epoch,
    holdWithin: async (transaction) => require(await current(transaction).forShare().executeTakeFirst()),
    check: async () => require(await current(db).executeTakeFirst()),
  };
}
