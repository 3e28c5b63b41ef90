import { expect } from "chai";
import fc from "fast-check";
import { QUANTILE_LEVELS } from "../../../../bot/predict/learned/samples.ts";
import {
  accumulationMatrix,
  ascendingQuantiles,
  medianIndex,
  outputsFor,
} from "../../../../bot/predict/neural/network/ascendingQuantiles.ts";
import { expectNearAll } from "../onBackends.ts";

const figure = fc.double({ min: -30, max: 30, noNaN: true });
const five = fc.tuple(figure, figure, figure, figure, figure);

describe("quantiles that cannot cross", () => {
  it("ascend whatever the outputs are, and keep the median", () => {
    fc.assert(
      fc.property(five, (outputs) => {
        const quantiles = ascendingQuantiles(Float32Array.from(outputs), QUANTILE_LEVELS);
        expect([...quantiles]).deep.equal([...quantiles].toSorted((a, b) => a - b));
        expect(quantiles[2]).equal(Math.fround(outputs[2]));
      }),
    );
  });

  it("come out of the outputs that are found for them", () => {
    fc.assert(
      fc.property(figure, fc.array(fc.double({ min: 0.01, max: 20, noNaN: true }), { minLength: 4, maxLength: 4 }), (lowest, distances) => {
        let quantile = lowest;
        const sorted = [quantile, ...distances.map((distance) => (quantile += distance))];
        const outputs = outputsFor(sorted, QUANTILE_LEVELS);
        expectNearAll(ascendingQuantiles(Float32Array.from(outputs), QUANTILE_LEVELS), sorted, 1e-5, "quantile");
      }),
    );
  });

  it("are, as a matrix, distances added up from the median", () => {
    expect([...accumulationMatrix([0.1, 0.5, 0.75, 0.9])]).deep.equal([-1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1]);
  });

  it("need a median", () => {
    expect(() => medianIndex([0.1, 0.9])).throw("no median");
  });
});
