import fc from "fast-check";
import { MONDAY, seriesOf } from "../series/seriesOf.ts";
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
});
