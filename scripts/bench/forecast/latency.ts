import { performance } from "node:perf_hooks";
import { FEATURE_NAMES } from "../../../bot/predict/features/featurise.ts";
import { LEARNED_MODELS } from "../../../bot/predict/learned/modelSupport.ts";
import type { LoadedForecaster } from "../../../bot/predict/live/loadedForecaster.ts";
import { findModel, loadModel } from "../../../bot/predict/models/modelSupport.ts";
import { defaultModelId, SHIPPED_MODELS_FOLDER } from "../../../bot/predict/models/shippedModels.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";

const HOURS = 31 * 24;
const END_SECONDS = 1_700_000_000;
const SYMBOLS = ["USDC", "USDT", "DAI", "WETH", "WBTC", "LINK", "CRV", "UNI"] as const;

export interface LatencyFigures {
  readonly features: number;
  /** From files on the disk to a model that is ready, hashes checked. */
  readonly loadMs: number;
  readonly oneMarketMs: number;
  readonly thousandMarketsMs: number;
}

/** How long the shipped default takes to load and to forecast, from a month of hours of each market to its quantiles: features and all. */
export async function measureLatency(): Promise<LatencyFigures> {
  const before = performance.now();
  const model = await shippedDefault();
  const loadMs = performance.now() - before;
  const thousand = Array.from({ length: 1000 }, (_, market) => wanderingSeries(market));
  const [one] = thousand;
  const oneMarketMs = await medianMs(model, one === undefined ? [] : [one], 200);
  const thousandMarketsMs = await medianMs(model, thousand, 7);
  return {
    features: FEATURE_NAMES.length,
    loadMs: rounded(loadMs),
    oneMarketMs: rounded(oneMarketMs),
    thousandMarketsMs: rounded(thousandMarketsMs),
  };
}

async function shippedDefault(): Promise<LoadedForecaster> {
  const id = await defaultModelId(SHIPPED_MODELS_FOLDER);
  const folder = id === null ? null : await findModel([SHIPPED_MODELS_FOLDER], id);
  if (folder === null) throw new Error("no model is shipped: models/default.json names none");
  return loadModel(folder, LEARNED_MODELS);
}

async function medianMs(model: LoadedForecaster, series: readonly MarketSeries[], runs: number): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs + 3; run++) {
    const before = performance.now();
    await model.forecastAt(series, new Map(), END_SECONDS);
    if (run >= 3) times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

/** A month of hours of a market whose rate wanders, the same at every run. */
function wanderingSeries(market: number): MarketSeries {
  const column = (value: (hour: number) => number) => Float64Array.from({ length: HOURS }, (_, hour) => value(hour));
  const phase = market * 0.37;
  const utilization = column((hour) => 0.7 + 0.2 * Math.sin(hour / 40 + phase) + 0.05 * Math.sin(hour / 3 + phase));
  const apr = utilization.map((used) => 0.05 * used + Math.max(0, used - 0.85));
  return {
    marketId: `1:bench:${market}`,
    protocol: market % 2 === 0 ? "aave-v3" : "compound-v3",
    symbol: SYMBOLS[market % SYMBOLS.length] ?? "USDC",
    category: "lending",
    timeSeconds: column((hour) => END_SECONDS - (HOURS - 1 - hour) * 3600),
    quotedApr: apr,
    paidApr: apr,
    totalSupplyUsd: column((hour) => 5e7 * (1 + 0.1 * Math.sin(hour / 60 + phase))),
    totalBorrowUsd: column((hour) => 3e7 * (1 + 0.1 * Math.sin(hour / 50 + phase))),
    utilization,
    assetPriceUsd: column(() => 1),
  };
}

function rounded(milliseconds: number): number {
  return Number(milliseconds.toFixed(2));
}
