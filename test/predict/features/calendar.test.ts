import fc from "fast-check";
import { DAY, MONDAY, seriesOf } from "../series/seriesOf.ts";
import { expectFeatures, featuresAt } from "./featuresAt.ts";

describe("features of the calendar", () => {
  it("are the hour and the day of the week in UTC, Monday being 0", () => {
    fc.assert(
      fc.property(fc.integer({ min: MONDAY, max: MONDAY + 4e8 }), (atSeconds) => {
        const date = new Date(atSeconds * 1000);
        const series = seriesOf([{ timeSeconds: atSeconds }]);
        expectFeatures(featuresAt([series], atSeconds), { hour: date.getUTCHours(), weekday: (date.getUTCDay() + 6) % 7 });
      }),
      { numRuns: 30 },
    );
  });

  it("say how long a market has been known, up to a month", () => {
    const series = seriesOf([0, 1, 2, 40].map((day) => ({ timeSeconds: MONDAY + day * DAY })));
    expectFeatures(featuresAt([series], MONDAY + 2 * DAY), { "ln-days-known": Math.log(3) });
    expectFeatures(featuresAt([series], MONDAY + 40 * DAY), { "ln-days-known": Math.log(31) });
  });
});
