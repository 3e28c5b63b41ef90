import { spawn } from "node:child_process";

/**
 * `npm test`: compiles, then runs the Solidity tests and mocha, closed by one line that adds everything up: "N passed, N failed". Two lanes
 * run side by side, since most tests keep one core busy: one begins with what needs a whole chain, the other with the Solidity tests, and both go
 * on with the rooms.
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
const SYSTEM_FOLDERS = ["cli", "demo", "deploy", "fork", "local-mainnet"] as const;
/** The rooms whose tests take longest, each a suite by itself. */
const LONG_ROOMS = [
  ["observe", "collect"],
  ["predict", "boosting"],
] as const;

const chosen = process.argv.slice(2);
const mocha = (name: string, folders: readonly string[]): Suite => ({
  name: `mocha, ${name}`,
  command: ["mocha", ...folders.map((folder) => `test/${folder}/**/*.test.ts`)],
});
const otherRooms: Suite = {
  name: "mocha, other rooms",
  command: ["mocha", "test/**/*.test.ts", "--ignore", `test/{${[...SYSTEM_FOLDERS, ...LONG_ROOMS.flat()].join(",")}}/**`],
};
const lanes: readonly Suite[] =
  chosen.length > 0
    ? [{ name: "mocha", command: ["mocha", ...chosen] }]
    : [mocha("system", SYSTEM_FOLDERS), { name: "Solidity", command: ["hardhat", "test", "solidity"] }];
const waiting: Suite[] = chosen.length > 0 ? [] : [...LONG_ROOMS.map((rooms) => mocha(rooms.join(" and "), rooms)), otherRooms];

// Once, before two processes would write the same artifacts.
const build = await run({ name: "build", command: ["hardhat", "build"] });
process.stdout.write(build.output);
if (build.code !== 0) process.exit(1);

const total = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
await Promise.all(
  lanes.map(async (first) => {
    for (let suite: Suite | undefined = first; suite !== undefined; suite = waiting.shift()) add(await run(suite));
  }),
);
// Once more at the end: in the middle of a thousand passing tests nobody finds them.
for (const failure of failures) console.log(`\n${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
process.exitCode = total.failed > 0 ? 1 : 0;

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
