import { expect } from "chai";
import fc from "fast-check";
import { ledoitWolf } from "../../../bot/risk/covariance/ledoitWolf.ts";
import { expectNear } from "../../near.ts";

/** Four series of nine days. */
const SERIES = [
  [-0.014, 0, 0.006, 0.001, -0.001, 0.006, 0.002, -0.013, 0.009],
  [-0.009, -0.002, -0.003, 0.002, 0.01, 0.01, -0.001, -0.006, 0.009],
  [0.002, -0.006, -0.008, -0.004, 0.006, 0.005, -0.007, 0.004, 0.004],
  [0.007, -0.004, 0.008, -0.008, -0.001, -0.005, -0.003, 0.005, 0.002],
].map((row) => Float64Array.from(row));

const rows = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 2, max: 12 }))
  .chain(([count, days]) => {
    const value = fc.double({ min: -0.01, max: 0.01, noNaN: true });
    return fc.array(fc.array(value, { minLength: days, maxLength: days }), { minLength: count, maxLength: count });
  })
  .map((all) => all.map((row) => Float64Array.from(row)));

describe("shrinkage covariance", () => {
  it("is that of the authors' code", () => {
    // By covCor.py of Ledoit and Wolf, in numpy.
    const expected = [
      [6.527777777777778e-5, 2.5325783617908232e-5, -6.508153255319084e-6, -1.0528451761347034e-5],
      [2.5325783617908232e-5, 5.061111111111111e-5, 1.1400100614537219e-5, -1.2547850259630312e-5],
      [-6.508153255319084e-6, 1.1400100614537219e-5, 3.252777777777778e-5, 2.1103316246296024e-6],
      [-1.0528451761347034e-5, -1.2547850259630312e-5, 2.1103316246296024e-6, 3.2111111111111114e-5],
    ];
    const { covariance, shrinkage } = ledoitWolf(SERIES);
    expectNear(shrinkage, 0.37913986270904804, 1e-12);
    covariance.forEach((row, i) => {
      row.forEach((one, j) => {
        expectNear(one, expected[i]?.[j] ?? 0, 1e-18);
      });
    });
  });

  it("is symmetric and positive semi-definite, with the sample's variances and a shrinkage from 0 to 1", () => {
    fc.assert(
      fc.property(rows, fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 }), (series, direction) => {
        const { covariance, shrinkage } = ledoitWolf(series);
        expect(shrinkage).within(0, 1);
        let form = 0;
        let scale = 0;
        covariance.forEach((row, i) => {
          row.forEach((one, j) => {
            expectNear(one, covariance[j]?.[i] ?? 0, 1e-18);
            form += one * (direction[i] ?? 0) * (direction[j] ?? 0);
            scale += Math.abs(one);
          });
        });
        expect(form).at.least(-1e-13 * scale);
      }),
    );
  });

  it("has the order of its series and no other", () => {
    fc.assert(
      fc.property(rows, (series) => {
        const there = ledoitWolf(series).covariance;
        const back = ledoitWolf(series.toReversed()).covariance;
        const last = series.length - 1;
        there.forEach((row, i) => {
          row.forEach((one, j) => {
            expectNear(back[last - i]?.[last - j] ?? 0, one, 1e-15);
          });
        });
      }),
    );
  });

  it("says of two series that are one that they are, and of one that never varies nothing", () => {
    const [first = new Float64Array()] = SERIES;
    const { covariance } = ledoitWolf([first, first, first.map(() => 0.1)]);
    expectNear((covariance[0]?.[1] ?? 0) / (covariance[0]?.[0] ?? 0), 1, 1e-12);
    expect(covariance[2]).deep.equal(new Float64Array(3));
  });
});
