import { parseArgs } from "node:util";
import { openLibxgboost } from "../../bot/boosting/libxgboost.ts";
import { MissingSettingError } from "../../bot/config/errors.ts";
import { KeeperError } from "../../bot/core/errors.ts";
import { readHistoryFolder } from "../../bot/predict/series/readHistoryFolder.ts";
import { apyAnomalyText, measureApyAnomaly } from "./alerts/apyAnomaly.ts";
import { API_SCALE, apiText, measureApi } from "./api/api.ts";
import { backtestText, measureBacktest } from "./backtest/backtest.ts";
import { decideText, measureDecide } from "./decide/decide.ts";
import { forecastText, measureForecast } from "./forecast/forecast.ts";
import { gasText, measureGas, updateGasSnapshot } from "./gas.ts";
import { gasTimingText, measureGasTiming, periodBetween } from "./gasTiming/gasTiming.ts";
import { readGasHistory } from "./gasTiming/history.ts";
import { measureObserve, observeText } from "./observe/observe.ts";
import { measureStore } from "./observe/store.ts";
import { measureRisk, RISK_SCALE, riskText } from "./risk/risk.ts";
import { measureWholeTick, TICK_SCALE, wholeTickText } from "./tick/tick.ts";

interface BenchOptions {
  readonly update: boolean;
  readonly rows: string;
  readonly ticks?: string;
  readonly data?: string;
  readonly daily?: string;
  readonly from: string;
  readonly to: string;
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
  observe: {
    help: `observe [--json] [--rows N] [--ticks N]
      requests and time of a tick with 10 and 100 markets; the store with N observations (default 20000000); memory over N ticks (2000)`,
    async measure(options) {
      const scale = { rows: count("--rows", options.rows), ticks: count("--ticks", options.ticks ?? "2000") };
      const figures = await measureObserve({ ...scale, runs: 50, measureStore });
      return { figures, text: observeText(figures, scale) };
    },
  },
  tick: {
    help: `tick [--json] [--ticks N]
      milliseconds from pinned block to signed bytes with 10 and 100 markets over N ticks each (60), by stage, from a node over HTTP and with
      PostgreSQL that holds 36 days of samples; requests to the node, and memory of the keeper's process`,
    async measure({ ticks }) {
      const scale = ticks === undefined ? TICK_SCALE : { ...TICK_SCALE, ticks: count("--ticks", ticks) };
      const figures = await measureWholeTick(scale);
      return { figures, text: wholeTickText(figures, scale) };
    },
  },
  api: {
    help: `api [--json] [--rows N]
      requests a second and 99 % quantiles of the HTTP API with N observations (20000000): a vault's overview, a year of one market, what is newest
      of every market; events to 200 clients; size of the dashboard. Takes 10 GB of disk for a while`,
    async measure({ rows }) {
      const figures = await measureApi({ ...API_SCALE, rows: count("--rows", rows) });
      return { figures, text: apiText(figures) };
    },
  },
  forecast: {
    help: `forecast [--json]
      seconds per epoch beside stock TensorFlow.js in the same run; time to load the default model, to forecast one market and 1,000; memory over 40 retrains`,
    async measure() {
      const figures = await measureForecast();
      return { figures, text: forecastText(figures) };
    },
  },
  decide: {
    help: `decide [--json]
      milliseconds per decision: the optimiser over 50 markets and over 8, equal weights over 200`,
    async measure() {
      const figures = measureDecide(10);
      return { figures, text: decideText(figures) };
    },
  },
  backtest: {
    help: `backtest [--json]
      a year by the hour in 200 made-up markets, four baselines: seconds, market-steps per second, peak memory; and milliseconds per decision of
      maximise-net-yield over 8 and over 50 markets`,
    async measure() {
      const figures = await measureBacktest();
      return { figures, text: backtestText(figures) };
    },
  },
  "gas-timing": {
    help: `gas-timing --data FILE [--daily FILE] [--from DAY] [--to DAY] [--json]
      how well the base fee is forecast, and what waiting for cheaper gas saves and costs in yield, in the days given (2023-10-01 to 2024-03-31);
      --data is CSV with the columns hour and base_fee_gwei_median, --daily (ethereum_daily.csv beside it) with date, avg_gas_price_gwei and eth_usd`,
    async measure({ data, daily, from, to }) {
      if (data === undefined) {
        throw new MissingSettingError(
          "gas-timing has no base fees to judge on",
          "Give --data and a CSV file with the columns hour and base_fee_gwei_median.",
        );
      }
      const figures = measureGasTiming(readGasHistory(data, daily), periodBetween(from, to));
      return { figures, text: gasTimingText(figures) };
    },
  },
  "apy-anomaly": {
    help: `apy-anomaly --data FOLDER [--json]
      how often the alert of an unusual yield would have begun in markets known by the hour; FOLDER is one of history, as for keeper train`,
    async measure({ data }) {
      if (data === undefined) throw new MissingSettingError("apy-anomaly has no history to judge", "Give --data and a folder of history.");
      const { hourly } = await readHistoryFolder(data, Math.floor(Date.now() / 1000));
      const figures = measureApyAnomaly(hourly);
      return { figures, text: apyAnomalyText(figures) };
    },
  },
  risk: {
    help: `risk [--json]
      training 100 rounds of boosted trees on 10,000 rows and scoring them, all at once and one by one, beside libxgboost where it is installed`,
    async measure() {
      const opened = openLibxgboost();
      const figures = measureRisk(RISK_SCALE, opened.library);
      return { figures, text: riskText(figures, RISK_SCALE, opened.library ?? opened) };
    },
  },
};

/** @throws MissingSettingError for what is no number of things. */
function count(option: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new MissingSettingError(`${option} ${text} is not a number of ${option.slice(2)}`, "Give a whole number above zero.");
}

function readCommandLine() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        update: { type: "boolean", default: false },
        rows: { type: "string", default: "20000000" },
        ticks: { type: "string" },
        data: { type: "string" },
        daily: { type: "string" },
        from: { type: "string", default: "2023-10-01" },
        to: { type: "string", default: "2024-03-31" },
      },
    });
  } catch (error) {
    throw new MissingSettingError((error as Error).message.split("\n")[0] ?? "", "npm run bench lists the benchmarks and their options");
  }
}

async function main(): Promise<void> {
  const { values, positionals } = readCommandLine();
  const bench = benches[positionals[0] ?? ""];
  if (bench === undefined || positionals.length > 1) {
    const commands = Object.values(benches).map(({ help }) => `  npm run bench -- ${help}`);
    process.stderr.write(`Benchmarks. Each prints its figures; with --json the last line is one line of JSON.\n\n${commands.join("\n")}\n`);
    process.exitCode = 2;
    return;
  }
  const { figures, text } = await bench.measure(values);
  process.stdout.write(`${values.json ? JSON.stringify(figures) : text}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof KeeperError)) throw error;
  process.stderr.write(`error: ${error.message}. ${error.remedy}\n`);
  process.exitCode = error.exitCode;
}
