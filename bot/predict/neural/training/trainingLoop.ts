import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs-core";
import type { TrainingSettings } from "../../learned/quantileModel.ts";
import { QUANTILE_LEVELS, type TrainingBatch } from "../../learned/samples.ts";
import { type BackendName, chooseBackend } from "../backend.ts";
import { loadNetworkGraph, type NetworkGraph } from "../graph/networkGraph.ts";
import { type NetworkDescription, networkParts, type TrainedNetwork } from "../network/network.ts";
import type { ParameterLayout } from "../network/parameters.ts";
import { fitScaler, type Scaler } from "../network/scaler.ts";
import { type SeededRandom, seededRandom, shuffledIndices } from "../seededRandom.ts";
import type { NeuralSettings } from "../settings.ts";
import { adamStep, clipToNorm, newAdamState } from "./adam.ts";
import { checkpointIn, fingerprintOf } from "./checkpoint.ts";
import { DivergedTrainingError } from "./divergedTrainingError.ts";
import { initialWeights } from "./initialWeights.ts";
import { gatherMinibatch, type Minibatch } from "./minibatch.ts";
import type { BestWeights, TrainingState } from "./trainingState.ts";

/** Rows that are validated together: as many as share a product well, without taking more memory than training does. */
const VALIDATION_ROWS = 256;

/** Of an epoch, between two reports of its progress. */
const REPORTED_SHARE = 1 / 20;

/**
 * Trains a network to the least pinball loss and keeps the weights that validated best. With a checkpoint folder, a training that was
 * killed or stopped goes on after its last whole epoch and ends with the same weights, bit by bit.
 *
 * @throws DivergedTrainingError when the gradient is not a number any more.
 * @throws The reason of `stop`, when it asks to stop.
 */
export async function trainNetwork(
  settings: NeuralSettings,
  training: TrainingBatch,
  validation: TrainingBatch,
  run: TrainingSettings,
): Promise<TrainedNetwork> {
  const backend = await chooseBackend();
  const description = describe(settings, training);
  const scaler = fitScaler(training, settings.readsFeatures);
  const { layout } = networkParts(description);
  const graph = await loadNetworkGraph(description);
  const context: TrainingContext = { settings, description, scaler, layout, graph, backend: backend.name, training, validation, run };

  const fingerprint = { settings, description, scaler, seed: run.seed };
  const checkpoint =
    run.checkpointFolder === null ? null : checkpointIn(run.checkpointFolder, fingerprintOf(fingerprint, [training, validation]));
  let state = (await checkpoint?.load()) ?? (await begin(context));
  while (!isDone(state, settings)) {
    state = await trainEpoch(state, context);
    await checkpoint?.save(state);
    report(context, state, { epoch: state.epoch, fraction: isDone(state, settings) ? 1 : state.epoch / settings.epochs });
  }
  return { description, scaler, seed: run.seed, epochs: state.best.epoch, weights: state.best.weights };
}

interface TrainingContext {
  readonly settings: NeuralSettings;
  readonly description: NetworkDescription;
  readonly scaler: Scaler;
  readonly layout: ParameterLayout;
  readonly graph: NetworkGraph;
  readonly backend: BackendName;
  readonly training: TrainingBatch;
  readonly validation: TrainingBatch;
  readonly run: TrainingSettings;
}

function describe({ encoder, readsFeatures, headUnits }: NeuralSettings, batch: TrainingBatch): NetworkDescription {
  return {
    settings: { encoder, readsFeatures, headUnits },
    steps: batch.window.steps,
    channelNames: batch.window.channelNames,
    featureNames: readsFeatures ? batch.featureNames : [],
    horizonsSeconds: batch.horizonsSeconds,
    levels: QUANTILE_LEVELS,
  };
}

/** What training begins with validates too: a network that never does better stays at persistence. */
async function begin(context: TrainingContext): Promise<TrainingState> {
  const { layout, training, validation, run } = context;
  const random = seededRandom(run.seed);
  const weights = initialWeights(layout, training, random);
  const validationLoss = await lossOn(context, validation, weights);
  return {
    epoch: 0,
    random: random.state(),
    weights,
    adam: newAdamState(layout.size),
    trainingLoss: Number.NaN,
    validationLoss,
    best: { epoch: 0, validationLoss, weights: weights.slice() },
  };
}

function isDone({ epoch, best }: TrainingState, { epochs, patience }: NeuralSettings): boolean {
  return epoch >= epochs || epoch - best.epoch >= patience;
}

async function trainEpoch(before: TrainingState, context: TrainingContext): Promise<TrainingState> {
  const { settings, training, layout, run } = context;
  const random = seededRandom(before.random);
  const order = shuffledIndices(training.count, random).subarray(0, settings.rowsPerEpoch ?? training.count);
  const decays = decayingWeights(layout);
  const weights = before.weights.slice();
  const gradient = new Float32Array(layout.size);
  let adam = before.adam;
  const mean = weightedMean();
  let reported = 0;
  for (let start = 0; start < order.length; start += settings.batchSize) {
    // Gives way to messages: the signal to stop may come from another thread.
    await setImmediate();
    run.stop?.throwIfAborted();
    const batch = gatherMinibatch(context.description, context.scaler, training, order.subarray(start, start + settings.batchSize));
    if (batch.totalWeight === 0) continue;
    const loss = lossAndGradient(context, { batch, weights, gradient, random });
    if (!Number.isFinite(clipToNorm(gradient, settings.gradientNorm))) throw new DivergedTrainingError(before.epoch + 1);
    adam = adamStep(weights, gradient, decays, adam, settings);
    mean.add(loss, batch.totalWeight);
    const share = (start + batch.rows) / order.length;
    if (share - reported >= REPORTED_SHARE && share < 1) {
      reported = share;
      report(
        context,
        { ...before, trainingLoss: mean.value() },
        { epoch: before.epoch + 1, fraction: (before.epoch + share) / settings.epochs },
      );
    }
  }
  const validationLoss = await lossOn(context, context.validation, weights);
  const epoch = before.epoch + 1;
  const after = { epoch, validationLoss, weights: weights.slice() };
  return {
    epoch,
    random: random.state(),
    weights,
    adam,
    trainingLoss: mean.value(),
    validationLoss,
    best: isBetter(after, before.best) ? after : before.best,
  };
}

/** NaN is what there is when nothing validates. */
function isBetter(after: BestWeights, best: BestWeights): boolean {
  return Number.isNaN(best.validationLoss) || after.validationLoss < best.validationLoss;
}

/** @param gradient Where the gradient goes: one array for all batches of an epoch. */
function lossAndGradient(
  { graph, layout, settings }: TrainingContext,
  { batch, weights, gradient, random }: { batch: Minibatch; weights: Float32Array; gradient: Float32Array; random: SeededRandom },
): number {
  const kept = settings.dropout === 0 ? null : keptInputs(batch.rows * headInputs(layout), settings.dropout, random);
  return tf.tidy(() => {
    const { value, grads } = tf.valueAndGrads((...given) => graph.loss(batch, given, kept))(weightTensors(layout, weights));
    layout.parameters.forEach(({ name }, i) => {
      layout.viewOf(name, gradient).set((grads[i] as tf.Tensor).dataSync());
    });
    return value.dataSync()[0] as number;
  });
}

/** By that the head's inputs are multiplied: mostly 1 / (1 − dropout), so that their mean stays, and here and there 0. */
function keptInputs(length: number, dropout: number, random: SeededRandom): Float32Array {
  return Float32Array.from({ length }, () => (random.next() < dropout ? 0 : 1 / (1 - dropout)));
}

async function lossOn({ graph, description, scaler, layout, run }: TrainingContext, batch: TrainingBatch, weights: Float32Array) {
  const rows = Uint32Array.from({ length: batch.count }, (_, row) => row);
  const mean = weightedMean();
  for (let start = 0; start < rows.length; start += VALIDATION_ROWS) {
    await setImmediate();
    run.stop?.throwIfAborted();
    const minibatch = gatherMinibatch(description, scaler, batch, rows.subarray(start, start + VALIDATION_ROWS));
    if (minibatch.totalWeight === 0) continue;
    const loss = tf.tidy(() => graph.loss(minibatch, weightTensors(layout, weights), null).dataSync()[0] as number);
    mean.add(loss, minibatch.totalWeight);
  }
  return mean.value();
}

/** They may share the array's memory: they must be disposed of before it changes. */
function weightTensors(layout: ParameterLayout, weights: Float32Array): tf.Tensor[] {
  return layout.parameters.map(({ name, shape }) => tf.tensor(layout.viewOf(name, weights), [...shape]));
}

function headInputs({ parameters }: ParameterLayout): number {
  return parameters.find(({ name }) => name.startsWith("head."))?.shape[0] ?? 0;
}

function decayingWeights(layout: ParameterLayout): Uint8Array {
  const decays = new Float32Array(layout.size);
  for (const parameter of layout.parameters) if (parameter.decays) layout.viewOf(parameter.name, decays).fill(1);
  return Uint8Array.from(decays);
}

function weightedMean() {
  let sum = 0;
  let total = 0;
  return {
    add(value: number, weight: number) {
      sum += value * weight;
      total += weight;
    },
    /** NaN when there was nothing. */
    value: () => sum / total,
  };
}

function report(
  { settings, backend, run }: TrainingContext,
  { trainingLoss, validationLoss }: TrainingState,
  { epoch, fraction }: { readonly epoch: number; readonly fraction: number },
): void {
  run.onProgress({ step: `epoch ${epoch} of ${settings.epochs} on ${backend}`, fraction, trainingLoss, validationLoss });
}
