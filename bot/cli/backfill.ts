import { Command } from "commander";
import { backfillFromRpc, backfillFromService } from "../backfill.ts";
import { MissingSettingError } from "../config/errors.ts";
import { DEFILLAMA_URL } from "../observe/defillama/client.ts";
import { archiveText, count, defillamaText } from "../watch/historyText.ts";
import { type CommandContext, contextOf } from "./context.ts";
import { keepMemoryFlat } from "./flatMemory.ts";
import { listenForInterruption } from "./interruption.ts";
import { createProgress, type Progress } from "./progress.ts";
import { timeOption } from "./timeOption.ts";

interface BackfillOptions {
  readonly rpcArchive?: string;
  readonly market?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly every: string;
  readonly defillama: boolean;
  readonly defillamaUrl: string;
  readonly pool?: readonly string[];
  readonly protocol?: readonly string[];
  readonly chain: string;
  readonly minTvl?: string;
  readonly days?: string;
  readonly requestsPerSecond: string;
}

const EVERY_SECONDS: Readonly<Record<string, number>> = { "5m": 300, "15m": 900, "1h": 3_600, "6h": 21_600, "1d": 86_400 };

export function backfillCommand(): Command {
  return new Command("backfill")
    .description("Fetches history: observations at past blocks from an archive node, or daily yields from DefiLlama.")
    .option("--rpc-archive <urls>", "archive nodes, comma separated (default: ARCHIVE_RPC_URL, or archiveRpcUrls)")
    .option("--market <id...>", "these markets only (default: all that are configured)")
    .option("--from <time>", "from this day or moment on, UTC")
    .option("--to <time>", "up to this day or moment, which is not included (default: now)")
    .option("--every <time>", `${Object.keys(EVERY_SECONDS).join(", ")} between two observations`, "1h")
    .option("--defillama", "from DefiLlama's yields API instead", false)
    .option("--pool <id...>", "these pools of DefiLlama")
    .option("--protocol <name...>", "pools of these projects, as DefiLlama names them")
    .option("--chain <name>", 'pools on this chain; "all" for every chain', "Ethereum")
    .option("--min-tvl <usd>", "pools that hold at least so much")
    .option("--days <count>", "only the last days (default: all there are)")
    .option("--defillama-url <url>", "where the API is", DEFILLAMA_URL)
    .option("--requests-per-second <count>", "no more requests than this", "5")
    .addHelpText(
      "after",
      `
It may be stopped with Ctrl-C or killed at any time: the same command goes on where it stopped, and asks for nothing that is stored.

Examples:
  $ npx keeper backfill --rpc-archive https://… --from 2026-01-01 --to 2026-02-01 --every 1h
  $ npx keeper backfill --market 1:aave-v3:usdc --from 2025-01-01 --every 1d
  $ npx keeper backfill --defillama --protocol aave-v3 compound-v3 --min-tvl 10000000
  $ npx keeper backfill --defillama --pool aa70268e-4b52-42bf-a116-608b370f9501 --days 365`,
    )
    .action(async (options: BackfillOptions, command: Command) => {
      keepMemoryFlat();
      const context = contextOf(command);
      const interruption = listenForInterruption();
      const progress = createProgress(context.output.json);
      try {
        await (options.defillama ? fromDefillama : fromArchive)(context, options, progress, interruption.signal);
      } finally {
        progress.clear();
        interruption.release();
      }
    });
}

async function fromArchive({ configuration, output }: CommandContext, options: BackfillOptions, progress: Progress, stop: AbortSignal) {
  for (const name of ["pool", "protocol", "minTvl", "days"] as const) {
    if (options[name] !== undefined)
      throw new MissingSettingError("Pools are chosen with --defillama", "Pass --defillama, or choose by --market.");
  }
  const rpcUrls = options.rpcArchive?.split(",").map((url) => httpUrl("--rpc-archive", url.trim())) ?? configuration.archiveRpcUrls;
  if (rpcUrls.length === 0) {
    throw new MissingSettingError(
      "No archive node is configured",
      "Set ARCHIVE_RPC_URL or `archiveRpcUrls`, pass --rpc-archive, or pass --defillama.",
    );
  }
  if (options.from === undefined)
    throw new MissingSettingError("A backfill needs a beginning", "Pass --from, for example --from 2026-01-01.");
  const everySeconds = EVERY_SECONDS[options.every];
  if (everySeconds === undefined) {
    throw new MissingSettingError(`--every ${options.every} is not possible`, `Choose of ${Object.keys(EVERY_SECONDS).join(", ")}.`);
  }
  const fromSeconds = timeOption("--from", options.from);
  const toSeconds = options.to === undefined ? Math.ceil(Date.now() / 1000) : timeOption("--to", options.to);
  if (toSeconds <= fromSeconds) throw new MissingSettingError("--to is not after --from", "Give a time after --from.");
  const report = await backfillFromRpc({
    configuration: {
      ...configuration,
      rpcUrls,
      markets: options.market === undefined ? configuration.markets : [...options.market],
    },
    times: { fromSeconds, toSeconds, everySeconds },
    requestsPerSecond: positive("--requests-per-second", options.requestsPerSecond),
    stop,
    onProgress: ({ timesDone, times, observations }) =>
      progress.show(timesDone / times, `${count(timesDone)} of ${count(times)} times, ${count(observations)} observations`),
  });
  progress.clear();
  output.result(report, archiveText(report));
}

async function fromDefillama({ configuration, output }: CommandContext, options: BackfillOptions, progress: Progress, stop: AbortSignal) {
  for (const name of ["market", "from", "to", "rpcArchive"] as const) {
    if (options[name] !== undefined) {
      throw new MissingSettingError(
        "--defillama goes by pools and days",
        "Choose by --pool, --protocol, --chain and --min-tvl, and --days.",
      );
    }
  }
  const { pool = [], protocol = [], minTvl, days } = options;
  if (pool.length === 0 && protocol.length === 0 && minTvl === undefined) {
    throw new MissingSettingError("No pools are chosen, and there are thousands", "Pass --pool, --protocol or --min-tvl.");
  }
  const nowSeconds = Math.floor(Date.now() / 1000);
  const report = await backfillFromService({
    configuration,
    baseUrl: httpUrl("--defillama-url", options.defillamaUrl),
    selection: {
      pools: pool,
      protocols: protocol,
      // A pool that is named is meant wherever it is.
      chain: pool.length > 0 || options.chain.toLowerCase() === "all" ? null : options.chain,
      minTvlUsd: minTvl === undefined ? 0 : positive("--min-tvl", minTvl),
    },
    fromSeconds: days === undefined ? 0 : nowSeconds - (nowSeconds % 86_400) - Math.floor(positive("--days", days)) * 86_400,
    nowSeconds,
    requestsPerSecond: positive("--requests-per-second", options.requestsPerSecond),
    stop,
    onProgress: ({ poolsDone, pools, rows }) =>
      progress.show(poolsDone / pools, `${count(poolsDone)} of ${count(pools)} pools, ${count(rows)} days`),
  });
  progress.clear();
  output.result(report, defillamaText(report));
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new MissingSettingError(`${option} ${text} is no number above zero`, "Give a number above zero.");
}

/** The URL may hold a key: it is not repeated. */
function httpUrl(option: string, url: string): string {
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return url;
  throw new MissingSettingError(`${option} is no http or https URL`, "Give a URL such as https://host/path.");
}
