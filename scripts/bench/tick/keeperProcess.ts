import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openKeeper } from "../../../bot/compose.ts";
import { loadConfiguration } from "../../../bot/config/load.ts";
import { localSigner } from "../../../bot/execute/signers/localSigner.ts";
import { type KeeperDeps, tick } from "../../../bot/keeper.ts";
import { createCollector } from "../../../bot/observe/collector.ts";
import { openRisk } from "../../../bot/risk/live/openRisk.ts";
import { DEFAULT_MAINTENANCE, periodicMaintenance } from "../../../bot/store/maintenance.ts";
import { chainClock } from "../../demo/chainClock.ts";
import { createHttpProvider } from "../../local-mainnet/httpProvider.ts";
import { readHead } from "../../local-mainnet/provider.ts";
import { addressBook } from "../observe/markets.ts";
import { passingTime } from "../observe/passTime.ts";
import { benchMarkets } from "./markets.ts";
import type { VaultOnNode } from "./vaultOnNode.ts";

const KIB_PER_MIB = 1024;

export interface KeeperRun extends VaultOnNode {
  readonly rpcUrl: string;
  /** Of a database that holds the markets' past. */
  readonly databaseUrl: string;
  readonly dataFolder: string;
  readonly markets: number;
  readonly tickSeconds: number;
  /** Not measured: discovery, models that are loaded, code that has not been compiled yet. */
  readonly warmUpTicks: number;
  readonly ticks: number;
}

export interface TickMeasure {
  /** From the tick's start to the signed bytes. */
  readonly ms: number;
  /** Of that, what the keeper's process computed itself, on all its threads: on a machine that does other things, too, the rest says little. */
  readonly cpuMs: number;
  /** JSON-RPC requests of the whole tick. */
  readonly rpcCalls: number;
  readonly stageMs: Readonly<Record<string, number>>;
}

export interface KeeperFigures {
  readonly ticks: readonly TickMeasure[];
  /** The most resident memory of the keeper's process, in MiB. */
  readonly peakMB: number;
}

/** Ticks a keeper in a process of its own, so that no other's memory is taken for its. */
export async function runKeeper(run: KeeperRun): Promise<KeeperFigures> {
  const child = fork(fileURLToPath(import.meta.url), [], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  let figures: KeeperFigures | null = null;
  child.once("message", (message) => {
    figures = message as KeeperFigures;
  });
  child.send(run);
  const [code] = await once(child, "exit");
  if (figures === null) throw new Error(`the keeper ended with exit code ${code}`);
  return figures;
}

/** The keeper's own path in every stage, for more markets than the address book has; it signs and does not send. */
async function measured(run: KeeperRun): Promise<KeeperFigures> {
  const { rpcUrl, databaseUrl, dataFolder, vault, privateKey, tickSeconds } = run;
  const configuration = loadConfiguration({
    file: null,
    environment: {},
    overrides: { rpcUrls: [rpcUrl], databaseUrl, dataFolder, vault, tickSeconds },
  });
  const clock = chainClock();
  const setClock = async () => clock.set((await readHead(createHttpProvider(rpcUrl))).timestampSeconds);
  await setClock();
  let signedAt = Number.NaN;
  let cpuAtSigning = Number.NaN;
  const keeper = await openKeeper({
    configuration,
    signer: localSigner(privateKey),
    dryRun: true,
    clock,
    onExecution: ({ type }) => {
      if (type !== "dry-run") return;
      signedAt = performance.now();
      cpuAtSigning = cpuMilliseconds();
    },
  });
  try {
    const { provider, store, readPast } = keeper;
    const markets = benchMarkets(run.markets);
    const assessmentOn = await openRisk(configuration, { ...addressBook, markets, optionalMarkets: [] }, false);
    const deps: KeeperDeps = {
      ...keeper.deps,
      collector: createCollector({ provider, addressBook, markets, vault, bucketSeconds: tickSeconds }),
      assessRisk: assessmentOn(store.db, readPast),
    };
    const maintain = periodicMaintenance(store.db, DEFAULT_MAINTENANCE, (error) => {
      throw error;
    });
    const passTime = await passingTime(rpcUrl);
    const one = async (): Promise<TickMeasure> => {
      await passTime(tickSeconds);
      await setClock();
      const [requestsBefore, cpuBefore, startedAt] = [provider.requestCount, cpuMilliseconds(), performance.now()];
      const { outcome, decision, snapshot, forecasts, risks, warnings, tickId } = await tick(deps);
      const rpcCalls = provider.requestCount - requestsBefore;
      if (outcome?.kind !== "dry-run") {
        throw new Error(
          `a tick signed nothing: ${outcome === null ? decision.reason : `${outcome.kind}, ${JSON.stringify(outcome, (_, value) => (typeof value === "bigint" ? String(value) : value))}`}`,
        );
      }
      if ([snapshot.observations, forecasts, risks].some(({ length }) => length !== run.markets) || warnings.length > 0) {
        throw new Error(
          `a tick was not whole: ${snapshot.observations.length} observations, ${forecasts.length} forecasts, ${risks.length} risks, ${warnings.join(", ")}`,
        );
      }
      const row = await store.db.selectFrom("ticks").select("stage_ms").where("id", "=", tickId).executeTakeFirstOrThrow();
      await maintain(Math.floor(clock.nowMilliseconds() / 1000));
      return { ms: signedAt - startedAt, cpuMs: cpuAtSigning - cpuBefore, rpcCalls, stageMs: row.stage_ms as Record<string, number> };
    };
    for (let warmUp = 0; warmUp < run.warmUpTicks; warmUp++) await one();
    const ticks: TickMeasure[] = [];
    while (ticks.length < run.ticks) ticks.push(await one());
    return { ticks, peakMB: Math.round(process.resourceUsage().maxRSS / KIB_PER_MIB) };
  } finally {
    await keeper.close();
  }
}

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

if (import.meta.main) {
  const [run] = (await once(process, "message")) as [KeeperRun];
  const figures = await measured(run);
  process.send?.(figures, undefined, undefined, () => process.disconnect());
}
