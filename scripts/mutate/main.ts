import { readFileSync } from "node:fs";
import path from "node:path";
import { KeeperError } from "../../bot/core/errors.ts";
import { PROJECT_ROOT } from "../local-mainnet/projectRoot.ts";
import { runCommand } from "../runCommand.ts";
import { allMutations, chosenMutations } from "./candidates.ts";
import { readCompilation } from "./compilation.ts";
import { BuildFailedError } from "./errors.ts";
import { testOnForks } from "./forkTests.ts";
import { openJournal } from "./journal.ts";
import { HELP, readOptions } from "./options.ts";
import { describeChange, type Outcome } from "./outcome.ts";
import { type Explanations, isGoodEnough, report, reportText } from "./report.ts";
import { runMutants } from "./run.ts";
import { proportionalOrder } from "./selection.ts";

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === null) {
    process.stdout.write(HELP);
    return;
  }
  const startedMilliseconds = Date.now();
  const build = await runCommand(["hardhat", "build"], { folder: PROJECT_ROOT });
  if (build.exitCode !== 0) throw new BuildFailedError(build.output);
  const compilation = readCompilation(path.join(PROJECT_ROOT, "artifacts"));
  const mutations = proportionalOrder(chosenMutations(allMutations(compilation), options.files, options.only), options.seed);
  if (options.isList) {
    for (const mutation of mutations) say(`${mutation.id}\n  ${mutation.file}:${mutation.line}  ${describeChange(mutation)}`);
    return;
  }

  const explanations = JSON.parse(readFileSync(path.join(import.meta.dirname, "equivalent.json"), "utf8")) as Explanations;
  const { count, jobs } = options;
  const journal = openJournal(options.resume, compilation.fingerprint);
  const progress = (outcome: Outcome, counted?: number) => {
    const position = counted === undefined ? "fork" : `${counted}/${count}`;
    const { verdict, by, seconds, where, operator } = outcome;
    process.stderr.write(`[${position}] ${verdict} by ${by} (${seconds} s)\n    ${where} ${operator}: ${describeChange(outcome)}\n`);
  };
  process.stderr.write(`${mutations.length} mutations; testing until ${count} count, ${jobs} at a time\n`);
  const tested = await runMutants({ compilation, mutations, count, jobs, journal, onOutcome: progress });
  const outcomes = options.isFork ? await testOnForks(tested, mutations, compilation, progress) : tested;

  say(reportText(outcomes, explanations));
  say(`${Math.round((Date.now() - startedMilliseconds) / 1000)} s`);
  const result = report(outcomes, explanations);
  if (options.isJson) say(JSON.stringify(result));
  if (!isGoodEnough(result)) process.exitCode = 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

// A copy of the project is removed when the process exits, which a signal alone does not bring about.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof KeeperError)) throw error;
  process.stderr.write(`error: ${error.message}. ${error.remedy}\n`);
  process.exitCode = error.exitCode;
}
