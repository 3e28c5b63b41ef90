import { expect } from "chai";
import fc from "fast-check";
import { drifted, driftOf } from "../../../bot/predict/online/drift.ts";
import { distributionOf, type FeatureRows, featureReferenceSchema, referenceOf } from "../../../bot/predict/online/featureReference.ts";
import { expectNear } from "../../near.ts";

const uniform = (count: number, from: number, to: number) =>
  Float64Array.from({ length: count }, (_, i) => from + ((i + 0.5) / count) * (to - from));
const drift = (trained: Float64Array, live: Float64Array) => driftOf("f", distributionOf(trained), distributionOf(live));

describe("drift of features", () => {
  it("is none between a distribution and itself, in whatever order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 }), (values) => {
        expect(drift(Float64Array.from(values), Float64Array.from(values.toReversed()))).deep.equal({
          feature: "f",
          wasserstein: 0,
          jensenShannon: 0,
        });
      }),
    );
  });

  it("of a shift is the shift, in interquartile ranges", () => {
    // A uniform distribution over [0, 1] has an interquartile range of one half.
    for (const shift of [0.1, 0.5, 3]) {
      const { wasserstein } = drift(uniform(4_000, 0, 1), uniform(4_000, shift, 1 + shift));
      expectNear(wasserstein / (shift / 0.5), 1, 1e-2);
    }
  });

  it("in bits is that of Lin's formula: half of a distribution moved out of reach, and all of it", () => {
    expectNear(drift(uniform(2_000, 0, 1), uniform(2_000, 5, 6)).jensenShannon, 1, 1e-9);
    // P = uniform over 20 bins, Q = half of it elsewhere: ½ KL(P‖M) + ½ KL(Q‖M) with M = ¾P + ¼ elsewhere.
    const half = Float64Array.from([...uniform(1_000, 0, 1), ...uniform(1_000, 5, 6)]);
    const expected = 0.5 * Math.log2(1 / 0.75) + 0.5 * (0.5 * Math.log2(0.5 / 0.75) + 0.5 * Math.log2(0.5 / 0.25));
    expectNear(drift(uniform(2_000, 0, 1), half).jensenShannon, expected, 5e-3);
  });

  it("sees a constant that changes, and a feature that is not known any more", () => {
    const constant = (value: number) => new Float64Array(500).fill(value);
    expectNear(drift(constant(1), constant(2)).jensenShannon, 1, 1e-9);
    expectNear(drift(uniform(500, 0, 1), constant(Number.NaN)).jensenShannon, 1, 1e-9);
    expect(drift(constant(Number.NaN), constant(Number.NaN))).deep.equal({ feature: "f", wasserstein: 0, jensenShannon: 0 });
  });

  it("is told of the features that moved, the furthest first, and of none when there is too little to tell", () => {
    const rows = (count: number, shift: number): FeatureRows => {
      const [same, moved, gone] = [
        uniform(count, 0, 1),
        uniform(count, shift / 2, 1 + shift / 2),
        uniform(count, 3 * shift, 1 + 3 * shift),
      ];
      return {
        count,
        featureNames: ["same", "moved", "gone"],
        features: Float32Array.from({ length: 3 * count }, (_, i) => [same, moved, gone][i % 3]?.[Math.floor(i / 3)] as number),
      };
    };
    const reference = featureReferenceSchema.parse(JSON.parse(JSON.stringify(referenceOf(rows(3_000, 0)))));
    expect(drifted(reference, rows(400, 0))).deep.equal([]);
    expect(drifted(reference, rows(400, 1)).map((one) => one.feature)).deep.equal(["gone", "moved"]);
    expect(drifted(reference, rows(50, 1))).deep.equal([]);
  });
});
