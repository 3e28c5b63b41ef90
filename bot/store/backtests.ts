import type { Kysely, Selectable } from "kysely";
import type { BacktestHeading, ContenderFigures, KeptBacktest } from "../core/keptBacktest.ts";
import { isBeyond, type Page, type PageQuery, pageOf } from "./page.ts";
import type { BacktestsTable, Database } from "./schema.ts";

/** What tells a kept backtest from the others. */
export interface Kept {
  readonly id: number;
  /** Whether its page for a person was kept, too. */
  readonly hasReport: boolean;
}

/** What came of a contender, in short. */
export interface ContenderResult {
  readonly contender: string;
  /** A fraction a year; null where it cannot be told. */
  readonly annualisedReturn: number | null;
  /** The deepest fall below its highest value before, a fraction of that. */
  readonly maxDrawdown: number;
}

const HEADING = [
  "id",
  "made_at",
  "name",
  "from_seconds",
  "to_seconds",
  "capital_usd",
  "universe",
  "origin",
  "is_synthetic",
  "contenders",
] as const;

/** Keeps a backtest, with its page for a person. @returns Its id. */
export async function keepBacktest(db: Kysely<Database>, backtest: KeptBacktest, reportHtml: string | null): Promise<number> {
  const { id } = await db
    .insertInto("backtests")
    .values({
      made_at: backtest.madeAtSeconds,
      name: backtest.name,
      from_seconds: backtest.fromSeconds,
      to_seconds: backtest.toSeconds,
      capital_usd: backtest.capitalUsd,
      universe: backtest.universe,
      origin: backtest.origin,
      is_synthetic: backtest.isSynthetic,
      settings: JSON.stringify(backtest.settings),
      market_ids: [...backtest.marketIds],
      contenders: [...backtest.contenders],
      figures: JSON.stringify(backtest.figures),
      curves: JSON.stringify(backtest.curves),
      ceiling_return: backtest.ceilingReturn,
      lead: backtest.lead === null ? null : JSON.stringify(backtest.lead),
      notes: [...backtest.notes],
      report_html: reportHtml,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Those that were kept, newest first. */
export async function backtestPage(
  db: Kysely<Database>,
  { after, limit }: PageQuery,
): Promise<Page<BacktestHeading & Kept & { readonly results: readonly ContenderResult[] }>> {
  const rows = await db
    .selectFrom("backtests")
    .select([...HEADING, "figures"])
    .select((row) => row("report_html", "is not", null).as("has_report"))
    .where(isBeyond(["made_at", "id"], after, "desc"))
    .orderBy("made_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return pageOf(rows, limit, {
    itemOf: (row) => ({ ...headingOf(row), id: row.id, hasReport: Boolean(row.has_report), results: row.figures.map(resultOf) }),
    keyOf: (row) => [row.made_at, row.id],
  });
}

function resultOf({ contender, annualisedReturn, maxDrawdown }: ContenderFigures): ContenderResult {
  return { contender, annualisedReturn, maxDrawdown: maxDrawdown.depth };
}

/** One of them; null where there is none. */
export async function keptBacktest(db: Kysely<Database>, id: number): Promise<(KeptBacktest & Kept) | null> {
  const row = await db
    .selectFrom("backtests")
    .select([...HEADING, "settings", "market_ids", "figures", "curves", "ceiling_return", "lead", "notes"])
    .select((row) => row("report_html", "is not", null).as("has_report"))
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    ...headingOf(row),
    id: row.id,
    hasReport: Boolean(row.has_report),
    settings: row.settings,
    marketIds: row.market_ids,
    figures: row.figures,
    curves: row.curves,
    ceilingReturn: row.ceiling_return,
    lead: row.lead,
    notes: row.notes,
  };
}

/** Its page for a person; null where there is none. */
export async function backtestReportOf(db: Kysely<Database>, id: number): Promise<string | null> {
  const row = await db.selectFrom("backtests").select("report_html").where("id", "=", id).executeTakeFirst();
  return row?.report_html ?? null;
}

function headingOf(row: Pick<Selectable<BacktestsTable>, (typeof HEADING)[number]>): BacktestHeading {
  return {
    madeAtSeconds: row.made_at,
    name: row.name,
    fromSeconds: row.from_seconds,
    toSeconds: row.to_seconds,
    capitalUsd: row.capital_usd,
    universe: row.universe,
    origin: row.origin,
    isSynthetic: row.is_synthetic,
    contenders: row.contenders,
  };
}
