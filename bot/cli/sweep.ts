import { availableParallelism } from "node:os";
import path from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { contenderByName } from "../backtest/contenders.ts";
import { parseAxis, type SweepAxis } from "../backtest/search/grid.ts";
import { CRITERIA, type Criterion } from "../backtest/search/ranking.ts";
import { openConfiguredStore } from "../compose.ts";
import { MissingSettingError } from "../config/errors.ts";
import { addPastOptions, addSpecOptions, type SpecOptions, sourceOf, specOf, told, wholeOption } from "./backtestOptions.ts";
import { contextOf } from "./context.ts";
import { listenForInterruption } from "./interruption.ts";
import { openPast, openStageDeps } from "./openPast.ts";
import { createProgress } from "./progress.ts";
import { writeFiles } from "./writeFiles.ts";

interface SweepOptions extends SpecOptions {
  readonly contender: string;
  readonly grid: readonly SweepAxis[];
  readonly workers: number;
  readonly queue: boolean;
  readonly walkForward?: { readonly trainMonths: number; readonly testMonths: number };
  readonly chooseBy: Criterion;
  readonly best: number;
  readonly report?: string;
}

const MOST_WORKERS = 256;

export function sweepCommand(): Command {
  return new Command("sweep")
    .description("Plays back history at every combination of some settings, on all processors or on many machines.")
    .addCommand(sweepRunCommand(), { isDefault: true })
    .addCommand(sweepWorkCommand())
    .addHelpText(
      "after",
      `
Examples:
  $ npx keeper sweep --synthetic 20x365 --contender persistence --grid idlePaybackSeconds=604800,1209600 --grid marginBps=1,2,5
  $ npx keeper sweep run --help         what can be set
  $ npx keeper sweep work --data history     on any machine with the same database: help with sweeps that run with --queue`,
    );
}

function sweepRunCommand(): Command {
  return addSpecOptions(new Command("run").description("tries every point of a grid, and tells which did best and what that is worth"))
    .addOption(new Option("--contender <name>", "who is tried").argParser((text) => told(() => contenderByName(text)).name).default("ml"))
    .addOption(
      new Option("--grid <name=values>", "values of a setting, comma separated, as marginBps=1,2,5; may be given again").argParser(
        (text: string, before: readonly SweepAxis[] = []) => [...before, told(() => parseAxis(text))],
      ),
    )
    .option(
      "--workers <number>",
      "threads of this machine; with --queue also 0, to only wait for others",
      wholeOption(0, MOST_WORKERS),
      availableParallelism(),
    )
    .option("--queue", "share the work with every `keeper sweep work` on this database, and keep what is done", false)
    .addOption(
      new Option("--walk-forward <months:months>", "also choose by so many months for the next so many, as 12:3").argParser(monthsOption),
    )
    .addOption(new Option("--choose-by <figure>", "what makes a point the best").choices(CRITERIA).default("annualisedReturn"))
    .option("--best <number>", "how many points to show", wholeOption(1, 100_000), 10)
    .option("--report <folder>", "write sweep.csv and sweep.html into this folder")
    .action(async ({ grid = [], ...given }: SweepOptions, command: Command) => {
      const options = { ...given, grid };
      const { configuration, output } = contextOf(command);
      const spec = specOf(options, [options.contender]);
      refuseUnusable(options);
      // What other commands need not wait for.
      const [{ runSweep }, { sweepJson }, { sweepFiles }, { sweepText }] = await Promise.all([
        import("../backtest/search/runSweep.ts"),
        import("../backtest/search/sweepResult.ts"),
        import("../backtest/search/sweepReport.ts"),
        import("../watch/sweepText.ts"),
      ]);
      const progress = createProgress(output.json);
      const interruption = listenForInterruption();
      const store = options.queue ? await openConfiguredStore(configuration) : null;
      try {
        const past = await openPast(configuration, spec);
        const deps = await openStageDeps(configuration);
        const result = await runSweep({
          sweep: { spec, contender: options.contender, axes: grid },
          source: { past, deps: { ...deps, onThinking: (what, fraction) => progress.show(fraction, what) } },
          threads: options.workers,
          store,
          plan: options.walkForward === undefined ? null : { ...options.walkForward, criterion: options.chooseBy },
          criterion: options.chooseBy,
          onProgress: (done, of) => progress.show(done / of, `${done} of ${of} trials`),
          signal: interruption.signal,
        });
        progress.clear();
        if (options.report !== undefined) {
          await writeFiles(options.report, sweepFiles(result));
          output.say(`The report is in ${path.join(options.report, "sweep.html")}.`);
        }
        output.result(sweepJson(result), sweepText(result, options.best));
      } finally {
        progress.clear();
        interruption.release();
        await store?.close();
      }
    });
}

type WorkOptions = Pick<SweepOptions, "workers"> &
  Pick<SpecOptions, "data" | "synthetic" | "to" | "seed"> & { readonly untilIdle: boolean };

function sweepWorkCommand(): Command {
  return addPastOptions(
    new Command("work").description(
      "runs jobs of sweeps that were started with --queue, until it is stopped (Ctrl-C puts back what is not finished)",
    ),
  )
    .option("--workers <number>", "threads of this machine", wholeOption(1, MOST_WORKERS), availableParallelism())
    .option("--until-idle", "end when nothing is left to do", false)
    .action(async (options: WorkOptions, command: Command) => {
      const { configuration, output } = contextOf(command);
      const [{ groundOf }, { openJobQueue }, { workOnSweeps }] = await Promise.all([
        import("../backtest/search/ground.ts"),
        import("../backtest/search/jobQueue.ts"),
        import("../backtest/search/sweepWorker.ts"),
      ]);
      const progress = createProgress(output.json);
      const interruption = listenForInterruption();
      const store = await openConfiguredStore(configuration);
      try {
        const past = await openPast(configuration, { source: sourceOf(options), toSeconds: options.to ?? null });
        const deps = await openStageDeps(configuration);
        const queue = await openJobQueue(store.pool);
        let trials = 0;
        try {
          await workOnSweeps({
            exchange: { db: store.db, queue },
            ground: groundOf(past, deps),
            source: { past, deps: { ...deps, onThinking: (what, fraction) => progress.show(fraction, what) } },
            threads: options.workers,
            untilIdle: options.untilIdle,
            onTrial: () => {
              trials += 1;
              progress.clear();
              output.say(`${trials} ${trials === 1 ? "trial" : "trials"} done.`);
            },
            signal: interruption.signal,
          });
        } finally {
          await queue.close();
        }
        output.result({ trials }, `Ran ${trials} ${trials === 1 ? "trial" : "trials"}.`);
      } finally {
        progress.clear();
        interruption.release();
        await store.close();
      }
    });
}

function refuseUnusable({ queue, workers, data, synthetic, to }: SweepOptions): void {
  if (!queue && workers === 0) throw new MissingSettingError("--workers 0 leaves nobody to do the work", "Give at least 1, or --queue.");
  if (queue && data === undefined && synthetic === undefined && to === undefined) {
    throw new MissingSettingError(
      "what the database holds grows, so that no two workers would see the same",
      "Give --to a day that is over, or --data or --synthetic.",
    );
  }
}

function monthsOption(text: string): { readonly trainMonths: number; readonly testMonths: number } {
  const [, trainMonths, testMonths] = (/^(\d{1,3}):(\d{1,3})$/.exec(text) ?? []).map(Number);
  if (!trainMonths || !testMonths) throw new InvalidArgumentError("Give months to learn from and months to hold, as 12:3.");
  return { trainMonths, testMonths };
}
