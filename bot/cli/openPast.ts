import path from "node:path";
import type { BacktestSpec } from "../backtest/backtest.ts";
import { loadPast, type Past } from "../backtest/past.ts";
import type { StageDeps } from "../backtest/stage.ts";
import { storedPast } from "../backtest/storedPast.ts";
import { openConfiguredStore } from "../compose.ts";
import type { Configuration } from "../config/schema.ts";
import { type ModelFolder, readModelFolder } from "../predict/models/modelFolder.ts";
import { defaultModelId, defaultRiskModelId, SHIPPED_MODELS_FOLDER } from "../predict/models/shippedModels.ts";

/**
 * The past that a backtest plays back; the database is opened only for a past that is in it, and read until the backtest's end: two readings then find
 * the same, however much it grows between them.
 */
export function openPast(configuration: Configuration, { source, toSeconds }: Pick<BacktestSpec, "source" | "toSeconds">): Promise<Past> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return loadPast(source, {
    nowSeconds,
    readStore: async () => {
      const store = await openConfiguredStore(configuration);
      try {
        return await storedPast(store.db, Math.min(nowSeconds, toSeconds ?? nowSeconds));
      } finally {
        await store.close();
      }
    },
  });
}

/** What models backtests may use and where they keep what those said: in the data folder. */
export async function openStageDeps({ dataFolder }: Configuration): Promise<Omit<StageDeps, "onThinking">> {
  return {
    shippedForecaster: await shippedModel(await defaultModelId(SHIPPED_MODELS_FOLDER)),
    shippedClassifier: await shippedModel(await defaultRiskModelId(SHIPPED_MODELS_FOLDER)),
    cacheFolder: path.join(dataFolder, "backtest"),
  };
}

async function shippedModel(id: string | null): Promise<ModelFolder | null> {
  return id === null ? null : readModelFolder(path.join(SHIPPED_MODELS_FOLDER, id), null);
}
