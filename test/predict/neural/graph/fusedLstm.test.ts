import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { type BackendName, chooseBackend } from "../../../../bot/predict/neural/backend.ts";
import { type BidirectionalWeights, bidirectionalLstm } from "../../../../bot/predict/neural/graph/bidirectionalLstm.ts";
import { expectNearAll } from "../onBackends.ts";

const SHAPE = { steps: 6, batch: 5, channels: 3, units: 4 };

/** Two bidirectional layers of Keras, their weights, and what comes out, with the gradients of its sum of squares. */
function stockLayers() {
  const { steps, channels, units, batch } = SHAPE;
  const lstm = (returnSequences: boolean) =>
    layers.lstm({
      units,
      returnSequences,
      recurrentInitializer: "glorotUniform",
      biasInitializer: "randomNormal",
      unitForgetBias: false,
      recurrentActivation: "sigmoid",
    });
  const model = sequential();
  model.add(layers.bidirectional({ layer: lstm(true), mergeMode: "concat", inputShape: [steps, channels] }) as never);
  model.add(layers.bidirectional({ layer: lstm(false), mergeMode: "concat" }) as never);
  const input = tf.randomNormal([batch, steps, channels], 0, 1, "float32", 7) as tf.Tensor3D;
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const output = model.predict(input) as tf.Tensor2D;
  const { grads } = tf.variableGrads(() => tf.sum(tf.square(model.apply(input, { training: true }) as tf.Tensor)) as tf.Scalar, variables);
  const inputGradient = tf.grad((x) => tf.sum(tf.square(model.apply(x, { training: true }) as tf.Tensor)))(input);
  return {
    input: { shape: input.shape, values: input.dataSync() },
    weights: variables.map(({ shape }, i) => ({ shape, values: variables[i]?.dataSync() as Float32Array })),
    output: output.dataSync(),
    gradients: variables.map(({ name }) => (grads[name] as tf.Tensor).dataSync()),
    inputGradient: inputGradient.dataSync(),
  };
}

function twoLayers(input: tf.Tensor, weights: readonly tf.Tensor[]): tf.Tensor2D {
  const sequence = bidirectionalLstm(tf.transpose(input, [1, 0, 2]) as tf.Tensor3D, weightsAt(weights, 0));
  return bidirectionalLstm(sequence.all, weightsAt(weights, 6)).last;
}

function weightsAt(weights: readonly tf.Tensor[], first: number): BidirectionalWeights {
  const direction = (index: number) => ({
    kernel: weights[index] as tf.Tensor2D,
    recurrentKernel: weights[index + 1] as tf.Tensor2D,
    bias: weights[index + 2] as tf.Tensor1D,
  });
  return { forward: direction(first), backward: direction(first + 3) };
}
describe("fused bidirectional LSTM", () => {
  for (const backend of ["cpu", "wasm"] satisfies BackendName[]) {
    it(`answers as two stock layers on cpu do, gradients too, itself on ${backend}`, async () => {
      await chooseBackend({ order: ["cpu"] });
      const stock = stockLayers();
      await chooseBackend({ order: [backend] });
      tf.tidy(() => {
        const input = tf.tensor(stock.input.values, stock.input.shape);
        const weights = stock.weights.map(({ shape, values }) => tf.tensor(values, shape as number[]));
        expectNearAll(twoLayers(input, weights).dataSync(), stock.output, 1e-5, "output");
        const [inputGradient, ...gradients] = tf.grads((x, ...given) => tf.sum(tf.square(twoLayers(x as tf.Tensor, given))))([
          input,
          ...weights,
        ]);
        expectNearAll((inputGradient as tf.Tensor).dataSync(), stock.inputGradient, 1e-5, "gradient of the input");
        gradients.forEach((gradient, i) => {
          expectNearAll(gradient.dataSync(), stock.gradients[i] as Float32Array, 1e-5, `gradient of weight ${i}`);
        });
      });
    });
  }

  it("reads a single step", async () => {
    await chooseBackend({ order: ["cpu"] });
    tf.tidy(() => {
      const weights = () => ({
        kernel: tf.ones<tf.Rank.R2>([1, 4]),
        recurrentKernel: tf.ones<tf.Rank.R2>([1, 4]),
        bias: tf.zeros<tf.Rank.R1>([4]),
      });
      const { last } = bidirectionalLstm(tf.ones([1, 1, 1]), { forward: weights(), backward: weights() });
      const gate = 1 / (1 + Math.exp(-1));
      const hidden = gate * Math.tanh(gate * Math.tanh(1));
      expectNearAll(last.dataSync(), [hidden, hidden], 1e-6, "hidden state");
    });
  });
});
