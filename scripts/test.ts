import { spawn } from "node:child_process";

/**
 * `npm test`: compiles and runs the Solidity tests and mocha, closed by one line that adds everything up: "N passed, N failed". Two lanes run
 * side by side, since most tests keep one core busy: one compiles and goes on with what needs a whole chain, the other begins with what
 * needs no contracts and goes on with the Solidity tests; then both take the rooms that are left.
 *
 * Arguments go to mocha alone: `npm test -- 'test/decide/*.test.ts'`.
 */
interface Suite {
  readonly name: string;
  readonly command: readonly string[];
}

interface Finished {
  readonly suite: Suite;
  readonly output: string;
  readonly code: number | null;
}

/** Folders of test/ whose tests drive a whole chain: never two such suites at a time. */
const SYSTEM_FOLDERS = ["chaos", "cli", "demo", "deploy", "fork", "local-mainnet"] as const;
/** Rooms whose tests need no contracts. */
const FREE_ROOMS = ["predict", "boosting", "risk"] as const;
/** Rooms whose tests take long, a suite by themselves. */
const LONG_ROOMS = ["observe", "collect", "backtest"] as const;

const chosen = process.argv.slice(2);
const mocha = (name: string, folders: readonly string[]): Suite => ({
  name: `mocha, ${name}`,
  command: ["mocha", ...folders.map((folder) => `test/${folder}/**/*.test.ts`)],
});
const otherRooms: Suite = {
  name: "mocha, other rooms",
  command: ["mocha", "test/**/*.test.ts", "--ignore", `test/{${[...SYSTEM_FOLDERS, ...FREE_ROOMS, ...LONG_ROOMS].join(",")}}/**`],
};
const solidity: Suite = { name: "Solidity", command: ["hardhat", "test", "solidity"] };
const freeSuites = chosen.length > 0 ? [] : [mocha(FREE_ROOMS.join(" and "), FREE_ROOMS)];
const waiting: Suite[] =
  chosen.length > 0
    ? [{ name: "mocha", command: ["mocha", ...chosen] }]
    : [mocha("system", SYSTEM_FOLDERS), solidity, otherRooms, mocha(LONG_ROOMS.join(", "), LONG_ROOMS)];

const total = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
// Once, before two processes would write the same artifacts.
const built = run({ name: "build", command: ["hardhat", "build"] }).then(({ output, code }) => {
  process.stdout.write(output);
  if (code !== 0) process.exit(1);
});
await Promise.all([takeSuites([]), takeSuites(freeSuites)]);
// Once more at the end: in the middle of a thousand passing tests nobody finds them.
for (const failure of failures) console.log(`\n${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** Runs some suites, and then, when all is compiled, one after the other that waits. */
async function takeSuites(first: readonly Suite[]): Promise<void> {
  for (const suite of first) add(await run(suite));
  await built;
  for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) add(await run(suite));
}

/** Shows a suite that has ended, whole, and counts it. */
function add({ suite, output, code }: Finished): void {
  process.stdout.write(`\n=== ${suite.name} ===\n${output}`);
  const passed = count(output, /(\d+) passing/g);
  let failed = count(output, /(\d+) failing/g);
  // A suite that died, or ran nothing, is a failure even where it counted none.
  if ((code !== 0 && failed === 0) || passed + failed === 0) {
    failures.push(`The ${suite.name} tests ended with exit code ${code} after ${passed} passing tests.`);
    failed++;
  } else if (failed > 0) {
    failures.push(`=== ${suite.name} ===\n${output.slice(output.search(/^.*\d+ failing/m)).trimEnd()}`);
  }
  total.passed += passed;
  total.failed += failed;
  total.skipped += count(output, /(\d+) (?:pending|skipped)/g);
}

function run(suite: Suite): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const [name, ...args] = suite.command as [string, ...string[]];
    const child = spawn(name, args, { stdio: ["inherit", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk;
        // A person at a terminal sees that something happens.
        if (process.stderr.isTTY) process.stderr.write(".");
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ suite, output, code }));
  });
}

function count(output: string, pattern: RegExp): number {
  return [...output.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);
}
