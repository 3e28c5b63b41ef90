import { fork } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { connect } from "../../../bot/chain/failoverProvider.ts";
import { createCollector } from "../../../bot/observe/collector.ts";
import { openStore } from "../../../bot/store/connection.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import { insertObservations } from "../../../bot/store/observations.ts";
import { addressBook, manyMarkets } from "./markets.ts";
import { passingTime } from "./passTime.ts";

const TICK_SECONDS = 300;
const MARKETS = 10;
const MIB = 2 ** 20;
/**
 * V8's young generation and glibc's arenas keep what they once had, up to a hundred megabytes that hold nothing, and how much depends on what
 * else the machine does. Kept small, what is left to grow is what the loop holds on to.
 */
const NODE_OPTIONS = ["--expose-gc", "--max-semi-space-size=2"];
const ENVIRONMENT = { MALLOC_ARENA_MAX: "2" };

export interface MemoryFigures {
  /** Resident memory of the collecting process after each tenth of the ticks, garbage collected. */
  readonly rssMB: readonly number[];
}

/** Runs the collecting loop for so many ticks in a process of its own: collector, and insertion into the embedded PostgreSQL. */
export async function measureMemory(rpcUrl: string, ticks: number): Promise<MemoryFigures> {
  const child = fork(fileURLToPath(import.meta.url), [rpcUrl, String(ticks)], {
    execArgv: NODE_OPTIONS,
    env: { ...process.env, ...ENVIRONMENT },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  let figures: MemoryFigures | null = null;
  child.once("message", (message) => {
    figures = message as MemoryFigures;
  });
  const [code] = await once(child, "exit");
  if (figures === null) throw new Error(`the collecting loop ended with exit code ${code}`);
  return figures;
}

async function loop(rpcUrl: string, ticks: number): Promise<MemoryFigures> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), "yield-keeper-bench-"));
  // Root's servers run as another user, who has to pass.
  await chmod(dataFolder, 0o711);
  const provider = await connect({ urls: [rpcUrl], chainId: 1, timeoutMilliseconds: 60_000 });
  try {
    const store = await openStore({ dataFolder });
    try {
      const markets = manyMarkets(MARKETS);
      await upsertMarkets(store.db, markets);
      const collector = createCollector({ provider, addressBook, markets, vault: null, bucketSeconds: TICK_SECONDS });
      const passTime = await passingTime(rpcUrl);
      const rssMB: number[] = [];
      const tenth = Math.max(1, Math.floor(ticks / 10));
      for (let tick = 1; tick <= ticks; tick++) {
        await passTime(TICK_SECONDS);
        const { observations } = await collector.collect();
        const stored = await insertObservations(store.db, observations);
        if (stored !== MARKETS) throw new Error(`tick ${tick} stored ${stored} of ${MARKETS} observations`);
        if (tick % tenth === 0) rssMB.push(await residentMB());
      }
      return { rssMB };
    } finally {
      await store.close();
    }
  } finally {
    provider.destroy();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** Resident memory of this process once there is nothing left to collect. */
async function residentMB(): Promise<number> {
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    // What finalizers let go is collected in the next round.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return Math.round((process.memoryUsage().rss / MIB) * 10) / 10;
}

if (import.meta.main) {
  const [rpcUrl = "", ticks = ""] = process.argv.slice(2);
  const figures = await loop(rpcUrl, Number(ticks));
  process.send?.(figures, undefined, undefined, () => process.disconnect());
}
