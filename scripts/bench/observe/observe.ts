import { startChainProcess } from "./chainProcess.ts";
import { measureMemory } from "./memory.ts";
import type { StoreFigures } from "./store.ts";
import { measureTicks } from "./tick.ts";

export interface ObserveFigures extends StoreFigures {
  /** JSON-RPC requests and milliseconds a tick, by the number of markets. */
  readonly rpcCallsPerTick: { readonly "10": number; readonly "100": number };
  readonly tickMs: { readonly "10": number; readonly "100": number };
  /** What the collecting loop's resident memory grew by, in MiB, after the first tenth of its ticks. */
  readonly rssGrowthMB: number;
}

export interface ObserveOptions {
  /** Observations in the table while the store is measured. */
  readonly rows: number;
  /** How many ticks the collecting loop runs for. */
  readonly ticks: number;
  /** How often a tick is timed. */
  readonly runs: number;
  readonly measureStore: (options: { readonly rows: number }) => Promise<StoreFigures>;
}

/** One after the other, so that nothing is measured in the shadow of something else. */
export async function measureObserve({ rows, ticks, runs, measureStore }: ObserveOptions): Promise<ObserveFigures> {
  const chain = await startChainProcess();
  try {
    const ten = await measureTicks(chain.rpcUrl, 10, runs);
    const hundred = await measureTicks(chain.rpcUrl, 100, runs);
    const { rssMB } = await measureMemory(chain.rpcUrl, ticks);
    return {
      rpcCallsPerTick: { "10": ten.rpcCalls, "100": hundred.rpcCalls },
      tickMs: { "10": ten.ms, "100": hundred.ms },
      ...(await measureStore({ rows })),
      rssGrowthMB: Math.round(((rssMB.at(-1) ?? Number.NaN) - (rssMB[0] ?? Number.NaN)) * 10) / 10,
    };
  } finally {
    await chain.close();
  }
}

/** The figures for a person. */
export function observeText(figures: ObserveFigures, { rows, ticks }: Pick<ObserveOptions, "rows" | "ticks">): string {
  const n = (value: number) => value.toLocaleString("en-US");
  const { rpcCallsPerTick: calls, tickMs: ms } = figures;
  return [
    "A tick of the collectors, from a local mainnet over HTTP:",
    `   10 markets  ${n(calls[10])} requests, ${n(ms[10])} ms`,
    `  100 markets  ${n(calls[100])} requests, ${n(ms[100])} ms`,
    `The store with ${n(rows)} observations:`,
    `  insertion                    ${n(figures.rowsPerSecond)} rows a second`,
    `  latest panel of 500 markets  ${n(figures.latestPanelMs)} ms`,
    `  one market, one year hourly  ${n(figures.oneYearMs)} ms`,
    `Memory of the collecting loop over ${n(ticks)} ticks: ${figures.rssGrowthMB} MiB of growth after the first tenth.`,
  ].join("\n");
}
