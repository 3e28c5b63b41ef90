import path from "node:path";
import { Command } from "commander";
import { MissingSettingError } from "../config/errors.ts";
import { addContendersOption, addSpecOptions, type SpecOptions, specOf } from "./backtestOptions.ts";
import { contextOf } from "./context.ts";
import { openPast, openStageDeps } from "./openPast.ts";
import { createProgress } from "./progress.ts";
import { writeFiles } from "./writeFiles.ts";

interface BacktestOptions extends SpecOptions {
  readonly contenders: readonly string[];
  readonly report?: string;
  readonly studies: boolean;
}

export function backtestCommand(): Command {
  return addContendersOption(
    addSpecOptions(
      new Command("backtest").description(
        "Plays back history through the keeper's own decisions, every cost counted, beside those who need no models and one who knows the future.",
      ),
    ),
  )
    .option("--report <folder>", "write report.html and CSV files into this folder")
    .option("--studies", "with --report: how size, costs and settings change the result; some forty more runs a contender", false)
    .addHelpText(
      "after",
      `
Models are trained again each half year on what was known before, which takes minutes the first time; what they said is kept in the data
folder. --members linear is quick.

Examples:
  $ npx keeper backtest --synthetic 20x365 --contenders persistence,equal-weight,best-apy,highest-tvl
  $ npx keeper backtest --data history --from 2022-07-01 --to 2024-02-29 --capital 1000000 --report report
  $ npx keeper backtest --data history --from 2023-01-01 --fee-model flat:0.003 --members linear --json`,
    )
    .action(async (options: BacktestOptions, command: Command) => {
      const { configuration, output } = contextOf(command);
      const spec = specOf(options, options.contenders);
      if (options.studies && options.report === undefined) {
        throw new MissingSettingError("--studies has nowhere to write to", "Give --report and a folder.");
      }
      // What other commands need not wait for.
      const [{ runBacktest }, { backtestJson }, { backtestText }] = await Promise.all([
        import("../backtest/runBacktest.ts"),
        import("../backtest/report/json.ts"),
        import("../watch/backtestText.ts"),
      ]);
      const progress = createProgress(output.json);
      try {
        progress.show(0, "reading the past");
        const past = await openPast(configuration, spec);
        const deps = await openStageDeps(configuration);
        const { backtest, stage } = await runBacktest(spec, past, {
          ...deps,
          onThinking: (what, fraction) => progress.show(fraction, what),
          onProgress: (contender, fraction) => progress.show(fraction, contender),
        });
        if (options.report !== undefined) {
          const [{ backtestReport }, { csvFiles }, { studiesOf }] = await Promise.all([
            import("../backtest/report/html/report.ts"),
            import("../backtest/report/csv.ts"),
            import("../backtest/studies/studies.ts"),
          ]);
          const extras = options.studies ? studiesOf(backtest, stage, (fraction, what) => progress.show(fraction, what)) : {};
          await writeFiles(options.report, new Map([...csvFiles(backtest), ["report.html", backtestReport(backtest, extras)]]));
        }
        progress.clear();
        if (options.report !== undefined) output.say(`The report is in ${path.join(options.report, "report.html")}.`);
        output.result(backtestJson(backtest), backtestText(backtest));
      } finally {
        progress.clear();
      }
    });
}
