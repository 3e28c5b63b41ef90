import { parseArgs } from "node:util";
import { measureGas } from "./gas.ts";

const HELP = `Benchmarks. Each prints its figures, with --json as one line of JSON.

  npm run bench -- gas     gas of deposits, withdrawals and rebalances on the real contracts
`;

const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = { gas: measureGas };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "boolean", default: false } } });
const benchmark = benchmarks[positionals[0] ?? ""];
if (benchmark === undefined) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else {
  const figures = await benchmark();
  process.stdout.write(`${values.json ? JSON.stringify(figures) : JSON.stringify(figures, null, 2)}\n`);
}
