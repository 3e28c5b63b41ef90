import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { MarketId } from "../core/market.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { Store } from "./connection.ts";
import { storeError } from "./errors.ts";

/** What can be exported: what was observed, or what markets paid by hour or by day. */
export const EXPORT_TABLES = ["observations", "hourly", "daily"] as const;
export type ExportTable = (typeof EXPORT_TABLES)[number];

/** A column of an export; amounts of tokens go beyond every number type there is, so they are text. */
export interface ExportColumn {
  readonly name: string;
  readonly type: "text" | "integer" | "float" | "amount" | "boolean" | "json";
}

/** Which rows: of all markets unless one is named, from a time up to another that is not included. */
export interface ExportQuery {
  readonly table: ExportTable;
  readonly marketId: MarketId | null;
  readonly fromSeconds: UnixSeconds | null;
  readonly toSeconds: UnixSeconds | null;
}

const columnsOf = (type: ExportColumn["type"], names: string): readonly ExportColumn[] => names.split(" ").map((name) => ({ name, type }));

const YIELD_FIGURES = columnsOf(
  "float",
  "supply_apr reward_apr realised_apr total_supply_usd total_borrow_usd liquidity_usd utilization asset_price_usd " +
    "deposit_usd withdraw_usd borrow_usd repay_usd volume_usd impermanent_loss_7d",
);

/** Hours and days have the columns that the layouts keeper-hourly and keeper-daily of `keeper import` read. */
function periodColumns(start: string): readonly ExportColumn[] {
  return [
    ...columnsOf("text", "market_id protocol symbol category"),
    ...columnsOf("integer", start),
    ...columnsOf("text", "origin"),
    ...columnsOf("integer", "last_sample last_block_number samples"),
    ...YIELD_FIGURES,
  ];
}

const COLUMNS: Readonly<Record<ExportTable, readonly ExportColumn[]>> = {
  hourly: periodColumns("hour_start"),
  daily: periodColumns("day_start"),
  observations: [
    ...columnsOf("text", "market_id"),
    ...columnsOf("integer", "block_number block_time bucket_time"),
    ...columnsOf("text", "origin"),
    ...columnsOf("float", "supply_apr reward_apr unclaimed_reward_apr"),
    ...columnsOf("amount", "growth_index_ray total_supply total_borrow liquidity supply_room"),
    ...columnsOf("float", "utilization asset_price_usd enter_bps exit_bps"),
    ...columnsOf("json", "rate_model"),
    ...columnsOf("boolean", "paused frozen supply_cap_reached"),
  ],
};

export function exportColumns(table: ExportTable): readonly ExportColumn[] {
  return COLUMNS[table];
}

/**
 * Writes the rows as comma-separated values with a header line into `destination` and ends it; returns the number of rows. The server makes
 * the text and this process only passes it on.
 */
export async function exportCsv(store: Store, query: ExportQuery, destination: Writable): Promise<number> {
  const session = await store.openSession();
  try {
    const stream = session.query(copyTo(`copy (${selection(session, query)}) to stdout (format csv, header)`));
    await pipeline(stream, destination);
    return stream.rowCount;
  } catch (error) {
    // What the file system says of the file has a system call with it; everything else comes from the database.
    throw (error as NodeJS.ErrnoException).syscall === "write" ? error : storeError(error, store.target);
  } finally {
    await session.end();
  }
}

/** A row by column name, as the driver gives it. */
export type ExportRow = Readonly<Record<string, unknown>>;

/** The rows in batches, through a cursor: neither the server nor this process ever holds all of them. One snapshot, whoever writes meanwhile. */
export async function* exportBatches(store: Store, query: ExportQuery, batchRows: number): AsyncGenerator<readonly ExportRow[]> {
  const session = await store.openSession();
  try {
    await session.query("begin isolation level repeatable read read only");
    await session.query(`declare exported no scroll cursor for ${selection(session, query)}`);
    for (;;) {
      const { rows } = await session.query<ExportRow>(`fetch ${batchRows} from exported`);
      if (rows.length > 0) yield rows;
      if (rows.length < batchRows) return;
    }
  } catch (error) {
    throw storeError(error, store.target);
  } finally {
    await session.end();
  }
}

/** The rows of a query are counted without being read, to know how far an export has come. */
export async function countRows(store: Store, query: ExportQuery): Promise<number> {
  const session = await store.openSession();
  try {
    const { rows } = await session.query<{ count: number }>(`select count(*) from (${selection(session, query)}) as selected`);
    return rows[0]?.count ?? 0;
  } finally {
    await session.end();
  }
}

/** COPY and cursors take no parameters: the values are written into the statement. */
function selection(session: Client, { table, marketId, fromSeconds, toSeconds }: ExportQuery): string {
  const start = table === "observations" ? "bucket_time" : "period_start";
  const conditions = [
    ...(marketId === null ? [] : [`market_id = ${session.escapeLiteral(marketId)}`]),
    ...(fromSeconds === null ? [] : [`${start} >= ${Math.floor(fromSeconds)}`]),
    ...(toSeconds === null ? [] : [`${start} < ${Math.floor(toSeconds)}`]),
  ];
  const where = conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`;
  if (table === "observations") {
    const columns = exportColumns(table).map(({ name }) =>
      name === "rate_model" ? "rate_models.model as rate_model" : `observations.${name}`,
    );
    return `select ${columns.join(", ")} from observations join rate_models on rate_models.id = rate_model_id ${where}
      order by market_id, bucket_time, block_number`;
  }
  const [yields, startName] = table === "hourly" ? ["hourly_yields", "hour_start"] : ["daily_yields", "day_start"];
  // A market of our own has its protocol and token in another table.
  const described: Readonly<Record<string, string>> = {
    protocol: "coalesce(history_markets.protocol, markets.protocol) as protocol",
    symbol: "coalesce(history_markets.symbol, markets.asset_symbol) as symbol",
    category: "history_markets.category",
    [startName]: `period_start as ${startName}`,
  };
  const columns = exportColumns(table).map(({ name }) => described[name] ?? `${yields}.${name}`);
  return `select ${columns.join(", ")} from ${yields}
    left join history_markets on history_markets.id = market_id left join markets on markets.id = market_id ${where}
    order by market_id, origin, period_start`;
}
