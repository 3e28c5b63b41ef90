import { expect } from "chai";
import fc from "fast-check";
import { KinkEstimator } from "../../../bot/predict/features/kink.ts";
import { expectNear } from "../../near.ts";

/** What suppliers are quoted at a utilization by a curve of two slopes: Aave's, and Compound's with a base rate. */
interface Curve {
  readonly optimal: number;
  readonly base: number;
  readonly slope1: number;
  readonly slope2: number;
  readonly reserveFactor: number;
}

const AAVE: Curve = { optimal: 0.9, base: 0, slope1: 0.06, slope2: 0.6, reserveFactor: 0.1 };

function quoted({ optimal, base, slope1, slope2, reserveFactor }: Curve, used: number): number {
  const borrowApr = base + slope1 * Math.min(used / optimal, 1) + slope2 * Math.max(0, (used - optimal) / (1 - optimal));
  return used * borrowApr * (1 - reserveFactor);
}

function steepnessOf({ optimal, slope1, slope2 }: Curve): number {
  return slope2 / (1 - optimal) / (slope1 / optimal);
}

function estimate(used: readonly number[], rate: (utilization: number) => number, estimator = new KinkEstimator()) {
  return estimator.estimate(Float64Array.from(used), Float64Array.from(used, rate), 0, used.length - 1);
}

const percents = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => (from + i) / 100);

const curve: fc.Arbitrary<Curve> = fc
  .record({
    optimal: fc.integer({ min: 40, max: 95 }).map((percent) => percent / 100),
    base: fc.double({ min: 0, max: 0.02, noNaN: true }),
    slope1: fc.double({ min: 0.01, max: 0.1, noNaN: true }),
    slope2: fc.double({ min: 0.1, max: 3, noNaN: true }),
    reserveFactor: fc.double({ min: 0, max: 0.3, noNaN: true }),
  })
  .filter((one) => steepnessOf(one) > 2.5);

describe("the kink of a rate curve", () => {
  it("is none of a straight one, however its figures are rounded", () => {
    for (const borrowApr of [0.05, 0.037, 0.1]) expect(estimate(percents(30, 95), (used) => used * borrowApr)).equal(null);
    expect(estimate(percents(30, 95), (used) => used * (0.01 + 0.05 * used))).equal(null);
  });

  it("of Aave's curve of 90 % is found at 90 %, 90 times as steep above", () => {
    const kink = estimate(percents(50, 100), (used) => quoted(AAVE, used));
    expectNear(kink?.utilization ?? 0, 0.9, 1e-12);
    expectNear(kink?.steepness ?? 0, 90, 1e-6);
  });

  it("is found wherever it lies, whatever the base rate and the reserve factor, in any order of what was seen", () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 2, max: 25 }), fc.infiniteStream(fc.double({ noNaN: true })), (one, below, keys) => {
        const optimal = Math.round(one.optimal * 100);
        const seen = percents(optimal - below - 2, Math.min(optimal + 8, 100));
        const shuffled = seen
          .map((used) => [keys.next().value, used] as const)
          .sort(([a], [b]) => a - b)
          .map(([, used]) => used);
        const kink = estimate(shuffled, (used) => quoted(one, used));
        expectNear(kink?.utilization ?? 0, one.optimal, 1e-9);
        // Steeper than a hundred times is as good as a hundred times.
        expectNear((kink?.steepness ?? 0) / Math.min(steepnessOf(one), 100), 1, 1e-6);
      }),
    );
  });

  it("is found within two percent in places that fall anywhere, with a little noise", () => {
    const place = fc.double({ min: 0.6, max: 1, noNaN: true });
    const noise = fc.double({ min: -0.0005, max: 0.0005, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(place, noise), { minLength: 300, maxLength: 400 }), (seen) => {
        const used = Float64Array.from(seen, ([utilization]) => utilization);
        const rates = Float64Array.from(seen, ([utilization, wrong]) => quoted({ ...AAVE, slope1: 0.04 }, utilization) + wrong);
        const kink = new KinkEstimator().estimate(used, rates, 0, seen.length - 1);
        expectNear(kink?.utilization ?? 0, 0.9, 0.0201);
      }),
      { numRuns: 30 },
    );
  });

  it("is not known from one line only, from a curve that flattens, from too few places, or from nothing", () => {
    expect(estimate(percents(40, 90), (used) => quoted(AAVE, used))).equal(null);
    expect(estimate(percents(90, 100), (used) => quoted(AAVE, used))).equal(null);
    expect(estimate(percents(30, 80), (used) => used * (0.02 + 0.05 * used))).equal(null);
    expect(estimate(percents(20, 99), (used) => used * Math.sqrt(used))).equal(null);
    expect(estimate(percents(88, 92), (used) => quoted(AAVE, used))).equal(null);
    expect(estimate([], () => 0)).equal(null);
  });

  it("says a hundred where the curve is flat below it", () => {
    const kink = estimate(percents(60, 100), (used) => quoted({ ...AAVE, base: 0.02, slope1: 0 }, used));
    expectNear(kink?.utilization ?? 0, 0.9, 1e-12);
    expectNear(kink?.steepness ?? 0, 100, 1e-6);
  });

  it("looks at the points it is told, and at no utilization that is none, and forgets what it saw before", () => {
    const estimator = new KinkEstimator();
    const expected = estimate(percents(60, 100), (used) => quoted(AAVE, used));
    estimate(percents(10, 100), (used) => quoted({ ...AAVE, optimal: 0.5 }, used), estimator);
    const nonsense = [Number.NaN, 0, 0.005, 1.1, -0.3];
    const rate = (used: number) => (nonsense.includes(used) || Number.isNaN(used) ? 1.7 : quoted(AAVE, used));
    expect(estimate([...nonsense, ...percents(60, 100)], rate, estimator)).deep.equal(expected);
    const used = [...percents(20, 59), ...percents(60, 100), ...percents(1, 19)];
    const rates = used.map((one, i) => (i < 40 || i > 80 ? 1.9 : quoted(AAVE, one)));
    expect(estimator.estimate(Float64Array.from(used), Float64Array.from(rates), 40, 80)).deep.equal(expected);
  });
});
