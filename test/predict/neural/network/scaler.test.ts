import { expect } from "chai";
import { fitScaler, type Scale, standardise } from "../../../../bot/predict/neural/network/scaler.ts";
import { expectNear } from "../../../near.ts";
import { syntheticBatch } from "../syntheticBatch.ts";

function standardised(scale: Scale, values: Float32Array): Float32Array {
  const target = new Float32Array(values.length);
  standardise(scale, { values, from: 0, length: values.length }, target, 0);
  return target;
}

describe("scaling of a network's inputs", () => {
  const batch = syntheticBatch(1, { count: 500 });
  const scaler = fitScaler(batch, true);

  it("brings each feature to mean 0 and deviation 1, and what is not known to the mean", () => {
    const scaled = standardised(scaler.features, batch.features);
    for (let column = 0; column < 3; column++) {
      const inColumn = (_: number, i: number) => i % 3 === column;
      const known = scaled.filter((value, i) => inColumn(value, i) && !Number.isNaN(batch.features[i]));
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      expectNear(mean, 0, 1e-5);
      expectNear(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length, 1, 1e-5);
    }
    batch.features.forEach((value, i) => {
      if (Number.isNaN(value)) expect(scaled[i]).equal(0);
    });
  });

  it("takes nothing for further out than eight deviations", () => {
    const scale = { mean: [1], deviation: [2] };
    const wild = Float32Array.from([1e9, -1e9, Number.POSITIVE_INFINITY, 5]);
    expect([...standardised(scale, wild)]).deep.equal([8, -8, 8, 2]);
  });

  it("only centres what never changed or was never known", () => {
    const constant = {
      ...batch,
      count: 2,
      featureNames: ["constant", "unknown"],
      features: Float32Array.from([7, Number.NaN, 7, Number.NaN]),
    };
    expect(fitScaler(constant, true).features).deep.equal({ mean: [7, 0], deviation: [1, 1] });
  });
});
