import { writeSync } from "node:fs";
import { openJobQueue } from "../../../../bot/backtest/search/jobQueue.ts";
import { workOnSweeps } from "../../../../bot/backtest/search/sweepWorker.ts";
import { openStore } from "../../../../bot/store/connection.ts";
import { sweepForTest } from "../sweeps.ts";

/** A machine that works on sweeps: `worker.ts DATABASE_URL [SCRIPT]`, the script being what its one thread runs. */
const [databaseUrl = "", script] = process.argv.slice(2);
const store = await openStore({ databaseUrl });
const queue = await openJobQueue(store.pool, { heartbeatSeconds: 10 });
const { ground, source } = await sweepForTest();
await workOnSweeps({
  exchange: { db: store.db, queue },
  ground,
  source,
  threads: 1,
  untilIdle: true,
  onTrial: ({ jobId }) => writeSync(1, `done ${jobId}\n`),
  signal: new AbortController().signal,
  ...(script === undefined ? {} : { script: new URL(script, import.meta.url) }),
});
await queue.close();
await store.close();
