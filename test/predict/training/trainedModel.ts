import path from "node:path";
import { type TrainingRequest, type TrainingResult, trainAndWrite } from "../../../bot/predict/training/trainAndWrite.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { at, type MadeUpMarket, madeUpMarkets, writeHistory } from "./madeUpHistory.ts";

export const TRAINED_UNTIL = "2022-10-01";
export const NOW_SECONDS = at("2023-06-01");

export interface TrainedModel {
  readonly markets: readonly MadeUpMarket[];
  /** The folder with the history, half a year longer than what was trained on. */
  readonly data: string;
  /** A keeper's data folder; the model is among its models. */
  readonly dataFolder: string;
  readonly modelsFolder: string;
  readonly result: TrainingResult;
}

/** A training of the linear member alone on the made-up history: a second or two. */
export function trainingRequest(given: Pick<TrainingRequest, "data" | "modelsFolder"> & Partial<TrainingRequest>): TrainingRequest {
  return {
    id: "made-up",
    members: ["linear"],
    horizonsSeconds: null,
    seed: 1,
    judgedFromSeconds: at("2022-01-01"),
    untilSeconds: at(TRAINED_UNTIL),
    checkpointFolder: null,
    replace: false,
    nowSeconds: NOW_SECONDS,
    onTraining: () => undefined,
    ...given,
  };
}

let trained: Promise<TrainedModel> | undefined;

/** The model, trained once a run of mocha. */
export function trainedModel(): Promise<TrainedModel> {
  trained ??= (async () => {
    const markets = madeUpMarkets(at("2020-10-01"), at("2023-02-01"));
    const [data, dataFolder] = await Promise.all([createTestFolder(), createTestFolder()]);
    await writeHistory(data, markets);
    const modelsFolder = path.join(dataFolder, "models");
    return { markets, data, dataFolder, modelsFolder, result: await trainAndWrite(trainingRequest({ data, modelsFolder })) };
  })();
  return trained;
}
