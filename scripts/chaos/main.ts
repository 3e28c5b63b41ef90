import { KeeperError } from "../../bot/core/errors.ts";
import { ALL_FAULTS } from "./faults/allFaults.ts";
import { readOptions } from "./options.ts";
import { runChaos } from "./run.ts";
import { byChance } from "./schedule.ts";
import { summaryText, tickLine } from "./text.ts";
import { openWorld } from "./world.ts";

const HELP = `npm run test:chaos -- [--ticks N] [--seed N] [--only KIND,KIND] [--json]

Real keepers, in processes that are killed and paused, keep a vault on a local mainnet while its nodes lag, lie and drop, blocks are
reorganised, gas becomes dear and the database goes away. After every tick the chain and the database are held against everything that must
always be so. Ends with 1 if anything was not.

  --ticks N     how many (default 100)
  --seed N      of what goes wrong when (default 1)
  --only KINDS  nothing else goes wrong; of ${ALL_FAULTS.map(({ kind }) => kind).join(", ")}
  --json        one line of JSON at the end
`;

/** As shells have it for Ctrl-C. */
const INTERRUPTED = 130;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(HELP);
    return;
  }
  const { ticks, seed, faults, json } = options;
  // PostgreSQL is a process of its own, which Ctrl-C does not reach: the tick that runs comes to its end, and then everything is closed.
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const startedMilliseconds = Date.now();
  const world = await openWorld(seed);
  try {
    const summary = await runChaos(world, {
      ticks,
      schedule: byChance(faults, world.random),
      stop: stop.signal,
      onTick: (tick) => process.stderr.write(`${tickLine(tick)}\n`),
    });
    const seconds = Math.round((Date.now() - startedMilliseconds) / 1000);
    process.stdout.write(`${summaryText(summary, seconds)}\n`);
    if (json) {
      const { violations, ...figures } = summary;
      process.stdout.write(`${JSON.stringify({ ...figures, violations: violations.length, seed, seconds, violationList: violations })}\n`);
    }
    if (summary.violations.length > 0) process.exitCode = 1;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.exitCode = INTERRUPTED;
  } finally {
    await world.close();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof KeeperError)) throw error;
  process.stderr.write(`error: ${error.message}. ${error.remedy}\n`);
  process.exitCode = error.exitCode;
}
