import type { Kysely } from "kysely";
import type { RiskTolerance } from "../core/risk.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import type { Database } from "./schema.ts";

/** How much risk a vault bore at one block. */
export interface VaultTolerance extends VaultKey, RiskTolerance {
  readonly blockNumber: number;
  readonly madeAtSeconds: UnixSeconds;
}

/** Stores a vault's tolerance; the one of a block stays as it was first made. */
export async function insertTolerance(db: Kysely<Database>, made: VaultTolerance): Promise<void> {
  await db
    .insertInto("risk_tolerances")
    .values({
      chain_id: made.chainId,
      vault: made.vault,
      block_number: made.blockNumber,
      made_at: made.madeAtSeconds,
      tolerance: made.tolerance,
      factors: JSON.stringify(made.factors),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Null where a vault has none yet. */
export async function newestTolerance(db: Kysely<Database>, { chainId, vault }: VaultKey): Promise<VaultTolerance | null> {
  const row = await db
    .selectFrom("risk_tolerances")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .orderBy("block_number", "desc")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    chainId: row.chain_id,
    vault: row.vault,
    blockNumber: row.block_number,
    madeAtSeconds: row.made_at,
    tolerance: row.tolerance,
    factors: row.factors,
  };
}
