import { type Kysely, type Selectable, sql } from "kysely";
import type { Market, MarketId, Token } from "../core/market.ts";
import type { Database, MarketsTable } from "./schema.ts";

/** Makes the markets known; observations and forecasts of a market can be stored only then. Repeating it brings descriptions up to date. */
export async function upsertMarkets(db: Kysely<Database>, markets: readonly Market[]): Promise<void> {
  if (markets.length === 0) return;
  await db
    .insertInto("markets")
    .values(
      markets.map((market) => ({
        id: market.id,
        chain_id: market.chainId,
        protocol: market.protocol,
        asset_address: market.asset.address,
        asset_symbol: market.asset.symbol,
        asset_decimals: market.asset.decimals,
        address: market.address,
        companions: JSON.stringify(market.companions),
      })),
    )
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((row) => ({
        chain_id: row.ref("excluded.chain_id"),
        protocol: row.ref("excluded.protocol"),
        asset_address: row.ref("excluded.asset_address"),
        asset_symbol: row.ref("excluded.asset_symbol"),
        asset_decimals: row.ref("excluded.asset_decimals"),
        address: row.ref("excluded.address"),
        companions: row.ref("excluded.companions"),
      })),
    )
    .execute();
}

/** Every market ever made known, by id. */
export async function allMarkets(db: Kysely<Database>): Promise<readonly Market[]> {
  const rows = await db.selectFrom("markets").selectAll().orderBy("id").execute();
  return rows.map(toMarket);
}

/** Null when there is none of that id. */
export async function marketById(db: Kysely<Database>, id: MarketId): Promise<Market | null> {
  const row = await db.selectFrom("markets").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : toMarket(row);
}

function toMarket(row: Selectable<MarketsTable>): Market {
  return {
    id: row.id,
    chainId: row.chain_id,
    protocol: row.protocol,
    asset: { address: row.asset_address, symbol: row.asset_symbol, decimals: row.asset_decimals },
    address: row.address,
    companions: row.companions,
  };
}

/** The token that most of these markets take: that of the vault they are of. Null where none of them is known. */
export async function assetOf(db: Kysely<Database>, marketIds: readonly MarketId[]): Promise<Token | null> {
  const { rows } = await sql<Token>`
    select asset_address as address, asset_symbol as symbol, asset_decimals as decimals from markets
    where id = any(${marketIds}::text[])
    group by asset_address, asset_symbol, asset_decimals order by count(*) desc, asset_address limit 1`.execute(db);
  return rows[0] ?? null;
}
