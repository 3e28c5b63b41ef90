import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { chooseBackend } from "../../../bot/predict/neural/backend.ts";

describe("choice of the backend", () => {
  it("takes the first that works and says which, and why not the others", async () => {
    const { name, passedOver } = await chooseBackend();
    expect(tf.getBackend()).equal(name);
    if (name === "tensorflow") return;
    expect(name).equal("wasm");
    expect(passedOver).length(1);
    expect(passedOver[0]?.name).equal("tensorflow");
    expect(passedOver[0]?.reason).contain("@tensorflow/tfjs-node");
  });

  it("takes the one it is told", async () => {
    for (const name of ["cpu", "wasm"] as const) {
      expect(await chooseBackend({ order: [name] })).deep.equal({ name, passedOver: [] });
      expect(tf.getBackend()).equal(name);
    }
  });

  it("fails, saying why, when none works", async () => {
    const { name } = await chooseBackend();
    if (name === "tensorflow") return;
    const failure = await chooseBackend({ order: ["tensorflow"] }).catch((thrown) => thrown);
    expect(failure).instanceOf(AggregateError);
    expect(failure.message).contain("tfjs-node");
  });
});
