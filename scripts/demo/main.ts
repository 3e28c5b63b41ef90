import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { MissingSettingError } from "../../bot/config/errors.ts";
import { KeeperError } from "../../bot/core/errors.ts";
import { createDatabase } from "../../bot/store/administration.ts";
import { startEmbeddedServer } from "../../bot/store/embeddedServer.ts";
import { confirmHead } from "../local-mainnet/confirmHead.ts";
import { createLife } from "../local-mainnet/life/createLife.ts";
import { startLocalMainnet } from "../local-mainnet/startLocalMainnet.ts";
import { demoScenario } from "./scenario.ts";
import { runStrategy, type StrategyRun, type StrategyRunOptions } from "./strategyRun.ts";
import { demoSummary, summaryText } from "./summary.ts";
import { tickHeader, tickRow } from "./tickTable.ts";

const HELP = `The whole loop on a local mainnet: users deposit, the keeper observes, decides and rebalances a real vault over three protocols.

  npm run demo -- [options]

  --ticks N     ticks of four simulated hours (default 48)
  --seed S      seed of the chain's actors (default 1)
  --mainnet-settings
                lets the keeper decide with its defaults, which are made for mainnet's slower rates
  --json FILE   writes all figures, tick by tick, to FILE
  --keep        leaves the chain and the database running until Ctrl-C, and says how to talk to them
  --help        this text
`;

const KEEPER = "maximise-net-yield";
/** What it is measured against. */
const BASELINES = ["equal-weight", "best-apr", "idle"];

const DAY_SECONDS = 86_400;

/** As shells have it for Ctrl-C. */
const INTERRUPTED = 130;

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === null) {
    process.stdout.write(HELP);
    return;
  }
  const scenario = demoScenario(options.ticks, options.seed, options.mainnetSettings);
  const startedMilliseconds = Date.now();
  const folder = mkdtempSync(path.join(tmpdir(), "yield-keeper-demo-"));
  // Root's PostgreSQL runs as another user, who has to pass.
  chmodSync(folder, 0o711);
  const closing: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const say = (text: string) => process.stdout.write(`${text}\n`);
  // PostgreSQL is a process of its own, which Ctrl-C does not reach: what runs ends with its tick, and then everything is closed.
  const stop = stopSignal();
  try {
    say("Starting PostgreSQL and a local mainnet (genuine Aave V3, Uniswap V3, USDC, WETH; stand-ins for Compound V3, Sky, USDT, DAI) …");
    const database = await startEmbeddedServer({ dataFolder: path.join(folder, "data") });
    closing.push(() => database.close());
    const mainnet = await startLocalMainnet();
    closing.push(() => mainnet.close());
    stop.throwIfAborted();
    // A day of history, so that the fork finds a chain that is already alive.
    await (await createLife({ provider: mainnet.provider, seed: scenario.seed })).advance(DAY_SECONDS);
    const upstream = { rpcUrl: mainnet.rpcUrl, blockNumber: await confirmHead(mainnet.provider) };
    say(`Forking it at block ${upstream.blockNumber}. ${scenario.ticks} ticks of ${scenario.hoursPerTick} h, seed ${scenario.seed}.\n`);

    const live = async (strategy: string, onTick: StrategyRunOptions["onTick"]) =>
      runStrategy({
        scenario,
        strategy,
        upstream,
        databaseUrl: await createDatabase(database, strategy.replaceAll("-", "_")),
        recordsFolder: path.join(folder, "deployments", strategy),
        onTick: (point, report) => {
          onTick(point, report);
          stop.throwIfAborted();
        },
      });
    say(tickHeader());
    const keeper = await live(KEEPER, (point, report) => say(tickRow(point, report)));
    closing.push(() => keeper.fork.close());
    say(`\n${BASELINES.join(", ")}: the same chain, users and hours, each on a fork of its own …`);
    const running = BASELINES.map(async (strategy) => {
      const run = await live(strategy, () => undefined);
      await run.fork.close();
      return run;
    });
    // None may still be at work when the database is closed.
    await Promise.allSettled(running);
    const baselines = await Promise.all(running);

    const summary = demoSummary(scenario, [keeper, ...baselines], (Date.now() - startedMilliseconds) / 1000);
    say(`\n${summaryText(summary)}`);
    if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(summary, null, 2)}\n`);
    if (options.keep) {
      say(keepText(keeper, database.databaseUrl(KEEPER.replaceAll("-", "_"))));
      if (!stop.aborted) await new Promise<void>((resolve) => stop.addEventListener("abort", () => resolve(), { once: true }));
    }
  } catch (error) {
    if (!stop.aborted) throw error;
    process.exitCode = INTERRUPTED;
  } finally {
    for (const close of closing.reverse()) await close();
  }
  // Of a run that was broken off, the fork is still being served.
  if (process.exitCode === INTERRUPTED) process.exit();
}

function keepText({ fork, vault, keeperKey }: StrategyRun, databaseUrl: string): string {
  return `
The chain and the database stay up until Ctrl-C. In another terminal (the key is a public development key):

  export MAINNET_RPC_URL=${fork.rpcUrl} KEEPER_VAULT=${vault}
  export DATABASE_URL=${databaseUrl}
  export KEEPER_PRIVATE_KEY=${keeperKey}
  npx keeper status
  npx keeper tick --dry-run`;
}

function readOptions(args: readonly string[]) {
  let values: { ticks: string; seed: string; "mainnet-settings": boolean; json?: string; keep: boolean; help: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        ticks: { type: "string", default: "48" },
        seed: { type: "string", default: "1" },
        "mainnet-settings": { type: "boolean", default: false },
        json: { type: "string" },
        keep: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }));
  } catch (error) {
    throw new MissingSettingError((error as Error).message.split("\n")[0] ?? "", "npm run demo -- --help lists the options");
  }
  if (values.help) return null;
  const ticks = Number(values.ticks);
  if (!Number.isInteger(ticks) || ticks < 8 || ticks > 1000) {
    throw new MissingSettingError(`--ticks ${values.ticks} is out of range`, "Give a whole number from 8 to 1000");
  }
  if (values.json !== undefined) requireWritable(values.json);
  return { ticks, seed: values.seed, mainnetSettings: values["mainnet-settings"], json: values.json ?? null, keep: values.keep };
}

/** Said before the demo runs for minutes, not after. */
function requireWritable(file: string): void {
  try {
    closeSync(openSync(file, "a"));
  } catch (error) {
    throw new MissingSettingError(
      `--json ${file} cannot be written: ${(error as Error).message}`,
      "Name a file in a folder that you can write to",
    );
  }
}

/** Aborts at Ctrl-C or when the system asks the process to end. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof KeeperError)) throw error;
  process.stderr.write(`error: ${error.message}. ${error.remedy}\n`);
  process.exitCode = error.exitCode;
}
