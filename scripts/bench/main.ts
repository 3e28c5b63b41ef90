import { parseArgs } from "node:util";
import { gasText, measureGas, updateGasSnapshot } from "./gas.ts";

const HELP = `Benchmarks. Each prints its figures; with --json the last line is one line of JSON.

  npm run bench -- gas [--json] [--update]
      gas of rebalances, deposits and withdrawals; --update rewrites scripts/bench/gas.snapshot.json, which the tests hold figures to
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, update: { type: "boolean", default: false } },
});
if (positionals[0] !== "gas" || positionals.length > 1) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else {
  const figures = await measureGas();
  if (values.update) updateGasSnapshot(figures);
  process.stdout.write(`${values.json ? JSON.stringify(figures) : gasText(figures)}\n`);
}
