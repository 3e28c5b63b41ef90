import { expect } from "chai";
import fc from "fast-check";
import { seededRandom } from "../../../bot/boosting/random.ts";
import { RISK_CLASSES } from "../../../bot/core/risk.ts";
import { calibrateClasses, fitClassCalibration } from "../../../bot/risk/calibrate/classCalibration.ts";
import { classesOf, classOf, FALSE_ALARM_RATES, thresholdsAt } from "../../../bot/risk/calibrate/classThresholds.ts";
import { brierScore } from "../../../bot/risk/evaluate/metrics/brierScore.ts";
import { expectNear } from "../../near.ts";

/** Outcomes drawn by true probabilities that the classifier exaggerates. */
function exaggerated(
  rows: number,
  seed: number,
): { readonly outcome: Uint8Array; readonly said: Float64Array; readonly truth: Float64Array } {
  const random = seededRandom(seed);
  const outcome = new Uint8Array(rows);
  const said = new Float64Array(3 * rows);
  const truth = new Float64Array(3 * rows);
  for (let row = 0; row < rows; row++) {
    const high = 0.3 * random() ** 3;
    const medium = (1 - high) * 0.4 * random() ** 2;
    truth.set([1 - high - medium, medium, high], 3 * row);
    const [a, b] = [Math.sqrt(high), Math.sqrt(medium + high)];
    said.set([1 - b, b - a, a], 3 * row);
    const drawn = random();
    outcome[row] = drawn < high ? 2 : drawn < high + medium ? 1 : 0;
  }
  return { outcome, said, truth };
}

const distribution = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([high, share]) => [(1 - high) * (1 - share), (1 - high) * share, high]);

describe("calibration of classes", () => {
  const past = exaggerated(6000, 1);
  const calibration = fitClassCalibration(past.outcome, past.said);

  it("brings exaggerated probabilities near the true ones on rows it has not seen", () => {
    const fresh = exaggerated(6000, 2);
    const calibrated = calibrateClasses(calibration, fresh.said);
    const off = (probabilities: Float64Array): number =>
      probabilities.reduce((sum, p, i) => sum + Math.abs(p - (fresh.truth[i] as number)), 0) / probabilities.length;
    expect(off(calibrated)).lessThan(0.02);
    expect(off(fresh.said)).greaterThan(0.1);
    expect(brierScore(fresh.outcome, calibrated)).lessThan(brierScore(fresh.outcome, fresh.said));
  });

  it("gives distributions, whatever comes in", () => {
    fc.assert(
      fc.property(fc.array(distribution, { minLength: 1, maxLength: 20 }), (rows) => {
        const calibrated = calibrateClasses(calibration, Float64Array.from(rows.flat()));
        for (let row = 0; row < rows.length; row++) {
          const [low = -1, medium = -1, high = -1] = calibrated.subarray(3 * row, 3 * row + 3);
          for (const p of [low, medium, high]) expect(p).within(0, 1);
          expectNear(low + medium + high, 1, 1e-12);
        }
      }),
    );
  });

  it("believes high where the two maps contradict each other", () => {
    // At even odds: sigmoid(ln 1.5) = 0.6 and sigmoid(−ln 4) = 0.2.
    const contradicting = { high: { intercept: Math.log(1.5), slope: 0 }, mediumOrHigh: { intercept: -Math.log(4), slope: 0 } };
    const [low = 0, medium = -1, high = 0] = calibrateClasses(contradicting, Float64Array.of(0.3, 0.3, 0.4));
    expectNear(low, 0.4, 1e-12);
    expectNear(medium, 0, 1e-12);
    expectNear(high, 0.6, 1e-12);
  });

  it("survives JSON", () => {
    const again = JSON.parse(JSON.stringify(calibration));
    expect(calibrateClasses(again, past.said)).deep.equal(calibrateClasses(calibration, past.said));
  });
});

describe("thresholds of classes", () => {
  const { outcome, said } = exaggerated(4000, 3);

  it("keep false alarms to their rates, just", () => {
    for (const rates of [FALSE_ALARM_RATES, { high: 0.1, mediumOrHigh: 0.5 }]) {
      const classes = classesOf(said, thresholdsAt(outcome, said, rates));
      const rate = (least: number): number => {
        const harmless = Array.from(outcome.keys()).filter((row) => (outcome[row] as number) < least);
        return harmless.filter((row) => (classes[row] as number) >= least).length / harmless.length;
      };
      expect(rate(2)).within(rates.high - 0.002, rates.high);
      // What is called high is called at least medium, and so a little may come on top.
      expect(rate(1)).within(rates.mediumOrHigh - 0.002, rates.mediumOrHigh + rates.high);
    }
  });

  it("say the worse class first, and the same row by row as all at once", () => {
    const thresholds = { high: 0.3, mediumOrHigh: 0.5 };
    expect(classOf({ low: 0.6, medium: 0.1, high: 0.3 }, thresholds)).equal("high");
    expect(classOf({ low: 0.5, medium: 0.25, high: 0.25 }, thresholds)).equal("medium");
    expect(classOf({ low: 0.51, medium: 0.25, high: 0.24 }, thresholds)).equal("low");
    const classes = classesOf(said, thresholds);
    for (let row = 0; row < 200; row++) {
      const [low = 0, medium = 0, high = 0] = said.subarray(3 * row, 3 * row + 3);
      expect(RISK_CLASSES[classes[row] as number]).equal(classOf({ low, medium, high }, thresholds));
    }
  });

  it("say nothing where every threshold would alarm too often, in JSON too", () => {
    const same = Float64Array.of(0.5, 0.2, 0.3, 0.5, 0.2, 0.3);
    const thresholds = JSON.parse(JSON.stringify(thresholdsAt(Uint8Array.of(2, 0), same)));
    expect([...classesOf(same, thresholds)]).deep.equal([0, 0]);
  });
});
