import { type Kysely, sql } from "kysely";
import type { MarketId } from "../core/market.ts";
import type { MoveLog, MoveResult } from "../core/moveResult.ts";
import type { Address } from "../core/units.ts";
import type { VaultKey } from "./decisions.ts";
import type { Database } from "./schema.ts";

/** What moves were expected to do and did, in PostgreSQL. */
export function postgresMoveLog(db: Kysely<Database>): MoveLog {
  return {
    async recordExpected({ id: given }, { moves, totalAssets, gasUsed }) {
      const id = Number(given);
      await db.transaction().execute(async (within) => {
        await within
          .insertInto("rebalance_results")
          .values({ transaction_id: id, expected_total_assets: totalAssets, expected_gas_used: gasUsed })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        const rows = moves.map(({ marketId, adapter, plannedChange, expectedPosition }) => ({
          transaction_id: id,
          market_id: marketId,
          adapter,
          planned_change: plannedChange,
          expected_position: expectedPosition,
        }));
        if (rows.length > 0) {
          await within
            .insertInto("move_results")
            .values(rows)
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        }
      });
    },
    async expectationOf(decisionId) {
      const ids = attemptsOf(db, decisionId);
      const whole = await db.selectFrom("rebalance_results").selectAll().where("transaction_id", "in", ids).executeTakeFirst();
      if (whole === undefined) return null;
      const moves = await db
        .selectFrom("move_results")
        .selectAll()
        .where("transaction_id", "=", whole.transaction_id)
        .orderBy("adapter")
        .execute();
      return {
        moves: moves.map((row) => ({
          marketId: row.market_id,
          adapter: row.adapter,
          plannedChange: row.planned_change,
          expectedPosition: row.expected_position,
        })),
        totalAssets: whole.expected_total_assets,
        gasUsed: whole.expected_gas_used,
      };
    },
    async recordActual({ id: given, decisionId }, { moves, actualTotalAssets, actualGasUsed }) {
      const id = Number(given);
      await db.transaction().execute(async (within) => {
        const ids = attemptsOf(within, decisionId);
        await within
          .updateTable("rebalance_results")
          .set({ transaction_id: id, actual_total_assets: actualTotalAssets, actual_gas_used: actualGasUsed })
          .where("transaction_id", "in", ids)
          .execute();
        for (const { adapter, actualPosition, driftBps } of moves) {
          await within
            .updateTable("move_results")
            .set({ transaction_id: id, actual_position: actualPosition, drift_bps: driftBps })
            .where("transaction_id", "in", ids)
            .where("adapter", "=", adapter)
            .execute();
        }
      });
    },
  };
}

function attemptsOf(db: Kysely<Database>, decisionId: string) {
  return db.selectFrom("transactions").select("id").where("decision_id", "=", decisionId);
}

/** A move as it turned out, with where to find it. */
export interface StoredMoveResult extends MoveResult {
  readonly decisionId: string;
  readonly hash: string;
  readonly blockNumber: number;
}

/** How far off the expectations of one adapter's moves were. */
export interface AdapterDrift {
  readonly marketId: MarketId;
  readonly adapter: Address;
  readonly count: number;
  readonly meanBps: number;
  /** The least: the one that was worst for the vault. */
  readonly worstBps: number;
}

/** A vault's last moves, newest first, those of one rebalance by adapter. */
export async function recentDrift(db: Kysely<Database>, key: VaultKey, limit: number): Promise<readonly StoredMoveResult[]> {
  const rows = await minedMoves(db, key)
    .selectAll("move_results")
    .select(["transactions.decision_id", "transactions.hash", "transactions.block_number"])
    .orderBy("transactions.block_number", "desc")
    .orderBy("transactions.nonce", "desc")
    .orderBy("move_results.adapter")
    .limit(limit)
    .execute();
  return rows.flatMap((row) => {
    const { actual_position: actualPosition, drift_bps: driftBps, block_number: blockNumber } = row;
    if (actualPosition === null || driftBps === null || blockNumber === null) return [];
    return [
      {
        decisionId: row.decision_id,
        hash: row.hash,
        blockNumber,
        marketId: row.market_id,
        adapter: row.adapter,
        plannedChange: row.planned_change,
        expectedPosition: row.expected_position,
        actualPosition,
        driftBps,
      },
    ];
  });
}

/** Over the moves of rebalances signed since then, worst first. */
export async function driftByAdapter(db: Kysely<Database>, key: VaultKey, sinceSeconds: number): Promise<readonly AdapterDrift[]> {
  const rows = await minedMoves(db, key)
    .where("transactions.created_at", ">=", sinceSeconds)
    .select(["move_results.market_id", "move_results.adapter"])
    .select((select) => [
      select.fn.countAll<number>().as("count"),
      sql<number>`avg(move_results.drift_bps)`.as("mean"),
      sql<number>`min(move_results.drift_bps)`.as("worst"),
    ])
    .groupBy(["move_results.market_id", "move_results.adapter"])
    .orderBy("worst")
    .orderBy("move_results.adapter")
    .execute();
  return rows.map((row) => ({
    marketId: row.market_id,
    adapter: row.adapter,
    count: Number(row.count),
    meanBps: row.mean,
    worstBps: row.worst,
  }));
}

/** Only of transactions that are in the chain now: the result of one that was thrown out with its block does not count until it is back. */
function minedMoves(db: Kysely<Database>, { chainId, vault }: VaultKey) {
  return db
    .selectFrom("move_results")
    .innerJoin("transactions", "transactions.id", "move_results.transaction_id")
    .where("transactions.chain_id", "=", chainId)
    .where("transactions.vault", "=", vault)
    .where("transactions.status", "=", "mined")
    .where("move_results.drift_bps", "is not", null);
}
