import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import type { TrainingBatch } from "../../../bot/predict/learned/samples.ts";
import { chooseBackend } from "../../../bot/predict/neural/backend.ts";
import { seededRandom } from "../../../bot/predict/neural/seededRandom.ts";
import { BILSTM_7X4_DEFAULTS, type NeuralSettings } from "../../../bot/predict/neural/settings.ts";
import { trainNetwork } from "../../../bot/predict/neural/training/trainingLoop.ts";

/** A window, as "28x10": 28 steps of 10 channels. */
export type WindowName = `${number}x${number}`;

export interface EpochFigures {
  readonly secondsPerEpoch: Readonly<Record<WindowName, number>>;
  readonly stockSecondsPerEpoch: Readonly<Record<WindowName, number>>;
}

const SEQUENCES = 5_000;
const WARM_UP_SEQUENCES = 4 * BILSTM_7X4_DEFAULTS.batchSize;

/** Stock layers take up to a minute and more for an epoch: they are measured on a tenth of it. */
const STOCK_SEQUENCES = SEQUENCES / 10;

/**
 * Seconds per epoch of 5,000 sequences in batches of 64, for the two bidirectional layers of the preset "bilstm-7x4": ours, on the best
 * backend that is installed, and the same network of stock tfjs-layers on the stock wasm backend. One after the other, each in a thread
 * of its own, since our kernels replace wasm's in the whole thread. The stock figure is of 500 sequences, scaled up.
 */
export async function measureEpochs(windows: readonly WindowName[]): Promise<EpochFigures> {
  const figures = { secondsPerEpoch: {} as Record<WindowName, number>, stockSecondsPerEpoch: {} as Record<WindowName, number> };
  for (const window of windows) {
    figures.secondsPerEpoch[window] = await inThread({ window, stock: false });
    figures.stockSecondsPerEpoch[window] = await inThread({ window, stock: true });
  }
  return figures;
}

export interface RetrainFigures {
  readonly tensorsBefore: number;
  readonly tensorsAfter: number;
  readonly heapGrowthMb: number;
  readonly rssGrowthMb: number;
}

/**
 * Memory before and after so many trainings of a small network, in this thread: it should not grow. As many before bring it to its
 * size: Node lets the young generation grow for a while, unless --max-semi-space-size bounds it.
 */
export async function measureRetrains(retrains: number): Promise<RetrainFigures> {
  const settings: NeuralSettings = { ...BILSTM_7X4_DEFAULTS, encoder: { kind: "bilstm", units: [8, 8] }, epochs: 2 };
  const batch = randomBatch("7x4", 256);
  const retrain = async (times: number) => {
    for (let i = 0; i < times; i++) await train(settings, batch, i);
  };
  await retrain(retrains);
  const before = memory();
  await retrain(retrains);
  const after = memory();
  return {
    tensorsBefore: before.tensors,
    tensorsAfter: after.tensors,
    heapGrowthMb: after.heapMb - before.heapMb,
    rssGrowthMb: after.rssMb - before.rssMb,
  };
}

interface EpochOrder {
  readonly window: WindowName;
  readonly stock: boolean;
}

async function inThread(order: EpochOrder): Promise<number> {
  const worker = new Worker(new URL(import.meta.url), { workerData: order });
  try {
    return await new Promise<number>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  } finally {
    await worker.terminate();
  }
}

async function secondsOfOurs(window: WindowName): Promise<number> {
  const settings: NeuralSettings = { ...BILSTM_7X4_DEFAULTS, epochs: 1 };
  await train(settings, randomBatch(window, WARM_UP_SEQUENCES), 1);
  const batch = randomBatch(window, SEQUENCES);
  return secondsOf(() => train(settings, batch, 1));
}

async function secondsOfStock(window: WindowName): Promise<number> {
  await chooseBackend({ order: ["wasm"], overrideKernels: false });
  const [steps, channels] = sizeOf(window);
  const { encoder, batchSize, learningRate } = BILSTM_7X4_DEFAULTS;
  const model = sequential();
  const units = encoder.kind === "bilstm" ? encoder.units : [];
  units.forEach((own, i) => {
    const layer = layers.lstm({
      units: own,
      returnSequences: i < units.length - 1,
      recurrentInitializer: "glorotUniform",
      recurrentActivation: "sigmoid",
    });
    model.add(layers.bidirectional({ layer: layer as never, mergeMode: "concat", ...(i === 0 ? { inputShape: [steps, channels] } : {}) }));
  });
  model.add(layers.dense({ units: 10 }));
  model.compile({ optimizer: tf.train.adam(learningRate), loss: "meanAbsoluteError" });
  const trainOn = async (sequences: number) => {
    const input = tf.randomNormal([sequences, steps, channels]);
    const target = tf.randomNormal([sequences, 10]);
    await model.fit(input, target, { batchSize, epochs: 1, verbose: 0 });
    tf.dispose([input, target]);
  };
  await trainOn(batchSize);
  return ((await secondsOf(() => trainOn(STOCK_SEQUENCES))) * SEQUENCES) / STOCK_SEQUENCES;
}

function train(settings: NeuralSettings, batch: TrainingBatch, seed: number) {
  return trainNetwork(settings, batch, { ...batch, count: 0 }, { seed, checkpointFolder: null, onProgress: () => undefined });
}

function randomBatch(window: WindowName, count: number): TrainingBatch {
  const [steps, channels] = sizeOf(window);
  const random = seededRandom(1);
  const figures = (length: number) => Float32Array.from({ length }, () => 2 * random.next() - 1);
  return {
    count,
    featureNames: [],
    features: new Float32Array(),
    window: { steps, channelNames: Array.from({ length: channels }, (_, i) => `channel-${i}`), values: figures(count * steps * channels) },
    persistenceApr: new Float64Array(count),
    scaleApr: new Float64Array(count).fill(1),
    horizonsSeconds: [86_400, 7 * 86_400],
    targets: figures(count * 2),
    weights: new Float32Array(count).fill(1),
  };
}

const sizeOf = (window: WindowName) => window.split("x").map(Number) as [number, number];

async function secondsOf(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return (performance.now() - start) / 1000;
}

/** After a collection of garbage, so that only what is kept counts. */
function memory() {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, rss } = process.memoryUsage();
  return { tensors: tf.memory().numTensors, heapMb: heapUsed / 2 ** 20, rssMb: rss / 2 ** 20 };
}

if (!isMainThread && import.meta.main) {
  const { window, stock } = workerData as EpochOrder;
  parentPort?.postMessage(await (stock ? secondsOfStock(window) : secondsOfOurs(window)));
}
