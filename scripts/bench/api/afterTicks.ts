import type { Kysely } from "kysely";
import { quantile } from "../../../bot/predict/interval.ts";
import type { Database } from "../../../bot/store/schema.ts";
import { finishTick, startTick } from "../../../bot/store/ticks.ts";
import { openConnection, rounded } from "./closedLoop.ts";
import { BUCKET_SECONDS } from "./past.ts";
import { BENCH_VAULT } from "./vaultPast.ts";

export interface AloneFigures {
  readonly p50Ms: number;
  readonly worstMs: number;
}

/** Times the first request for `path` after each of so many ticks that saw the vault, with nobody else asking. */
export async function measureAfterTicks(
  url: string,
  db: Kysely<Database>,
  path: string,
  { ticks, afterSeconds }: { readonly ticks: number; readonly afterSeconds: number },
): Promise<AloneFigures> {
  const connection = openConnection(url);
  try {
    const times: number[] = [];
    for (let tick = 1; tick <= ticks; tick++) {
      const id = await startTick(db, BENCH_VAULT, afterSeconds + tick * BUCKET_SECONDS);
      await finishTick(db, id, { status: "held", totalAssets: 10n ** 12n, totalShares: 10n ** 24n, navUsd: 1e6, sharePrice: 1.05 });
      const started = performance.now();
      const { status } = await connection.ask(path);
      times.push(performance.now() - started);
      if (status !== 200) throw new Error(`${path} answered ${status} after a tick`);
    }
    const sorted = times.toSorted((a, b) => a - b);
    return { p50Ms: rounded(quantile(sorted, 0.5)), worstMs: rounded(quantile(sorted, 1)) };
  } finally {
    connection.close();
  }
}
