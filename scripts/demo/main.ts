import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { encodeRecording } from "../../bot/backtest/replay/recording.ts";
import { KeeperError } from "../../bot/core/errors.ts";
import { createDatabase } from "../../bot/store/administration.ts";
import { startEmbeddedServer } from "../../bot/store/embeddedServer.ts";
import { confirmHead } from "../local-mainnet/confirmHead.ts";
import { createLife } from "../local-mainnet/life/createLife.ts";
import { startLocalMainnet } from "../local-mainnet/startLocalMainnet.ts";
import { HELP, readOptions } from "./options.ts";
import { demoScenario } from "./scenario.ts";
import { runStrategy, type StrategyRun, type StrategyRunOptions } from "./strategyRun.ts";
import { demoSummary, summaryText } from "./summary.ts";
import { tickHeader, tickRow } from "./tickTable.ts";
import { type TroublePoint, troublePoint } from "./troublePoint.ts";
import { troubleSummary } from "./troubleSummary.ts";
import { troubleScenario } from "./troubles.ts";
import { troubleText } from "./troubleText.ts";

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
  const { ticks, seed, mainnetSettings, trouble } = options;
  const scenario = trouble === null ? demoScenario(ticks, seed, mainnetSettings) : troubleScenario(trouble, ticks, seed, mainnetSettings);
  const startedMilliseconds = Date.now();
  const folder = mkdtempSync(path.join(tmpdir(), "yield-keeper-demo-"));
  // Root's PostgreSQL runs as another user, who has to pass.
  chmodSync(folder, 0o711);
  const closing: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const write = (summary: unknown) => {
    if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(summary, null, 2)}\n`);
  };
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
        onTick: (point, report, happened) => {
          onTick(point, report, happened);
          stop.throwIfAborted();
        },
      });
    const seconds = () => (Date.now() - startedMilliseconds) / 1000;
    const points: TroublePoint[] = [];
    say(tickHeader());
    const keeper = await live(KEEPER, (point, report, happened) => {
      say(tickRow(point, report));
      points.push(troublePoint(point, report, happened));
    });
    closing.push(() => keeper.fork.close());
    if (options.record !== null) writeFileSync(options.record, encodeRecording(keeper.recording));
    if (trouble === null) {
      say(`\n${BASELINES.join(", ")}: the same chain, users and hours, each on a fork of its own …`);
      const running = BASELINES.map(async (strategy) => {
        const run = await live(strategy, () => undefined);
        await run.fork.close();
        return run;
      });
      // None may still be at work when the database is closed.
      await Promise.allSettled(running);
      const summary = demoSummary(scenario, [keeper, ...(await Promise.all(running))], seconds());
      say(`\n${summaryText(summary)}`);
      write(summary);
    } else {
      const summary = troubleSummary(trouble, scenario, keeper, points, seconds());
      say(`\n${troubleText(summary)}`);
      write(summary);
    }
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
