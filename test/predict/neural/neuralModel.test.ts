import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { QUANTILE_LEVELS, type SampleBatch } from "../../../bot/predict/learned/samples.ts";
import { bilstm7x4 } from "../../../bot/predict/neural/bilstm.ts";
import { networkParts } from "../../../bot/predict/neural/network/network.ts";
import { readNetwork } from "../../../bot/predict/neural/network/networkFiles.ts";
import { neuralKind } from "../../../bot/predict/neural/neuralKind.ts";
import { BILSTM_7X4_DEFAULTS, BILSTM_DEFAULTS } from "../../../bot/predict/neural/settings.ts";
import { syntheticBatch } from "./syntheticBatch.ts";

const kind = neuralKind("bilstm", { ...BILSTM_DEFAULTS, encoder: { kind: "bilstm", units: [3] }, headUnits: 4, epochs: 1 });
const batch = syntheticBatch(1, { count: 40 });
const train = () => kind.train(batch, batch, { seed: 1, checkpointFolder: null, onProgress: () => undefined });

function nameOfFailure(action: () => unknown): string {
  try {
    action();
  } catch (failure) {
    return (failure as Error).name;
  }
  return "none";
}

describe("a trained neural network", () => {
  it("answers after loading as before saving, bit by bit", async () => {
    const model = await train();
    const files = model.files();
    expect([...files.keys()]).have.members(["network.json", "weights.bin"]);
    const loaded = kind.load(files);
    expect(loaded.predict(batch)).deep.equal(model.predict(batch));
    expect(loaded.horizonsSeconds).deep.equal(batch.horizonsSeconds);
    expect(loaded.files()).deep.equal(files);
  });

  it("answers each market alike, alone and among others", async () => {
    const model = await train();
    const together = model.predict(batch);
    const { steps, channelNames, values } = batch.window;
    const [windowSize, featureCount, answers] = [steps * channelNames.length, batch.featureNames.length, 2 * QUANTILE_LEVELS.length];
    for (let row = 0; row < batch.count; row++) {
      const alone: SampleBatch = {
        ...batch,
        count: 1,
        features: batch.features.slice(row * featureCount, (row + 1) * featureCount),
        window: { ...batch.window, values: values.slice(row * windowSize, (row + 1) * windowSize) },
      };
      expect(model.predict(alone)).deep.equal(together.slice(row * answers, (row + 1) * answers));
    }
  });

  it("refuses inputs that it was not trained on", async () => {
    const model = await train();
    const others: readonly SampleBatch[] = [
      { ...batch, featureNames: batch.featureNames.toReversed() },
      { ...batch, featureNames: [...batch.featureNames, "another"] },
      { ...batch, window: { ...batch.window, channelNames: batch.window.channelNames.toReversed() } },
      { ...batch, window: { ...batch.window, steps: 6 } },
    ];
    for (const other of others) expect(nameOfFailure(() => model.predict(other))).equal("UnknownFeatureError");
  });

  it("refuses files that are not a network's", async () => {
    const files = new Map((await train()).files());
    const text = new TextEncoder();
    const broken = [
      new Map(),
      new Map([...files, ["network.json", text.encode("{}")]] as [string, Uint8Array][]),
      new Map([...files, ["network.json", text.encode("not JSON")]] as [string, Uint8Array][]),
      new Map([...files, ["weights.bin", new Uint8Array(4)]] as [string, Uint8Array][]),
    ];
    for (const other of broken) expect(nameOfFailure(() => kind.load(other))).equal("UnreadableNetworkError");
  });

  it("has, as the prior work's, about 275,000 parameters, and reads no features", async () => {
    const sevenByFour = syntheticBatch(1, { count: 40, steps: 7, channels: 4 });
    const model = await neuralKind("bilstm-7x4", { ...BILSTM_7X4_DEFAULTS, epochs: 0 }).train(sevenByFour, sevenByFour, {
      seed: 1,
      checkpointFolder: null,
      onProgress: () => undefined,
    });
    const { description } = readNetwork(model.files());
    expect(networkParts(description).layout.size).within(270_000, 280_000);
    expect(bilstm7x4.load(model.files()).predict({ ...sevenByFour, featureNames: ["others"] })).length(40 * 2 * QUANTILE_LEVELS.length);
  });

  it("is loaded and asked without TensorFlow.js", async () => {
    const script = `
      import { bilstm } from "./bot/predict/neural/bilstm.ts";
      import { transformer } from "./bot/predict/neural/transformer.ts";
      import { syntheticBatch } from "./test/predict/neural/syntheticBatch.ts";
      const files = new Map(JSON.parse(process.argv[1]).map(([name, text]) => [name, Buffer.from(text, "base64")]));
      for (const kind of [bilstm, transformer]) kind.load(files).predict(syntheticBatch(1, { count: 40 }));
      process.stdout.write(String("_tfengine" in globalThis));`;
    const files = [...(await train()).files()].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script, JSON.stringify(files)]);
    expect(stdout).equal("false");
  });
});
