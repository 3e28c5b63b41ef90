import { parentPort, workerData } from "node:worker_threads";
import { KeeperError } from "../../core/errors.ts";
import type { Stage } from "../stage.ts";
import type { TrialJob } from "./grid.ts";
import { runTrial } from "./trial.ts";
import type { ThreadReport } from "./trialThread.ts";

/** A thread that runs the jobs it is posted, on the stage it was born with. */
const stage = workerData as Stage;
parentPort?.on("message", (job: TrialJob) => parentPort?.postMessage(reportOn(job)));

function reportOn(job: TrialJob): ThreadReport {
  try {
    return { trial: runTrial(job, stage) };
  } catch (error) {
    if (error instanceof KeeperError) return { failure: { message: error.message, remedy: error.remedy } };
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { failure: { message, remedy: "This is a defect of yield-keeper: please report it." } };
  }
}
