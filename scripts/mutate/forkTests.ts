import { runCommand } from "../runCommand.ts";
import type { Compilation } from "./compilation.ts";
import { inputSourceName } from "./compilation.ts";
import { FailingTestsError } from "./errors.ts";
import { applyMutation, type Mutation } from "./mutation.ts";
import type { Outcome } from "./outcome.ts";
import { openWorkspace } from "./workspace.ts";

const BUILD = ["hardhat", "build", "--no-tests"] as const;
const TEST = ["mocha", "--bail", "test/fork/**/*.test.ts"] as const;

/**
 * The second stage: contract and bot together, on a fork. These tests compile by themselves, so the mutant is handed to them as source.
 * Kills whatever of the survivors they notice.
 */
export async function testOnForks(
  outcomes: readonly Outcome[],
  mutations: readonly Mutation[],
  { jobs }: Compilation,
  onOutcome: (outcome: Outcome) => void,
): Promise<readonly Outcome[]> {
  if (outcomes.every(({ verdict }) => verdict !== "survived")) return outcomes;
  const workspace = openWorkspace();
  const { folder } = workspace;
  const firstFailure = async () => {
    for (const command of [BUILD, TEST]) {
      const { output, exitCode } = await runCommand(command, { folder });
      if (exitCode !== 0) return /^ {2}1\) (.+\n.+)/m.exec(output)?.[1]?.replaceAll(/\s+/g, " ") ?? output.trim().slice(-400);
    }
    return undefined;
  };
  try {
    const failure = await firstFailure();
    if (failure !== undefined) throw new FailingTestsError(failure);
    const settled: Outcome[] = [];
    for (const outcome of outcomes) settled.push(outcome.verdict === "survived" ? await again(outcome) : outcome);
    return settled;
  } finally {
    workspace.remove();
  }

  async function again(outcome: Outcome): Promise<Outcome> {
    const mutation = mutations.find(({ id }) => id === outcome.id);
    if (mutation === undefined) return outcome;
    const name = inputSourceName(mutation.file);
    const source = jobs.map(({ input }) => input.sources[name]?.content).find((content) => content !== undefined) ?? "";
    const startedMilliseconds = Date.now();
    const failure = await workspace.withSource(mutation.file, applyMutation(source, mutation), firstFailure);
    const seconds = Math.round((Date.now() - startedMilliseconds) / 100) / 10;
    const settled: Outcome =
      failure === undefined
        ? { ...outcome, seconds, by: "Solidity and fork tests" }
        : { ...outcome, seconds, verdict: "killed", by: failure };
    onOutcome(settled);
    return settled;
  }
}
