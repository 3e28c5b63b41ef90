import { writeSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import type { TrialJob } from "../../../../bot/backtest/search/grid.ts";

/** A thread that begins jobs, says so where HANGING_TELLS, and never ends one. */
parentPort?.on("message", ({ id }: TrialJob) => {
  if (process.env.HANGING_TELLS === "1") writeSync(1, `begun ${id}\n`);
});
