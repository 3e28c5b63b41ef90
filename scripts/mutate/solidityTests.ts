import { runCommand } from "../runCommand.ts";
import { BrokenTestRunError } from "./errors.ts";
import type { TestOrder } from "./testOrder.ts";

export type TestVerdict = { readonly isPassed: true } | { readonly isPassed: false; readonly by: string };

/**
 * Runs the tests on the artifacts as they lie there, and stops at the first suite with a failure.
 * @throws BrokenTestRunError if they end without a verdict: that says nothing about the mutant.
 */
export async function runSolidityTests(folder: string, { first, rest }: TestOrder, timeoutMilliseconds?: number): Promise<TestVerdict> {
  for (const files of [first, rest]) {
    if (files.length === 0) continue;
    const { output, exitCode, isTimedOut } = await runCommand(["hardhat", "test", "solidity", "--no-compile", ...files], {
      folder,
      ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
      isDecided: (soFar) => firstFailure(soFar) !== undefined,
    });
    const failure = firstFailure(output);
    if (failure !== undefined) return { isPassed: false, by: failure };
    if (isTimedOut) return { isPassed: false, by: "timeout" };
    if (exitCode !== 0 || !/\d+ passing/.test(output)) throw new BrokenTestRunError(exitCode, output);
  }
  return { isPassed: true };
}

/** The first test that Hardhat's report marks with a number instead of a tick, with the contract it stands under. */
export function firstFailure(report: string): string | undefined {
  let suite = "";
  for (const line of report.split("\n")) {
    suite = /^ {2}(\S+\.sol:\S+)$/.exec(line)?.[1] ?? suite;
    const test = /^ {4}\d+\) (.+)$/.exec(line)?.[1];
    if (test !== undefined) return `${suite.split(":")[1] ?? suite} ${test}`;
  }
  return undefined;
}
