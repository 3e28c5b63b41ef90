import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { chooseBackend } from "../../../../bot/predict/neural/backend.ts";
import { adamStep, clipToNorm, newAdamState } from "../../../../bot/predict/neural/training/adam.ts";
import { expectNear } from "../../../near.ts";
import { expectNearAll } from "../onBackends.ts";

const START = [0.5, -1, 2, 0];
const GRADIENTS = [
  [0.1, -0.2, 0.3, 1],
  [-0.5, 0.05, 0.3, 0],
  [0.2, 0.2, -4, 1e-3],
];

describe("Adam", () => {
  it("steps as TensorFlow.js' own does", async () => {
    await chooseBackend({ order: ["cpu"] });
    const weights = Float32Array.from(START);
    let state = newAdamState(weights.length);
    const variable = tf.variable(tf.tensor1d(START), true, "adam-test");
    const reference = tf.train.adam(0.01, 0.9, 0.999, 1e-7);
    for (const gradient of GRADIENTS) {
      state = adamStep(weights, Float32Array.from(gradient), new Uint8Array(4), state, { learningRate: 0.01, weightDecay: 0.5 });
      tf.tidy(() => reference.applyGradients([{ name: variable.name, tensor: tf.tensor1d(gradient) }]));
      expectNearAll(weights, variable.dataSync(), 1e-6, "weight");
    }
    reference.dispose();
    variable.dispose();
  });

  it("draws to zero only what decays", () => {
    const weights = Float32Array.from([1, 1]);
    adamStep(weights, new Float32Array(2), Uint8Array.from([1, 0]), newAdamState(2), { learningRate: 0.1, weightDecay: 0.5 });
    expectNearAll(weights, [0.95, 1], 1e-7, "weight");
  });
});

describe("gradient clipping", () => {
  it("shortens what is too long and leaves the rest, keeping the direction", () => {
    const long = Float32Array.from([3, 4]);
    expectNear(clipToNorm(long, 1), 5, 1e-6);
    expectNearAll(long, [0.6, 0.8], 1e-6, "gradient");
    const short = Float32Array.from([0.3, 0.4]);
    clipToNorm(short, 1);
    expect([...short]).deep.equal([...Float32Array.from([0.3, 0.4])]);
  });
});
