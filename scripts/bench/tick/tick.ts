import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "../../../bot/chain/failoverProvider.ts";
import { createCollector } from "../../../bot/observe/collector.ts";
import { quantile } from "../../../bot/predict/interval.ts";
import { createDatabase } from "../../../bot/store/administration.ts";
import { openStore } from "../../../bot/store/connection.ts";
import { startEmbeddedServer } from "../../../bot/store/embeddedServer.ts";
import { startChainProcess } from "../observe/chainProcess.ts";
import { addressBook } from "../observe/markets.ts";
import { type KeeperFigures, runKeeper } from "./keeperProcess.ts";
import { benchMarkets } from "./markets.ts";
import { storePast } from "./past.ts";
import { openVaultOnNode } from "./vaultOnNode.ts";

/** The keeper's default. */
const TICK_SECONDS = 300;
const WARM_UP_TICKS = 5;

export interface TickScale {
  /** Numbers of markets. */
  readonly sizes: readonly number[];
  /** Measured ticks of each. */
  readonly ticks: number;
  /** Days that the keeper has sampled the markets for when it begins. */
  readonly pastDays: number;
}

/** What is read at most: a month, and some more. */
export const TICK_SCALE: TickScale = { sizes: [10, 100], ticks: 60, pastDays: 36 };

type BySize = Readonly<Record<string, number>>;

/** By the number of markets. */
export interface WholeTickFigures {
  /** From the tick's start, before its block is pinned, to signed bytes. */
  readonly p50Ms: BySize;
  readonly p95Ms: BySize;
  /** JSON-RPC requests of a tick, the most that any took. */
  readonly rpcCalls: BySize;
  /** The most resident memory of the keeper's process, MiB; PostgreSQL's and the node's are not in it. */
  readonly memoryMB: BySize;
  /** Median of what the keeper's process computes in a tick. */
  readonly cpuMs: BySize;
  /** Median and 95 % quantile of every stage. */
  readonly stageMs: Readonly<Record<string, Readonly<Record<string, { readonly p50: number; readonly p95: number }>>>>;
}

/** Ticks that end in a signed rebalance, on a node over HTTP and a PostgreSQL server, both on this machine in processes of their own. */
export async function measureWholeTick({ sizes, ticks, pastDays }: TickScale): Promise<WholeTickFigures> {
  const folder = await mkdtemp(path.join(tmpdir(), "yield-keeper-bench-"));
  // Root's servers run as another user, who has to pass.
  await chmod(folder, 0o711);
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const server = await startEmbeddedServer({ dataFolder: path.join(folder, "data") });
    closing.push(() => server.close());
    const chain = await startChainProcess();
    closing.push(() => chain.close());
    const { rpcUrl } = chain;
    const vault = await openVaultOnNode(rpcUrl);
    const runs: [number, KeeperFigures][] = [];
    for (const markets of sizes) {
      const databaseUrl = await createDatabase(server, `markets_${markets}`);
      await givePast(rpcUrl, databaseUrl, markets, pastDays);
      const dataFolder = path.join(folder, `keeper-${markets}`);
      const run = { ...vault, rpcUrl, databaseUrl, dataFolder, markets, ticks, tickSeconds: TICK_SECONDS, warmUpTicks: WARM_UP_TICKS };
      runs.push([markets, await runKeeper(run)]);
    }
    return figuresOf(runs);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function givePast(rpcUrl: string, databaseUrl: string, count: number, days: number): Promise<void> {
  const provider = await connect({ urls: [rpcUrl], chainId: 1, timeoutMilliseconds: 60_000 });
  const store = await openStore({ databaseUrl });
  try {
    const markets = benchMarkets(count);
    const collector = createCollector({ provider, addressBook, markets, vault: null, bucketSeconds: TICK_SECONDS });
    await storePast(store.db, await collector.collect(), markets, { days, bucketSeconds: TICK_SECONDS });
    await store.pool.query("vacuum analyze");
  } finally {
    await store.close();
    provider.destroy();
  }
}

export function figuresOf(runs: readonly (readonly [markets: number, figures: KeeperFigures])[]): WholeTickFigures {
  const bySize = <Figure>(figureOf: (figures: KeeperFigures) => Figure) =>
    Object.fromEntries(runs.map(([markets, figures]) => [String(markets), figureOf(figures)]));
  const total = ({ ticks }: KeeperFigures) => ticks.map(({ ms }) => ms);
  return {
    p50Ms: bySize((figures) => quantileOf(total(figures), 0.5)),
    p95Ms: bySize((figures) => quantileOf(total(figures), 0.95)),
    rpcCalls: bySize(({ ticks }) => Math.max(...ticks.map(({ rpcCalls }) => rpcCalls))),
    memoryMB: bySize(({ peakMB }) => peakMB),
    cpuMs: bySize(({ ticks }) =>
      quantileOf(
        ticks.map(({ cpuMs }) => cpuMs),
        0.5,
      ),
    ),
    stageMs: bySize(({ ticks }) =>
      Object.fromEntries(
        Object.keys(ticks[0]?.stageMs ?? {}).map((stage) => {
          const times = ticks.map(({ stageMs }) => stageMs[stage] ?? 0);
          return [stage, { p50: quantileOf(times, 0.5), p95: quantileOf(times, 0.95) }];
        }),
      ),
    ),
  };
}

function quantileOf(times: readonly number[], probability: number): number {
  return (
    Math.round(
      quantile(
        times.toSorted((a, b) => a - b),
        probability,
      ) * 10,
    ) / 10
  );
}

export function wholeTickText(
  { p50Ms, p95Ms, rpcCalls, memoryMB, cpuMs, stageMs }: WholeTickFigures,
  { ticks, pastDays }: TickScale,
): string {
  return [
    `A tick from its pinned block to signed bytes, ${ticks} of them, ${pastDays} days of samples in the database:`,
    ...Object.keys(p50Ms).flatMap((size) => [
      `  ${size} markets: p50 ${p50Ms[size]} ms, p95 ${p95Ms[size]} ms (${cpuMs[size]} ms of it the keeper's own computing), ${rpcCalls[size]} requests, at most ${memoryMB[size]} MiB`,
      ...Object.entries(stageMs[size] ?? {}).map(([stage, { p50, p95 }]) => `    ${stage.padEnd(8)} p50 ${p50} ms, p95 ${p95} ms`),
    ]),
  ].join("\n");
}
