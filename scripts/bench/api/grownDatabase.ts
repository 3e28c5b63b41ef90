import type { Store } from "../../../bot/store/connection.ts";
import { DEFAULT_MAINTENANCE, maintainStore } from "../../../bot/store/maintenance.ts";
import { benchMarkets } from "../tick/markets.ts";
import { type PastBuckets, pastBuckets, storeObservations } from "./past.ts";
import { storeVaultPast } from "./vaultPast.ts";

export interface GrownDatabase extends PastBuckets {
  readonly marketIds: readonly string[];
  /** Observations: as many as were asked for, up to whole buckets. */
  readonly rows: number;
  /** Seconds that it took to store the observations, to sum all of them up by hour and day, and to store what the vault left. */
  readonly seconds: { readonly observations: number; readonly rollups: number; readonly vault: number };
}

/** A database as it is after years of a keeper, but made in minutes: so many observations, summed up by the keeper's own maintenance, and a vault's past. */
export async function growDatabase(
  { db, pool }: Store,
  { rows, markets: count }: { readonly rows: number; readonly markets: number },
): Promise<GrownDatabase> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const markets = benchMarkets(count);
  const past = pastBuckets(rows, count, nowSeconds);
  const observations = await secondsOf(() => storeObservations(db, markets, past));
  await pool.query("vacuum analyze observations");
  const rollups = await secondsOf(async () => {
    const report = await maintainStore(db, { ...DEFAULT_MAINTENANCE, observationDays: 0 }, nowSeconds);
    if (report === null || report.rolledUp.left > 0) throw new Error("not everything was summed up");
  });
  const vault = await secondsOf(() => storeVaultPast(db, markets, past));
  await pool.query("vacuum analyze");
  const { rows: counted } = await pool.query<{ rows: number }>("select count(*) as rows from observations");
  return { ...past, rows: counted[0]?.rows ?? 0, marketIds: markets.map(({ id }) => id), seconds: { observations, rollups, vault } };
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return Math.round((performance.now() - started) / 100) / 10;
}
