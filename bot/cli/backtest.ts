import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { openConfiguredStore } from "../compose.ts";
import { MissingSettingError } from "../config/errors.ts";
import type { Configuration } from "../config/schema.ts";
import type { KeptBacktest } from "../core/keptBacktest.ts";
import { nowSeconds, systemClock } from "../execute/clock.ts";
import { keepBacktest } from "../store/backtests.ts";
import { addContendersOption, addSpecOptions, type SpecOptions, specOf } from "./backtestOptions.ts";
import { contextOf } from "./context.ts";
import { openPast, openStageDeps } from "./openPast.ts";
import { createProgress } from "./progress.ts";
import { writeFiles } from "./writeFiles.ts";

interface BacktestOptions extends SpecOptions {
  readonly contenders: readonly string[];
  readonly report?: string;
  /** True where no name was given. */
  readonly save?: string | true;
  readonly studies: boolean;
}

const LONGEST_NAME = 100;

export function backtestCommand(): Command {
  return addContendersOption(
    addSpecOptions(
      new Command("backtest").description(
        "Plays back history through the keeper's own decisions, every cost counted, beside those who need no models and one who knows the future.",
      ),
    ),
  )
    .option("--report <folder>", "write report.html and CSV files into this folder")
    .option("--save [name]", "keep it in the database, where the API and the dashboard show it", saveOption)
    .option("--studies", "with --report or --save: how size, costs and settings change the result; some forty more runs a contender", false)
    .addHelpText(
      "after",
      `
Models are trained again each half year on what was known before, which takes minutes the first time; what they said is kept in the data
folder. --members linear is quick.

Examples:
  $ npx keeper backtest --synthetic 20x365 --contenders persistence,equal-weight,best-apy,highest-tvl
  $ npx keeper backtest --data history --from 2022-07-01 --to 2024-02-29 --capital 1000000 --report report
  $ npx keeper backtest --data history --save "before the new policy"
  $ npx keeper backtest --data history --from 2023-01-01 --fee-model flat:0.003 --members linear --json`,
    )
    .action(async (options: BacktestOptions, command: Command) => {
      const { configuration, output } = contextOf(command);
      const spec = specOf(options, options.contenders);
      if (options.studies && options.report === undefined && options.save === undefined) {
        throw new MissingSettingError("--studies has nowhere to write to", "Give --report and a folder, or --save.");
      }
      // Minutes of work are not to end at a database that is away.
      if (options.save !== undefined) await (await openConfiguredStore(configuration)).close();
      // What other commands need not wait for.
      const [{ runBacktest }, { backtestJson }, { backtestText }] = await Promise.all([
        import("../backtest/runBacktest.ts"),
        import("../backtest/report/json.ts"),
        import("../watch/backtestText.ts"),
      ]);
      const progress = createProgress(output.json);
      let id: number | null = null;
      try {
        progress.show(0, "reading the past");
        const past = await openPast(configuration, spec);
        const deps = await openStageDeps(configuration);
        const { backtest, stage } = await runBacktest(spec, past, {
          ...deps,
          onThinking: (what, fraction) => progress.show(fraction, what),
          onProgress: (contender, fraction) => progress.show(fraction, contender),
        });
        if (options.report !== undefined || options.save !== undefined) {
          const [{ backtestReport }, { csvFiles }, { studiesOf }, { keptBacktestOf }] = await Promise.all([
            import("../backtest/report/html/report.ts"),
            import("../backtest/report/csv.ts"),
            import("../backtest/studies/studies.ts"),
            import("../backtest/report/kept.ts"),
          ]);
          const extras = options.studies ? studiesOf(backtest, stage, (fraction, what) => progress.show(fraction, what)) : {};
          const html = backtestReport(backtest, extras);
          if (options.report !== undefined) await writeFiles(options.report, new Map([...csvFiles(backtest), ["report.html", html]]));
          if (options.save !== undefined) {
            const name = options.save === true ? null : options.save;
            const kept = keptBacktestOf(backtest, { name, madeAtSeconds: nowSeconds(systemClock) });
            id = await saved(configuration, kept, html);
          }
        }
        progress.clear();
        if (id !== null) output.say(`It is kept as backtest ${id}.`);
        if (options.report !== undefined) output.say(`The report is in ${path.join(options.report, "report.html")}.`);
        output.result(id === null ? backtestJson(backtest) : { ...backtestJson(backtest), id }, backtestText(backtest));
      } finally {
        progress.clear();
      }
    });
}

/** @returns Its id. */
async function saved(configuration: Configuration, kept: KeptBacktest, reportHtml: string): Promise<number> {
  const store = await openConfiguredStore(configuration);
  try {
    return await keepBacktest(store.db, kept, reportHtml);
  } finally {
    await store.close();
  }
}

function saveOption(name: string): string {
  // PostgreSQL takes no NUL, and nobody can read the others.
  if (name.length <= LONGEST_NAME && /\S/.test(name) && !/\p{Cc}/u.test(name)) return name;
  throw new InvalidArgumentError(`Give a name of at most ${LONGEST_NAME} characters, or none.`);
}
