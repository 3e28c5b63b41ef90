import { Command } from "commander";
import type { Sampled } from "../collect/daemon.ts";
import { observeForever } from "../collect/daemon.ts";
import type { Refilled } from "../collect/refill.ts";
import { openObserver } from "../compose.ts";
import { utcTime } from "../watch/format.ts";
import { contextOf } from "./context.ts";
import { listenForInterruption } from "./interruption.ts";
import { describeFailure, failureLine, maintenanceFailure, toJson } from "./output.ts";

export function observeRunCommand(): Command {
  return new Command("run")
    .description(
      "Samples all configured markets in every bucket of tickSeconds until it is stopped with Ctrl-C. Needs no vault and no key.",
    )
    .addHelpText(
      "after",
      `
One line a bucket on standard output, JSON with --json. A bucket that is missed is recorded with its reason, and read again from the node if it
is recent, or from ARCHIVE_RPC_URL.

Examples:
  $ npx keeper observe run
  $ npx keeper observe run --json | tee samples.jsonl`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { configuration, output } = contextOf(command);
      const observer = await openObserver(configuration, (error) => output.say(maintenanceFailure(error)));
      const interruption = listenForInterruption();
      output.say(`Observing, a sample every ${configuration.tickSeconds} s. Ctrl-C stops.`);
      try {
        await observeForever(observer.deps, interruption.signal, {
          onSample: (result) => {
            if (!(result instanceof Error)) output.result(sampleSummary(result), sampleLine(result));
            else if (output.json) process.stdout.write(`${toJson({ error: describeFailure(result) })}\n`);
            else output.say(`sample failed: ${failureLine(result)}`);
          },
          onRefill: (work) => {
            work.then(
              (refilled) => {
                if (refilled.buckets > 0) output.result({ refilled }, refillLine(refilled));
                for (const refusal of refilled.refusals) output.say(`missed buckets stay open: ${refusal}`);
              },
              (error: unknown) => output.say(`reading again failed: ${failureLine(error)}`),
            );
          },
        });
      } finally {
        interruption.release();
        await observer.close();
      }
    });
}

function sampleSummary({ snapshot, recorded }: Sampled) {
  const rejected = snapshot.rejected.map(({ marketId, rule, value, detail }) => ({ marketId, rule, value, detail }));
  return { block: snapshot.block, ...recorded, rejected };
}

function sampleLine({ snapshot, recorded }: Sampled): string {
  const { block, rejected } = snapshot;
  const { bucketTimeSeconds, stored, missed, orphaned } = recorded;
  const parts = [
    `${stored} stored`,
    ...rejected.map(({ marketId, rule }) => `${marketId} rejected (${rule})`),
    ...(missed > 0 ? [`${missed} missed`] : []),
    ...(orphaned > 0 ? [`${orphaned} orphaned`] : []),
  ];
  return `${utcTime(bucketTimeSeconds)}  block ${block.number}: ${parts.join(", ")}`;
}

function refillLine({ buckets, stored, rejected }: Refilled): string {
  return `read ${buckets} missed buckets again: ${stored} stored, ${rejected} rejected`;
}
