import { expect } from "chai";
import fc from "fast-check";
import { dieboldMariano, equalAccuracy } from "../../../../bot/predict/evaluate/metrics/dieboldMariano.ts";
import { twoSidedPValue } from "../../../../bot/predict/evaluate/metrics/studentT.ts";
import { expectNear } from "../../../near.ts";
import { DAY, HOUR, judgedOf, normals } from "../forecasts.ts";

const DIFFERENTIAL = Float64Array.of(0.3, -0.1, 0.4, 0.2, -0.5, 0.6, 0.1, -0.2, 0.5, 0.3, 0, 0.7);

describe("Diebold and Mariano's test", () => {
  it("has the p-values of Student's t", () => {
    // [2 * scipy.stats.t.sf(abs(t), df) for t, df in …]
    const reference = [
      [0, 5, 1],
      [1, 1, 0.5],
      [2.5, 3, 0.08770664700806555],
      [-1.96, 30, 0.05934231289605053],
      [3.3, 999, 0.001001031263055914],
      [12.7, 2, 0.006142941599595777],
      [0.01, 7, 0.9923003176436218],
    ] as const;
    for (const [statistic, degrees, pValue] of reference)
      expectNear(twoSidedPValue(statistic, degrees), pValue, 1e-13, `t ${statistic}, ${degrees}`);
    expect(twoSidedPValue(Number.NEGATIVE_INFINITY, 4)).equal(0);
    expect(twoSidedPValue(Number.NaN, 4)).satisfies(Number.isNaN);
  });

  it("is the t-test of one sample where horizons do not overlap", () => {
    // scipy.stats.ttest_1samp(d, 0)
    const { statistic, pValue, moments } = equalAccuracy(DIFFERENTIAL, 1);
    expectNear(statistic, 1.8958359493586967, 1e-12);
    expectNear(pValue, 0.08454399804863212, 1e-12);
    expect(moments).equal(12);
  });

  it("counts overlapping horizons by Newey and West, with the small-sample correction", () => {
    // n = len(d); m = d.mean(); g = lambda k: ((d[k:] - m) * (d[:n-k] - m)).sum() / n
    // v = g(0) + 2 * sum((1 - k/h) * g(k) for k in range(1, h)); s = m / (v/n)**.5 * ((n + 1 - 2*h + h*(h-1)/n) / n)**.5, h = 3
    const { statistic, pValue } = equalAccuracy(DIFFERENTIAL, 3);
    expectNear(statistic, 2.975538757118667, 1e-12);
    expectNear(pValue, 0.012619761806313095, 1e-12);
  });

  it("turns its sign with the two forecasts", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        (values, steps) => {
          const one = equalAccuracy(Float64Array.from(values), steps);
          const other = equalAccuracy(
            Float64Array.from(values, (value) => -value),
            steps,
          );
          if (Number.isNaN(one.statistic)) expect(other.statistic).satisfies(Number.isNaN);
          else expectNear(other.statistic, -one.statistic, 1e-9 * Math.max(1, Math.abs(one.statistic)));
        },
      ),
    );
  });

  it("seldom finds a difference between overlapping forecasts where there is none", () => {
    // A moving sum of four independent numbers, as errors of 24-hour forecasts every six hours.
    const normal = normals(11);
    let rejected = 0;
    for (let trial = 0; trial < 400; trial++) {
      const shocks = Array.from({ length: 403 }, normal);
      const sums = Float64Array.from({ length: 400 }, (_, i) => shocks.slice(i, i + 4).reduce((sum, value) => sum + value, 0));
      if (equalAccuracy(sums, 4).pValue < 0.05) rejected += 1;
    }
    // Bartlett's weights understate the variance of so short a memory somewhat; without any lags half of the trials would be rejected.
    expect(rejected / 400).within(0.03, 0.16);
  });

  it("takes markets of one moment as one observation, and knows how many moments overlap", () => {
    const normal = normals(5);
    const series = Array.from({ length: 80 }, (_, i) => ({
      at: i * 6 * HOUR,
      realised: 0.05 + 0.01 * normal(),
      persistence: 0.05,
      point: 0.051,
    }));
    const one = dieboldMariano(judgedOf(series));
    const twins = ["1:a:x", "1:b:y", "1:c:z"].flatMap((market) => series.map((row) => ({ ...row, market })));
    const three = dieboldMariano(judgedOf(twins));
    expect(three.moments).equal(80);
    expectNear(three.statistic, one.statistic, 1e-9);
    const differential = Float64Array.from(series, ({ realised }) => Math.abs(realised - 0.051) - Math.abs(realised - 0.05));
    expectNear(one.statistic, equalAccuracy(differential, 4).statistic, 1e-9);
    expectNear(dieboldMariano(judgedOf(series, { horizonSeconds: 7 * DAY })).statistic, equalAccuracy(differential, 28).statistic, 1e-9);
  });

  it("says nothing where there is nothing to tell apart", () => {
    expect(dieboldMariano(judgedOf([{ realised: 0.05 }, { realised: 0.05 }])).pValue).satisfies(Number.isNaN);
    expect(dieboldMariano(judgedOf([{ realised: 0.05 }])).statistic).satisfies(Number.isNaN);
    expect(dieboldMariano(judgedOf([])).moments).equal(0);
  });
});
