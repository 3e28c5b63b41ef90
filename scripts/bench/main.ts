import { parseArgs } from "node:util";
import { gasText, measureGas, updateGasSnapshot } from "./gas.ts";

interface BenchOptions {
  readonly update: boolean;
}

/** A benchmark: what it measures, and the same for a person. */
interface Bench {
  readonly help: string;
  measure(options: BenchOptions): Promise<{ readonly figures: object; readonly text: string }>;
}

const benches: Readonly<Record<string, Bench>> = {
  gas: {
    help: `gas [--json] [--update]
      gas of rebalances, deposits and withdrawals; --update rewrites scripts/bench/gas.snapshot.json, which the tests hold figures to`,
    async measure({ update }) {
      const figures = await measureGas();
      if (update) updateGasSnapshot(figures);
      return { figures, text: gasText(figures) };
    },
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, update: { type: "boolean", default: false } },
});
const bench = benches[positionals[0] ?? ""];
if (bench === undefined || positionals.length > 1) {
  const commands = Object.values(benches).map(({ help }) => `  npm run bench -- ${help}`);
  process.stderr.write(`Benchmarks. Each prints its figures; with --json the last line is one line of JSON.\n\n${commands.join("\n")}\n`);
  process.exitCode = 2;
} else {
  const { figures, text } = await bench.measure(values);
  process.stdout.write(`${values.json ? JSON.stringify(figures) : text}\n`);
}
