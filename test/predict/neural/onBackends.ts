import * as tf from "@tensorflow/tfjs-core";
import { type BackendName, chooseBackend } from "../../../bot/predict/neural/backend.ts";
import { expectNear } from "../../near.ts";

export interface Arrays {
  readonly value: readonly number[];
  readonly gradients: readonly (readonly number[])[];
}

/** A differentiable operation's value, and the gradients of its sum of squares with respect to all inputs, on that backend. */
export async function valueAndGradients(
  backend: BackendName,
  operation: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly { readonly shape: readonly number[]; readonly values: Float32Array }[],
): Promise<Arrays> {
  await chooseBackend({ order: [backend] });
  return tf.tidy(() => {
    const tensors = inputs.map(({ shape, values }) => tf.tensor(values.slice(), [...shape]));
    const value = operation(...tensors);
    const gradients = tf.grads((...given) => tf.sum(tf.square(operation(...given))))(tensors);
    return { value: [...value.dataSync()], gradients: gradients.map((gradient) => [...gradient.dataSync()]) };
  });
}

export function expectSameArrays(actual: Arrays, expected: Arrays, tolerance: number): void {
  expectNearAll(actual.value, expected.value, tolerance, "value");
  actual.gradients.forEach((gradient, i) => {
    expectNearAll(gradient, expected.gradients[i] ?? [], tolerance, `gradient of input ${i}`);
  });
}

/** Each within `tolerance`, relative for figures above one. */
export function expectNearAll(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  if (actual.length !== expected.length) throw new Error(`${what}: ${actual.length} figures instead of ${expected.length}`);
  for (let i = 0; i < actual.length; i++) {
    const wanted = expected[i] as number;
    expectNear(actual[i] as number, wanted, tolerance * Math.max(1, Math.abs(wanted)), `${what}[${i}]`);
  }
}
