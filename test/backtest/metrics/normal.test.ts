import { expect } from "chai";
import fc from "fast-check";
import { normalCdf, normalQuantile } from "../../../bot/backtest/metrics/normal.ts";
import { expectNear } from "../../near.ts";

describe("the normal distribution", () => {
  it("has the probabilities of scipy.stats.norm.cdf", () => {
    const reference = [
      [-10, 7.61985302416047e-24],
      [-5, 2.866515718791933e-7],
      [-3.0000001, 0.0013498975884453205],
      [-3, 0.0013498980316300933],
      [-2.9999999, 0.0013498984748150013],
      [-1, 0.15865525393145707],
      [-0.1, 0.460172162722971],
      [0, 0.5],
      [0.5, 0.6914624612740131],
      [1.96, 0.9750021048517795],
      [2.99, 0.9986051127645078],
      [3.5, 0.9997673709209645],
      [8, 0.9999999999999993],
    ] as const;
    for (const [x, probability] of reference) expectNear(normalCdf(x) / probability, 1, 1e-12, `Φ(${x})`);
    expect([normalCdf(Number.NEGATIVE_INFINITY), normalCdf(Number.POSITIVE_INFINITY)]).deep.equal([0, 1]);
    expect(normalCdf(Number.NaN)).satisfies(Number.isNaN);
  });

  it("has the quantiles of scipy.stats.norm.ppf", () => {
    const reference = [
      [1e-300, -37.0470962993612],
      [1e-16, -8.222082216130435],
      [1e-10, -6.361340902404056],
      [0.0001, -3.7190164854556804],
      [0.01, -2.3263478740408408],
      [0.2, -0.8416212335729142],
      [0.4999, -0.0002506628300880075],
      [0.5, 0],
      [0.75, 0.6744897501960817],
      [0.975, 1.959963984540054],
      [0.9999, 3.719016485455709],
      [0.9999999999, 6.361340889697422],
    ] as const;
    for (const [probability, x] of reference) expectNear(normalQuantile(probability), x, 1e-11, `Φ⁻¹(${probability})`);
    expect([normalQuantile(0), normalQuantile(1)]).deep.equal([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    for (const outside of [-0.1, 1.1, Number.NaN]) expect(normalQuantile(outside)).satisfies(Number.isNaN);
  });

  it("has quantiles that undo its probabilities, and is symmetric", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (probability) => {
        expectNear(normalCdf(normalQuantile(probability)), probability, 1e-14);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (x) => {
        expectNear(normalCdf(x) + normalCdf(-x), 1, 1e-14);
      }),
    );
  });
});
