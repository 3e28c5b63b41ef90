import { chmod, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { openStore, type Store } from "../../../bot/store/connection.ts";
import { startEmbeddedServer } from "../../../bot/store/embeddedServer.ts";
import { builtDashboard } from "../../../bot/watch/web/build.ts";
import { type AloneFigures, measureAfterTicks } from "./afterTicks.ts";
import { type ApiProcess, startApiProcess } from "./apiProcess.ts";
import { type BundleFigures, measureBundle } from "./bundle.ts";
import { type Load, type LoadFigures, openConnection, rounded, underLoad, type Visit, type VisitFigures } from "./closedLoop.ts";
import { measureFirstPage } from "./firstPage.ts";
import { type GrownDatabase, growDatabase } from "./grownDatabase.ts";
import { BUCKET_SECONDS } from "./past.ts";
import { measureStream, type StreamFigures } from "./streamClients.ts";
import { look, lookAgain, OVERVIEW_PATH, readYear, yearPath, yearUntil } from "./visits.ts";

export interface ApiScale {
  /** Observations in the database, of so many markets, one every five minutes. */
  readonly rows: number;
  readonly markets: number;
  readonly load: Load;
  /** Who follow live, and the ticks that begin and end meanwhile. */
  readonly streamClients: number;
  readonly ticks: number;
  /** How often a browser opens the dashboard; 0 not at all. */
  readonly pageVisits: number;
}

/** A year of 190 markets at 20 M rows; as many connections as one browser opens to one host. */
export const API_SCALE: ApiScale = {
  rows: 20_000_000,
  markets: 190,
  load: { connections: 6, warmUpSeconds: 3, seconds: 10 },
  streamClients: 200,
  ticks: 30,
  pageVisits: 10,
};

/** With what the API's process itself computes for one request, in milliseconds: it says more on a machine that does other things, too. */
interface Measured extends LoadFigures {
  readonly cpuMs: number;
}

type MeasuredVisits = Measured & Omit<VisitFigures, "requests">;

export interface ApiFigures {
  readonly overview: Measured;
  /** The first that asks for it after a tick that saw the vault, alone: what is worked out once a tick is worked out for that one. */
  readonly overviewAfterTick: AloneFigures;
  /** One market's year by the day: one page. */
  readonly year: Measured;
  /** Those that were told of every change exactly once. */
  readonly sseClients: number;
  /** Scripts and styles of the dashboard; null where there is none. */
  readonly bundleGzipKB: number | null;
  /** From the address to the overview's figures in a new browser; null where none was opened. */
  readonly firstPage: AloneFigures | null;
  /** One market's year asked for with the ETag of the answer before: 304, and nothing else. */
  readonly yearUnchanged: Measured;
  /** The same year by the hour, every page of it after the other; whole is all of them. */
  readonly yearByHour: Measured & { readonly wholeP50Ms: number; readonly wholeP99Ms: number };
  /** The first 500 samples of the year. */
  readonly yearRaw: Measured;
  /** The newest of every market. */
  readonly observations: Measured;
  readonly forecasts: Measured;
  readonly risks: Measured;
  readonly stream: StreamFigures;
  readonly bundle: BundleFigures | null;
  readonly load: { readonly kind: "closed loop"; readonly connections: number; readonly seconds: number };
  /** What waited for a processor, on average over the minute before anything was asked: above the number of cores, times are longer than they would be. */
  readonly machine: { readonly cores: number; readonly loadAverage: number };
  readonly database: { readonly rows: number; readonly markets: number; readonly days: number; readonly seconds: GrownDatabase["seconds"] };
}

/** The API over loopback, in a process of its own, on a database that has grown for long: PostgreSQL, API and load share the machine. */
export async function measureApi(scale: ApiScale): Promise<ApiFigures> {
  const folder = await mkdtemp(path.join(tmpdir(), "yield-keeper-bench-"));
  // Root's servers run as another user, who has to pass.
  await chmod(folder, 0o711);
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const server = await startEmbeddedServer({ dataFolder: path.join(folder, "data") });
    closing.push(() => server.close());
    const store = await openStore({ databaseUrl: server.databaseUrl() });
    closing.push(() => store.close());
    const grown = await growDatabase(store, scale);
    const api = await startApiProcess(store.databaseUrl);
    closing.push(() => api.close());
    return await measureOn(api, store, grown, scale);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function measureOn(api: ApiProcess, { db }: Store, grown: GrownDatabase, scale: ApiScale): Promise<ApiFigures> {
  const { load, markets, streamClients, ticks } = scale;
  const { marketIds, firstSeconds, lastSeconds, rows, seconds } = grown;
  const year = yearUntil(lastSeconds, firstSeconds);
  const visitsOf = (visit: Visit) => visitsUnder(api, load, visit);
  const of = async (visit: Visit) => requestsOnly(await visitsOf(visit));
  const machine = { cores: availableParallelism(), loadAverage: rounded(loadavg()[0] ?? Number.NaN) };
  const overview = await of(look(OVERVIEW_PATH));
  const yearByDay = await of(readYear(marketIds, "day", year));
  const byHour = await visitsOf(readYear(marketIds, "hour", year));
  const yearRaw = await of(readYear(marketIds, "raw", year, 1));
  const connection = openConnection(api.url);
  const again = await lookAgain(connection.ask, yearPath(marketIds[0] ?? "", "day", year));
  connection.close();
  const yearUnchanged = await of(again);
  const observations = await of(look("/v1/observations"));
  const forecasts = await of(look("/v1/forecasts"));
  const risks = await of(look("/v1/risks"));
  const stream = await measureStream(api.url, db, { clients: streamClients, ticks, afterSeconds: lastSeconds });
  const overviewAfterTick = await measureAfterTicks(api.url, db, OVERVIEW_PATH, {
    ticks,
    afterSeconds: lastSeconds + ticks * BUCKET_SECONDS,
  });
  const bundle = await measureDashboard();
  const firstPage = scale.pageVisits === 0 ? null : await measureFirstPage(api.url, scale.pageVisits);
  return {
    overview,
    overviewAfterTick,
    year: yearByDay,
    sseClients: stream.clients,
    bundleGzipKB: bundle?.totalGzipKB ?? null,
    firstPage,
    yearUnchanged,
    yearByHour: { ...requestsOnly(byHour), wholeP50Ms: byHour.visitP50Ms, wholeP99Ms: byHour.visitP99Ms },
    yearRaw,
    observations,
    forecasts,
    risks,
    stream,
    bundle,
    load: { kind: "closed loop", connections: load.connections, seconds: load.seconds },
    machine,
    database: { rows, markets, days: Math.round((lastSeconds - firstSeconds) / 86_400), seconds },
  };
}

async function visitsUnder(api: ApiProcess, load: Load, visit: Visit): Promise<MeasuredVisits> {
  const before = await api.cpuMilliseconds();
  const { requests, ...figures } = await underLoad(api.url, load, visit);
  return { ...figures, cpuMs: rounded(((await api.cpuMilliseconds()) - before) / requests) };
}

function requestsOnly({ visitP50Ms: _p50, visitP99Ms: _p99, ...figures }: MeasuredVisits): Measured {
  return figures;
}

/** Of the dashboard as its sources are now. */
async function measureDashboard(): Promise<BundleFigures | null> {
  const folder = await builtDashboard();
  return folder === null ? null : measureBundle(folder);
}

/** The figures for a person. */
export function apiText(figures: ApiFigures): string {
  const { database, load, machine, stream, bundle, firstPage, yearByHour } = figures;
  const n = (value: number) => value.toLocaleString("en-US");
  const line = (name: string, { rps, p50Ms, p99Ms, worstMs, kB, cpuMs }: Measured) =>
    `  ${name.padEnd(34)} ${n(rps).padStart(8)} requests/s, p50 ${p50Ms} ms, p99 ${p99Ms} ms, worst ${worstMs} ms; ${kB} kB, ${cpuMs} ms of computing each`;
  return [
    `The API with ${n(database.rows)} observations of ${database.markets} markets over ${database.days} days in the database, ${load.connections} connections that`,
    `each ask again as soon as they have their answer (closed loop), ${load.seconds} s each, ${machine.cores} cores with a load of ${machine.loadAverage} before:`,
    line("overview of a vault", figures.overview),
    `    the first after a tick, alone: p50 ${figures.overviewAfterTick.p50Ms} ms, worst ${figures.overviewAfterTick.worstMs} ms`,
    line("a market's year by the day", figures.year),
    line("the same, not changed (304)", figures.yearUnchanged),
    line("a market's year by the hour, a page", yearByHour),
    `    all its pages: p50 ${yearByHour.wholeP50Ms} ms, p99 ${yearByHour.wholeP99Ms} ms`,
    line("a market's first 500 samples", figures.yearRaw),
    line("newest observation of every market", figures.observations),
    line("newest forecasts of every market", figures.forecasts),
    line("newest risk of every market", figures.risks),
    `Live: ${figures.sseClients} clients were told of each of ${stream.changes} changes exactly once; the last of them p50 ${n(stream.p50Ms)} ms, p99 ${n(stream.p99Ms)} ms after its commit.`,
    bundle === null
      ? "Dashboard: there is none."
      : `Dashboard: ${bundle.totalGzipKB} kB of scripts and styles gzipped, ${bundle.firstPageGzipKB} kB of it at once.`,
    firstPage === null ? "" : `    A new browser shows the overview after p50 ${firstPage.p50Ms} ms, worst ${firstPage.worstMs} ms.`,
    `Made in ${database.seconds.observations} s of storing, ${database.seconds.rollups} s of summing up by hour and day, ${database.seconds.vault} s for the vault's past.`,
  ]
    .filter((text) => text !== "")
    .join("\n");
}
