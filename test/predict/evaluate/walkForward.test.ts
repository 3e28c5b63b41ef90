import { expect } from "chai";
import fc from "fast-check";
import { isTestedIn, mayTrainOn, walkForward } from "../../../bot/predict/evaluate/walkForward.ts";
import { DAY, HOUR } from "./forecasts.ts";

const seconds = (date: string): number => Date.parse(date) / 1000;

const plans = fc
  .record({
    fromSeconds: fc.integer({ min: seconds("2019-01-01"), max: seconds("2024-01-01") }),
    lengthSeconds: fc.integer({ min: 1, max: 3 * 365 * DAY }),
    stepMonths: fc.integer({ min: 1, max: 14 }),
    horizonSeconds: fc.integer({ min: HOUR, max: 14 * DAY }),
    lookBackSeconds: fc.integer({ min: 0, max: 60 * DAY }),
    embargo: fc.option(fc.integer({ min: 0, max: 90 * DAY }), { nil: null }),
  })
  .map(({ lengthSeconds, embargo, ...plan }) => ({
    ...plan,
    toSeconds: plan.fromSeconds + lengthSeconds,
    ...(embargo === null ? {} : { embargoSeconds: embargo }),
  }));

describe("walk forward", () => {
  it("tiles its time: each moment is tested in one fold", () => {
    fc.assert(
      fc.property(plans, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (plan, part) => {
        const folds = walkForward(plan);
        expect(folds[0]?.testFromSeconds).equal(plan.fromSeconds);
        expect(folds.at(-1)?.testToSeconds).equal(plan.toSeconds);
        folds.forEach((fold, i) => {
          expect(fold.testFromSeconds).below(fold.testToSeconds);
          if (i > 0) expect(fold.testFromSeconds).equal(folds[i - 1]?.testToSeconds);
        });
        const moment = plan.fromSeconds + Math.floor(part * (plan.toSeconds - plan.fromSeconds));
        expect(folds.filter((fold) => isTestedIn(fold, moment))).length(1);
      }),
    );
  });

  it("lets no label of training reach the embargo, nor what a test looks back on", () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: -400 * DAY, max: 400 * DAY }), (plan, offset) => {
        for (const fold of walkForward(plan)) {
          const made = fold.testFromSeconds + offset;
          if (!mayTrainOn(fold, made, plan.horizonSeconds)) continue;
          const known = made + plan.horizonSeconds;
          expect(known).at.most(fold.testFromSeconds - (plan.embargoSeconds ?? 0));
          expect(isTestedIn(fold, made)).equal(false);
          if (plan.embargoSeconds === undefined) expect(known).at.most(fold.testFromSeconds - plan.lookBackSeconds - plan.horizonSeconds);
        }
      }),
    );
  });

  it("steps by calendar months", () => {
    const plan = {
      fromSeconds: seconds("2022-01-01"),
      toSeconds: seconds("2022-08-15"),
      stepMonths: 3,
      horizonSeconds: DAY,
      lookBackSeconds: 30 * DAY,
    };
    expect(walkForward(plan)).deep.equal([
      { trainUntilSeconds: seconds("2021-12-01"), testFromSeconds: seconds("2022-01-01"), testToSeconds: seconds("2022-04-01") },
      { trainUntilSeconds: seconds("2022-03-01"), testFromSeconds: seconds("2022-04-01"), testToSeconds: seconds("2022-07-01") },
      { trainUntilSeconds: seconds("2022-05-31"), testFromSeconds: seconds("2022-07-01"), testToSeconds: seconds("2022-08-15") },
    ]);
    const fromLastDay = walkForward({
      ...plan,
      fromSeconds: seconds("2023-12-31T06:00Z"),
      toSeconds: seconds("2024-04-01"),
      stepMonths: 1,
    });
    expect(fromLastDay.map((fold) => fold.testFromSeconds)).deep.equal(
      ["2023-12-31T06:00Z", "2024-01-31T06:00Z", "2024-02-29T06:00Z", "2024-03-31T06:00Z"].map(seconds),
    );
  });

  it("refuses a plan that goes nowhere", () => {
    const plan = { fromSeconds: 0, toSeconds: DAY, stepMonths: 1, horizonSeconds: DAY, lookBackSeconds: 0 };
    expect(() => walkForward({ ...plan, toSeconds: 0 })).throw(RangeError);
    expect(() => walkForward({ ...plan, stepMonths: 0 })).throw(RangeError);
    expect(() => walkForward({ ...plan, stepMonths: 1.5 })).throw(RangeError);
  });
});
