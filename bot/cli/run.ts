import { Command } from "commander";
import { run } from "../keeper.ts";
import { tickLine, tickSummary } from "../watch/tickSummary.ts";
import { contextOf } from "./context.ts";
import { listenForInterruption } from "./interruption.ts";
import { openConfiguredKeeper } from "./openKeeper.ts";
import { describeFailure, failureLine, maintenanceFailure, nightFailure, toJson } from "./output.ts";

export function runCommand(): Command {
  return new Command("run")
    .description("Keeps the vault: a tick at every boundary of tickSeconds until it is stopped with Ctrl-C.")
    .option("--dry-run", "do everything but send", false)
    .addHelpText(
      "after",
      `
Needs a key (docs/keys.md); with --dry-run and no key it decides and explains.
One line a tick on standard output, JSON with --json. A tick that fails is reported and the next one tries again.

Examples:
  $ npx keeper run
  $ npx keeper run --dry-run --json | tee ticks.jsonl`,
    )
    .action(async ({ dryRun }: { dryRun: boolean }, command: Command) => {
      const { configuration, output } = contextOf(command);
      const keeper = await openConfiguredKeeper(configuration, dryRun, {
        onMaintenanceFailure: (error) => process.stderr.write(`${maintenanceFailure(error)}\n`),
        onNightFailure: (error) => process.stderr.write(`${nightFailure(error)}\n`),
      });
      const interruption = listenForInterruption();
      const stopped = AbortSignal.any([interruption.signal, keeper.lost]);
      output.say(
        `Keeping ${keeper.deps.vault} with ${keeper.deps.strategy.name}, a tick every ${configuration.tickSeconds} s. Ctrl-C stops.`,
      );
      try {
        await run(keeper.deps, stopped, (result) => {
          if (!(result instanceof Error)) output.result(tickSummary(result), tickLine(result));
          else if (output.json) process.stdout.write(`${toJson({ error: describeFailure(result) })}\n`);
          else output.say(`tick failed: ${failureLine(result)}`);
        });
        if (keeper.lost.aborted) throw keeper.lost.reason;
      } finally {
        interruption.release();
        await keeper.close();
      }
    });
}
