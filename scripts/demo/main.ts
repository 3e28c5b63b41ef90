import { writeFileSync } from "node:fs";
import { encodeRecording } from "../../bot/backtest/replay/recording.ts";
import { KeeperError } from "../../bot/core/errors.ts";
import { systemClock } from "../../bot/execute/clock.ts";
import { keepMadeUpBacktests } from "./madeUpBacktests.ts";
import { HELP, type KeepOptions, readOptions } from "./options.ts";
import { demoScenario } from "./scenario.ts";
import { type ServedVault, type ServingOptions, serveVault } from "./servedVault.ts";
import { openStage } from "./stage.ts";
import { KEEPER_STRATEGY } from "./story.ts";
import { runStrategy } from "./strategyRun.ts";
import { demoSummary, summaryText } from "./summary.ts";
import { tickHeader, tickRow } from "./tickTable.ts";
import { troubledDays } from "./troubledDays.ts";
import { type TroublePoint, troublePoint } from "./troublePoint.ts";
import { troubleSummary } from "./troubleSummary.ts";
import { troubleScenario } from "./troubles.ts";
import { troubleText } from "./troubleText.ts";
import { createWatch } from "./watch.ts";

/** What the keeper is measured against. */
const BASELINES = ["equal-weight", "best-apr", "idle"];

/** As shells have it for Ctrl-C. */
const INTERRUPTED = 130;

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === null) {
    process.stdout.write(HELP);
    return;
  }
  const { ticks, seed, mainnetSettings, trouble, keep } = options;
  const scenario = trouble === null ? demoScenario(ticks, seed, mainnetSettings) : troubleScenario(trouble, ticks, seed, mainnetSettings);
  const startedMilliseconds = Date.now();
  const closing: (() => Promise<void>)[] = [];
  const write = (summary: unknown) => {
    if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(summary, null, 2)}\n`);
  };
  // PostgreSQL is a process of its own, which Ctrl-C does not reach: what runs ends with its tick, and then everything is closed.
  const stop = stopSignal();
  try {
    say("Starting PostgreSQL and a local mainnet (genuine Aave V3, Uniswap V3, USDC, WETH; stand-ins for Compound V3, Sky, USDT, DAI) …");
    const stage = await openStage(scenario);
    closing.push(stage.close);
    stop.throwIfAborted();
    say(`Forking it at block ${stage.blockNumber}. ${scenario.ticks} ticks of ${scenario.hoursPerTick} h, seed ${scenario.seed}.\n`);

    const seconds = () => (Date.now() - startedMilliseconds) / 1000;
    const points: TroublePoint[] = [];
    say(tickHeader());
    const live = await stage.openVault(KEEPER_STRATEGY);
    closing.push(live.close);
    const watch = keep === null ? null : createWatch(live);
    const keeper = await runStrategy(live, {
      scenario,
      strategy: KEEPER_STRATEGY,
      onTick: async (point, report, happened) => {
        say(tickRow(point, report));
        points.push(troublePoint(point, report, happened));
        await watch?.ticked(report);
        stop.throwIfAborted();
      },
    });
    if (watch === null) await live.close();
    if (options.record !== null) writeFileSync(options.record, encodeRecording(keeper.recording));
    if (trouble === null) {
      say(`\n${BASELINES.join(", ")}: the same chain, users and hours, each on a fork of its own …`);
      const running = BASELINES.map(async (strategy) => {
        const baseline = await stage.openVault(strategy);
        try {
          return await runStrategy(baseline, { scenario, strategy, onTick: () => stop.throwIfAborted() });
        } finally {
          await baseline.close();
        }
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
    if (keep !== null && watch !== null) await goOn({ live, watch, hoursPerTick: scenario.hoursPerTick }, keep, stop);
  } catch (error) {
    if (!stop.aborted) throw error;
    process.exitCode = INTERRUPTED;
  } finally {
    for (const close of closing.reverse()) await close();
  }
  // Of a run that was broken off, the fork is still being served.
  if (process.exitCode === INTERRUPTED) process.exit();
}

/** Until Ctrl-C: serves the keeper's vault, and has it tick. */
async function goOn(
  serving: Pick<ServingOptions, "live" | "watch" | "hoursPerTick">,
  { everySeconds, port }: KeepOptions,
  stop: AbortSignal,
): Promise<void> {
  const onFailure = (error: Error) => void process.stderr.write(`warning: ${error.message}\n`);
  await keepMadeUpBacktests(serving.live.databaseUrl);
  const served = await serveVault({ ...serving, port, onFailure });
  await troubledDays(served);
  say(keepText(served, everySeconds));
  while (!stop.aborted) {
    await systemClock.sleep(everySeconds * 1000, stop);
    if (!stop.aborted) await served.advance().catch(onFailure);
  }
  await served.close();
}

function keepText({ apiUrl, token, live }: ServedVault, everySeconds: number): string {
  const { fork, address, contracts, databaseUrl, configuration } = live;
  return `
Dashboard: ${apiUrl}/
Operator's token, to try its actions: ${token}

The chain, the database and the keeper stay up until Ctrl-C; every ${everySeconds} s there is a tick, ${configuration.tickSeconds / 3600} simulated hours after the last. In another terminal
(the key is a public development key):

  export MAINNET_RPC_URL=${fork.rpcUrl} KEEPER_VAULT=${address}
  export DATABASE_URL=${databaseUrl}
  export KEEPER_PRIVATE_KEY=${contracts.keeper.privateKey}
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
