import { type Kysely, type Selectable, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import { changesOrders, type OperatorAction, type OperatorActionKind, type OperatorOrders, ordersAfter } from "../core/operatorOrders.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import { isBeyond, type Page, type PageQuery, pageOf } from "./page.ts";
import type { Database, OperatorActionsTable } from "./schema.ts";
import { transactionOf } from "./transaction.ts";

/** What an operator wants done. */
export interface WantedAction {
  readonly kind: OperatorActionKind;
  /** With `derisk` and `lift`; null is every market. */
  readonly marketIds: readonly MarketId[] | null;
  readonly by: string;
  readonly comment: string | null;
  readonly atSeconds: UnixSeconds;
}

/** Any number that nothing else on the database takes for a lock of its own. */
const LOCK = 7_218_400_000_012;

/** Writes down what of it changes anything, and returns the orders that hold then; null when nothing of it does. */
export function recordOperatorAction(db: Kysely<Database>, key: VaultKey, wanted: WantedAction): Promise<OperatorOrders | null> {
  const { kind, marketIds, by, comment, atSeconds } = wanted;
  return transactionOf(db, async (within) => {
    // Of two who pause at the same time one has done it.
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(within);
    const before = await operatorOrders(within, key);
    const asked = marketIds === null ? [null] : [...new Set(marketIds)];
    const changing = asked.filter((marketId) => changesOrders(before, { kind, marketId }));
    if (changing.length === 0) return null;
    await within
      .insertInto("operator_actions")
      .values(
        changing.map((marketId) => ({
          chain_id: key.chainId,
          vault: key.vault,
          kind,
          market_id: marketId,
          done_by: by,
          comment,
          done_at: atSeconds,
        })),
      )
      .execute();
    return operatorOrders(within, key);
  });
}

/** What holds for a vault now. */
export async function operatorOrders(db: Kysely<Database>, { chainId, vault }: VaultKey): Promise<OperatorOrders> {
  const rows = await db
    .selectFrom("operator_actions")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .orderBy("id")
    .execute();
  return ordersAfter(rows.map(toAction));
}

/** Everything operators did with a vault, newest first. */
export async function operatorActionPage(
  db: Kysely<Database>,
  { chainId, vault }: VaultKey,
  { after, limit }: PageQuery,
): Promise<Page<OperatorAction>> {
  const rows = await db
    .selectFrom("operator_actions")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("vault", "=", vault)
    .where(isBeyond(["id"], after, "desc"))
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return pageOf(rows, limit, { itemOf: toAction, keyOf: (row) => [row.id] });
}

function toAction({ id, kind, market_id, done_by, comment, done_at }: Selectable<OperatorActionsTable>): OperatorAction {
  return { id, kind, marketId: market_id, by: done_by, comment, atSeconds: done_at };
}
