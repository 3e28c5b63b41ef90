import path from "node:path";
import type { Compilation, CompilationJob } from "./compilation.ts";
import { openCompiler } from "./compiler.ts";
import { type Dependents, dependentsIn } from "./dependents.ts";
import { FailingTestsError } from "./errors.ts";
import type { Journal } from "./journal.ts";
import { compileMutant } from "./mutant.ts";
import type { Mutation } from "./mutation.ts";
import type { Outcome } from "./outcome.ts";
import { createSelection } from "./selection.ts";
import { runSolidityTests } from "./solidityTests.ts";
import { testOrder } from "./testOrder.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

export interface Run {
  readonly compilation: Compilation;
  /** In the order in which they are tried. */
  readonly mutations: readonly Mutation[];
  readonly count: number;
  readonly jobs: number;
  readonly journal: Journal;
  /** Is told of every outcome as it comes, and how many have counted so far. */
  readonly onOutcome: (outcome: Outcome, counted: number) => void;
}

/** A mutant may take ten times as long as all tests took without one, and a minute more: others are being tested beside it. */
const TIMEOUT_FACTOR = 10;
const TIMEOUT_SLACK_MILLISECONDS = 60_000;

/** Tries mutations until enough have counted; the outcomes of those that did. */
export async function runMutants({ compilation, mutations, count, jobs, journal, onOutcome }: Run): Promise<readonly Outcome[]> {
  const dependents = new Map(compilation.jobs.map((job) => [job, dependentsIn(job)]));
  const workspaces = Array.from({ length: jobs }, openWorkspace);
  try {
    const timeoutMilliseconds = await timeWithout(workspaces[0] as Workspace, compilation.jobs);
    const selection = createSelection(mutations, count);
    const counted: Outcome[] = [];
    const changes = new Set<() => void>();
    const work = async (workspace: Workspace) => {
      const compiler = openCompiler();
      for (let next = selection.next(); next !== undefined; next = selection.next()) {
        if (next === "wait") {
          await new Promise<void>((resolve) => changes.add(resolve));
          continue;
        }
        const mutation = next;
        const known = journal.get(mutation.id);
        const outcome = known ?? (await outcomeOf(mutation, { compilation, dependents, compiler, workspace, timeoutMilliseconds }));
        if (known === undefined) journal.add(outcome);
        selection.settle(mutation, outcome.verdict !== "nothing");
        if (outcome.verdict !== "nothing") counted.push(outcome);
        onOutcome(outcome, counted.length);
        for (const resume of changes) resume();
        changes.clear();
      }
      await compiler.close();
    };
    await Promise.all(workspaces.map(work));
    return counted;
  } finally {
    for (const { remove } of workspaces) remove();
  }
}

/** @throws FailingTestsError if the tests fail on the contracts as they are. */
async function timeWithout({ folder }: Workspace, jobs: readonly CompilationJob[]): Promise<number> {
  const startedMilliseconds = Date.now();
  const verdict = await runSolidityTests(folder, testOrder(jobs, ["TestBase"]));
  if (!verdict.isPassed) throw new FailingTestsError(verdict.by);
  return TIMEOUT_SLACK_MILLISECONDS + TIMEOUT_FACTOR * (Date.now() - startedMilliseconds);
}

interface Means {
  readonly compilation: Compilation;
  readonly dependents: ReadonlyMap<CompilationJob, Dependents>;
  readonly compiler: ReturnType<typeof openCompiler>;
  readonly workspace: Workspace;
  readonly timeoutMilliseconds: number;
}

async function outcomeOf(
  mutation: Mutation,
  { compilation, dependents, compiler, workspace, timeoutMilliseconds }: Means,
): Promise<Outcome> {
  const startedMilliseconds = Date.now();
  const { id, file, line, operator, original, replacement } = mutation;
  const outcome = (verdict: Outcome["verdict"], by: string): Outcome => {
    const seconds = Math.round((Date.now() - startedMilliseconds) / 100) / 10;
    return { id, where: `${file}:${line}`, operator, verdict, by, original, replacement, seconds };
  };
  const mutant = await compileMutant(mutation, compilation, dependents, compiler);
  if ("why" in mutant) return outcome("nothing", mutant.why);
  const names = [path.basename(file, ".sol"), ...mutant.changed.map((artifact) => artifact.file.contractName)];
  const tests = testOrder(compilation.jobs, names);
  const verdict = await workspace.withMutant(mutant.changed, () => runSolidityTests(workspace.folder, tests, timeoutMilliseconds));
  return verdict.isPassed ? outcome("survived", "Solidity tests") : outcome("killed", verdict.by);
}
