import { expect } from "chai";
import { type CommandOptions, type CommandResult, runCommand } from "./command.ts";

/** What a failed command has to say. */
export interface ExpectedFailure {
  readonly exitCode: number;
  /** The error's class. */
  readonly name: string;
  readonly message: RegExp;
  readonly remedy: RegExp;
}

/** One line on standard error with the cause and the remedy, no stack trace, and the exit code. Returns the line. */
export function expectOneLine({ exitCode, signal, stderr }: CommandResult, expected: Omit<ExpectedFailure, "name">): string {
  expect(stderr).to.match(/^error: [^\n]+\n$/);
  expect(stderr).not.to.match(/\bat .+:\d+:\d+|node:internal/);
  expect(stderr).to.match(expected.message).and.to.match(expected.remedy);
  expect({ exitCode, signal }).to.deep.equal({ exitCode: expected.exitCode, signal: null });
  return stderr;
}

/** The same of a command with --json, which says it on standard output too. Returns what is there. */
export function expectJsonFailure(result: CommandResult, expected: ExpectedFailure): Record<string, unknown> {
  const line = expectOneLine(result, expected);
  expect(result.stdout).to.match(/^\{[^\n]+\}\n$/);
  const answer = JSON.parse(result.stdout);
  expect(answer.error).to.have.all.keys("name", "message", "remedy");
  const { name, message, remedy } = answer.error;
  expect(name).to.equal(expected.name);
  expect(message).to.match(expected.message);
  expect(remedy).to.match(expected.remedy).and.to.match(/\.$/);
  const words = (text: string) => text.replace(/\s+/g, " ").replace(/\.$/, "");
  expect(line).to.equal(`error: ${words(message)}. ${words(remedy)}\n`);
  return answer;
}

export interface FailureCase extends ExpectedFailure {
  readonly what: string;
  readonly args: readonly string[];
  /** Called when the suite's `before` hooks are done. */
  readonly options?: () => CommandOptions | Promise<CommandOptions>;
  /** What must not be repeated anywhere. */
  readonly secrets?: readonly string[];
}

/** Processes at once: a command spends half of its time loading. */
const CONCURRENCY = 3;

/** A test for each case, run with --json. Their processes run side by side, so they must not disturb each other. */
export function itFails(cases: readonly FailureCase[]): void {
  const results = new Map<FailureCase, Promise<CommandResult>>();
  before(() => {
    const lanes: Promise<unknown>[] = Array.from({ length: CONCURRENCY }, () => Promise.resolve());
    for (const [index, one] of cases.entries()) {
      const lane = index % CONCURRENCY;
      const result = Promise.resolve(lanes[lane]).then(async () => runCommand(["--json", ...one.args], await one.options?.()));
      // A case that cannot even start fails its own test, not the next one of its lane.
      lanes[lane] = result.catch(() => undefined);
      results.set(one, result);
    }
  });
  for (const one of cases) {
    it(`${one.what}: ${one.name}, exit code ${one.exitCode}`, async () => {
      const result = (await results.get(one)) as CommandResult;
      expectJsonFailure(result, one);
      for (const secret of one.secrets ?? []) expect(result.stdout + result.stderr).not.to.include(secret);
    });
  }
}
