import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parentPort } from "node:worker_threads";
import type { TrialJob } from "../../../../bot/backtest/search/grid.ts";

/** A thread that dies of the jobs with a margin of two: in DYING_FOLDER's presence only of each one's first attempt. */
parentPort?.on("message", ({ id, point }: TrialJob) => {
  if (point.marginBps !== 2) return;
  const mark = path.join(process.env.DYING_FOLDER ?? "", id);
  if (existsSync(mark)) return;
  if (process.env.DYING_FOLDER !== undefined) writeFileSync(mark, "");
  process.exit(7);
});
await import("../../../../bot/backtest/search/trialWorker.ts");
