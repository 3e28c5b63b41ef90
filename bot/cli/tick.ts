import { Command } from "commander";
import { tick } from "../keeper.ts";
import { executionFailure } from "../watch/executionFailure.ts";
import { tickSummary, tickText } from "../watch/tickSummary.ts";
import { contextOf } from "./context.ts";
import { openConfiguredKeeper } from "./openKeeper.ts";
import { describeFailure, failureLine } from "./output.ts";

export function tickCommand(): Command {
  return new Command("tick")
    .description("One turn of the loop: observe, predict, decide and, if it pays, rebalance.")
    .option("--dry-run", "do everything but send", false)
    .addHelpText(
      "after",
      `
Needs a key to rebalance (docs/keys.md); with --dry-run and no key it decides and explains.
Exits with 1 if a rebalance was decided and did not happen; --json then has an "error" beside the tick.

Examples:
  $ npx keeper tick --dry-run
  $ npx keeper --rpc http://127.0.0.1:8545 --vault 0x… tick --json`,
    )
    .action(async ({ dryRun }: { dryRun: boolean }, command: Command) => {
      const { configuration, output } = contextOf(command);
      const keeper = await openConfiguredKeeper(configuration, dryRun);
      try {
        const report = await tick(keeper.deps);
        const failure = executionFailure(report.outcome, dryRun);
        const error = failure === null ? {} : { error: describeFailure(failure) };
        output.result({ ...tickSummary(report), ...error }, tickText(report));
        if (failure !== null) {
          process.stderr.write(`error: ${failureLine(failure)}\n`);
          process.exitCode = failure.exitCode;
        }
      } finally {
        await keeper.close();
      }
    });
}
