import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { copyProject } from "../projectCopy.ts";
import { runCommand } from "../runCommand.ts";
import { parseLcov } from "./lcov.ts";
import { coverageReport, coverageText, LEAST_PERCENT } from "./report.ts";
import { statementLines } from "./statementLines.ts";

const HELP = `Which lines of the contracts the Solidity tests run.

  npm run coverage -- [--json]

Counts the lines of contracts/, without contracts/test/, on which a statement begins. A line is covered when Hardhat's instrumentation saw
all of its statements run. --json ends with one line of JSON. Exit code 1: under ${LEAST_PERCENT} %, or a test failed.
`;

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
});
if (values.help) process.stdout.write(HELP);
else process.exitCode = await measure(values.json);

/** In a copy, since instrumented artifacts lie where deployments and benchmarks look for the real ones. */
async function measure(isJson: boolean): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const { folder, remove } = copyProject({ withArtifacts: false });
  try {
    const { output, exitCode } = await runCommand(["hardhat", "test", "solidity", "--coverage"], { folder });
    if (exitCode !== 0) {
      process.stderr.write(
        `${output}\nerror: the tests do not pass on instrumented contracts. If they do in npm test, they depend on gas or code size.\n`,
      );
      return 1;
    }
    const counts = parseLcov(readFileSync(path.join(folder, "coverage/lcov.info"), "utf8"));
    const report = coverageReport(statementsOf(folder), counts);
    process.stdout.write(`${coverageText(report)}\n`);
    if (isJson) process.stdout.write(`${JSON.stringify(report)}\n`);
    return report.percent < LEAST_PERCENT ? 1 : 0;
  } finally {
    remove();
  }
}

/** The lines that count, by file; files without a statement, such as interfaces, are left out. */
function statementsOf(folder: string): ReadonlyMap<string, readonly number[]> {
  const contracts = readdirSync(path.join(folder, "contracts"), { recursive: true, encoding: "utf8" })
    .map((file) => `contracts/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".sol") && !file.startsWith("contracts/test/"))
    .toSorted();
  const lines = contracts.map((file) => [file, statementLines(readFileSync(path.join(folder, file), "utf8"))] as const);
  return new Map(lines.filter(([, ofFile]) => ofFile.length > 0));
}
