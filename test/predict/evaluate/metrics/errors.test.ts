import { expect } from "chai";
import fc from "fast-check";
import { continuousRankedProbabilityScore } from "../../../../bot/predict/evaluate/metrics/continuousRankedProbabilityScore.ts";
import { coverage80, observedLevels } from "../../../../bot/predict/evaluate/metrics/coverage.ts";
import { intervalWidth } from "../../../../bot/predict/evaluate/metrics/intervalWidth.ts";
import { meanAbsoluteError } from "../../../../bot/predict/evaluate/metrics/meanAbsoluteError.ts";
import { meanAbsoluteScaledError } from "../../../../bot/predict/evaluate/metrics/meanAbsoluteScaledError.ts";
import { pinballLoss, pinballLossByLevel } from "../../../../bot/predict/evaluate/metrics/pinballLoss.ts";
import { pinballRatio } from "../../../../bot/predict/evaluate/metrics/pinballRatio.ts";
import { relativeMeanAbsoluteError } from "../../../../bot/predict/evaluate/metrics/relativeMeanAbsoluteError.ts";
import { rootMeanSquareError } from "../../../../bot/predict/evaluate/metrics/rootMeanSquareError.ts";
import { expectNear } from "../../../near.ts";
import { DAY, generator, HOUR, judgedOf, NORMAL_QUANTILES, noisyForecasts } from "../forecasts.ts";

// y = [.03, .05, .02, .08]; q = [.01, .06, .02, .05]
// sklearn.metrics: [mean_pinball_loss(y, q, alpha=a) for a in (.1, .5, .9)], mean_absolute_error(y, q), mean_squared_error(y, q) ** .5
const PINBALL = [0.0035, 0.0075, 0.0115];
const MAE = 0.015;
const RMSE = 0.018708286933869705;
const four = judgedOf(
  [
    { realised: 0.03, persistence: 0.02, point: 0.01, quantiles: [0.01, 0.01, 0.01] },
    { realised: 0.05, persistence: 0.02, point: 0.06, quantiles: [0.06, 0.06, 0.06] },
    { realised: 0.02, persistence: 0.02, point: 0.02, quantiles: [0.02, 0.02, 0.02] },
    { realised: 0.08, persistence: 0.04, point: 0.05, quantiles: [0.05, 0.05, 0.05] },
  ],
  { levels: [0.1, 0.5, 0.9] },
);

describe("scores of forecasts", () => {
  it("are those of scikit-learn", () => {
    expectNear(meanAbsoluteError(four), MAE, 1e-15);
    expectNear(rootMeanSquareError(four), RMSE, 1e-15);
    pinballLossByLevel(four).forEach((loss, k) => {
      expectNear(loss, PINBALL[k] as number, 1e-15);
    });
    expectNear(pinballLoss(four), 0.0075, 1e-15);
    expectNear(continuousRankedProbabilityScore(four), 0.015, 1e-15);
  });

  it("compare with persistence by sums of errors", () => {
    // Σ|e| = 0.06; persistence: 0.01 + 0.03 + 0 + 0.04.
    expectNear(relativeMeanAbsoluteError(four), 0.75, 1e-12);
    expect(relativeMeanAbsoluteError({ ...four, pointApr: four.persistenceApr })).equal(1);
    expect(relativeMeanAbsoluteError({ ...four, pointApr: four.realisedApr })).equal(0);
    const still = judgedOf([{ realised: 0.03 }, { realised: 0.03 }]);
    expect(relativeMeanAbsoluteError(still)).equal(1);
    expect(relativeMeanAbsoluteError({ ...still, pointApr: Float64Array.of(0.03, 0.04) })).equal(Number.POSITIVE_INFINITY);
    expect(relativeMeanAbsoluteError(judgedOf([]))).satisfies(Number.isNaN);
  });

  it("compare quantiles at three levels, whatever others there are", () => {
    const yardstick = { ...four, quantilesApr: four.quantilesApr.map((apr) => apr - 0.01) };
    const losses = pinballLossByLevel(yardstick);
    expectNear(pinballRatio(four, yardstick), 0.0225 / ((losses[0] as number) + (losses[1] as number) + (losses[2] as number)), 1e-12);
    const wide = noisyForecasts({ markets: 1, days: 3 });
    expect(pinballRatio(wide, { ...wide, quantilesApr: wide.quantilesApr.map((apr, i) => (i % 5 === 1 || i % 5 === 3 ? 9 : apr)) })).equal(
      1,
    );
    expect(() => pinballRatio({ ...four, levels: [0.1, 0.5, 0.8] }, four)).throw("no quantile at level 0.9");
  });

  it("find the least pinball loss at the quantiles of the sample", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (truths, other) => {
          const ascending = truths.toSorted((a, b) => a - b);
          const best = ascending[Math.ceil(0.1 * ascending.length) - 1] as number;
          const lossAt = (quantile: number) =>
            pinballLossByLevel(
              judgedOf(
                truths.map((realised) => ({ realised, quantiles: [quantile] })),
                { levels: [0.1] },
              ),
            )[0];
          expect(lossAt(best)).at.most((lossAt(other) as number) + 1e-12);
        },
      ),
    );
  });

  it("count what an interval holds, its ends included", () => {
    const ends = [0.01, 0.015, 0.02, 0.025, 0.03];
    const rows = [0.009, 0.01, 0.02, 0.03, 0.031].map((realised) => ({ realised, quantiles: ends }));
    expect(coverage80(judgedOf(rows))).equal(0.6);
    expect([...observedLevels(judgedOf(rows))]).deep.equal([0.4, 0.4, 0.6, 0.6, 0.8]);
    expectNear(intervalWidth(judgedOf(rows)), 0.02, 1e-15);
  });

  it("find that quantiles of a normal distribution mean what they say about normal numbers, and score them near its CRPS", () => {
    const forecasts = noisyForecasts({ markets: 10, days: 500 });
    expectNear(coverage80(forecasts), 0.8, 0.01);
    observedLevels(forecasts).forEach((observed, k) => {
      expectNear(observed, forecasts.levels[k] as number, 0.01);
    });
    // The mean CRPS of a true normal forecast is σ / √π (Gneiting and Raftery 2007); five levels see it coarsely.
    expectNear(continuousRankedProbabilityScore(forecasts), 0.05 * 0.1 * (1 / Math.sqrt(Math.PI)), 0.05 * 0.1 * 0.1);
    expect(NORMAL_QUANTILES).length(5);
  });
});

describe("mean absolute scaled error", () => {
  /** A rate that alternates by the day between 4 and 6 %: the seasonal naive method is off by 2 points, always. */
  const alternating = (days: number, error: number) =>
    judgedOf(
      Array.from({ length: 4 * days }, (_, i) => {
        const persistence = Math.floor(i / 4) % 2 === 0 ? 0.04 : 0.06;
        return { at: i * 6 * HOUR, persistence, realised: 0.05, point: 0.05 + error };
      }),
    );

  it("divides a market's error by that of the day before's rate", () => {
    expectNear(meanAbsoluteScaledError(alternating(40, 0.01)), 0.5, 1e-9);
    expectNear(meanAbsoluteScaledError(alternating(40, -0.02)), 1, 1e-9);
  });

  it("is the same for rates ten times as high", () => {
    const one = alternating(40, 0.01);
    const times = (values: Float64Array) => values.map((value) => 10 * value);
    const ten = { ...one, realisedApr: times(one.realisedApr), persistenceApr: times(one.persistenceApr), pointApr: times(one.pointApr) };
    expectNear(meanAbsoluteScaledError(ten), meanAbsoluteScaledError(one), 1e-9);
  });

  it("leaves out what nothing is known of, and markets that never moved", () => {
    expect(meanAbsoluteScaledError(alternating(7, 0.01))).satisfies(Number.isNaN);
    expect(meanAbsoluteScaledError(judgedOf(Array.from({ length: 400 }, () => ({ realised: 0.05, point: 0.06 }))))).satisfies(Number.isNaN);
  });

  it("looks at no rate of a later time", () => {
    const next = generator(3);
    const rows = Array.from({ length: 200 }, (_, i) => ({
      at: i * 6 * HOUR,
      persistence: 0.05 + 0.01 * next(),
      realised: 0.05,
      point: 0.06,
    }));
    const scoreUntil = (values: typeof rows) => meanAbsoluteScaledError(judgedOf(values.filter(({ at }) => at <= 30 * DAY)));
    const before = scoreUntil(rows);
    expect(scoreUntil(rows.map((row) => (row.at > 30 * DAY ? { ...row, persistence: 0.5 } : row)))).equal(before);
  });
});
