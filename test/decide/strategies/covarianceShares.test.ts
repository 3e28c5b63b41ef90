import { expect } from "chai";
import fc from "fast-check";
import { decide } from "../../../bot/decide/decide.ts";
import { hierarchicalRiskParity, hierarchicalShares } from "../../../bot/decide/strategies/hierarchicalRiskParity.ts";
import { equalRiskShares, riskParity } from "../../../bot/decide/strategies/riskParity.ts";
import { expectNear } from "../../near.ts";
import { idOf, marketsOf } from "./markets.ts";

const COVARIANCE = [
  [2.56, 0.5, 0.2, 1.5, 0.2, 0.3],
  [0.5, 4, 0.1, 0.3, 1.2, -0.2],
  [0.2, 0.1, 0.64, 0.3, 0.02, 0.3],
  [1.5, 0.3, 0.3, 2.25, 0.1, 0.4],
  [0.2, 1.2, 0.02, 0.1, 1, 0.05],
  [0.3, -0.2, 0.3, 0.4, 0.05, 0.49],
].map((row) => Float64Array.from(row));

/** Factors shared by all, and noise of each its own. */
const covariance = fc
  .array(fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -1, max: 1, noNaN: true })), fc.double({ min: 0.2, max: 2, noNaN: true })), {
    minLength: 2,
    maxLength: 7,
  })
  .map((rows) =>
    rows.map((row, i) =>
      Float64Array.from(rows, (other, j) =>
        row.slice(0, 3).reduce((sum, one, k) => sum + one * (other[k] ?? 0), i === j ? (row[3] ?? 0) ** 2 : 0),
      ),
    ),
  );

describe("hierarchical risk parity", () => {
  it("gives the weights of the paper's own code", () => {
    // By its Python, with scipy 1.17.
    const expected = [
      0.07460567869429523, 0.05311253710191626, 0.2485013898123743, 0.10821661309744775, 0.19099053745739578, 0.32457324383657066,
    ];
    hierarchicalShares(COVARIANCE).forEach((share, i) => {
      expectNear(share, expected[i] ?? 0, 1e-12);
    });
  });

  it("gives positive shares of the whole", () => {
    fc.assert(
      fc.property(covariance, (matrix) => {
        const shares = hierarchicalShares(matrix);
        for (const share of shares) expect(share).above(0);
        expectNear(
          shares.reduce((sum, one) => sum + one, 0),
          1,
          1e-12,
        );
      }),
    );
  });
});

describe("equal risk shares", () => {
  it("are those that Newton's method finds", () => {
    // By numpy, of the same matrix.
    const expected = [
      0.10595328361201033, 0.10014011270087343, 0.23273686278360206, 0.10932452174860868, 0.19053051239960253, 0.26131470675530305,
    ];
    const shares = equalRiskShares(COVARIANCE);
    const whole = shares.reduce((sum, one) => sum + one, 0);
    shares.forEach((share, i) => {
      expectNear(share / whole, expected[i] ?? 0, 1e-12);
    });
  });

  it("make every market contribute the same risk, whatever the correlations", () => {
    fc.assert(
      fc.property(covariance, (matrix) => {
        const shares = equalRiskShares(matrix);
        const risks = matrix.map((row, i) => row.reduce((sum, one, j) => sum + one * (shares[j] ?? 0), 0) * (shares[i] ?? 0));
        for (const risk of risks) expect(risk / (risks[0] ?? 0)).closeTo(1, 1e-9);
      }),
    );
  });
});

describe("strategies that share out by risk", () => {
  const yieldCovariance = {
    marketIds: [0, 1, 2].map(idOf),
    dayVariance: [
      [1e-8, 1e-8, 0],
      [1e-8, 1e-8, 0],
      [0, 0, 1e-8],
    ],
  };

  for (const strategy of [riskParity, hierarchicalRiskParity]) {
    it(`${strategy.name}: two markets that are one have less each than one that is alone`, () => {
      const decision = decide({ ...marketsOf([{}, {}, {}], 1_000_000), yieldCovariance }, strategy);
      const [first, second, third] = decision.markets.map(({ target }) => Number(target));
      expect(first).closeTo(second ?? 0, 2);
      expect(third).above((first ?? 0) * 1.2);
    });

    it(`${strategy.name}: by how sure forecasts are while no covariance is known`, () => {
      const widths = [{ widthApr: 0.01 }, { widthApr: 0.02 }, { widthApr: 0.04 }];
      const targets = decide(marketsOf(widths, 700_000), strategy).markets.map(({ target }) => Math.round(Number(target) / 1e6));
      expect(targets).deep.equal([400_000, 200_000, 100_000]);
    });
  }
});
