import { expect } from "chai";
import fc from "fast-check";
import { duePeriods } from "../../../bot/watch/reports/schedule.ts";
import { DAY, MONDAY } from "./twoDays.ts";

const EIGHT = 8 * 3_600;

describe("reports: when they are due", () => {
  it("a daily one is of the day before, from its time on until that of the next", () => {
    const due = (now: number) => duePeriods({ daily: "08:00", weekly: null }, now);
    expect(due(MONDAY + EIGHT)).to.deep.equal([{ period: "day", fromSeconds: MONDAY - DAY, toSeconds: MONDAY }]);
    expect(due(MONDAY + DAY + EIGHT - 1)).to.deep.equal(due(MONDAY + EIGHT));
    expect(due(MONDAY + DAY + EIGHT)).to.deep.equal([{ period: "day", fromSeconds: MONDAY, toSeconds: MONDAY + DAY }]);
  });

  it("a weekly one is of the seven days before its day", () => {
    const due = (now: number) => duePeriods({ daily: null, weekly: { day: "monday", at: "08:00" } }, now);
    const lastWeek = [{ period: "week", fromSeconds: MONDAY - 7 * DAY, toSeconds: MONDAY }];
    expect(due(MONDAY + EIGHT)).to.deep.equal(lastWeek);
    expect(due(MONDAY + 7 * DAY + EIGHT - 1)).to.deep.equal(lastWeek);
    expect(due(MONDAY + EIGHT - 1)).to.deep.equal([{ period: "week", fromSeconds: MONDAY - 14 * DAY, toSeconds: MONDAY - 7 * DAY }]);
  });

  it("looked at whenever one likes, every period comes once and none is left out", () => {
    const weekday = fc.constantFrom("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday") as fc.Arbitrary<"sunday">;
    fc.assert(
      fc.property(
        fc.integer({ min: MONDAY, max: MONDAY + 800 * DAY }),
        weekday,
        fc.constantFrom("00:00", "08:00", "23:59"),
        (now, day, at) => {
          const settings = { daily: at, weekly: { day, at } };
          for (const { period, fromSeconds, toSeconds } of duePeriods(settings, now)) {
            const length = period === "day" ? DAY : 7 * DAY;
            expect(toSeconds - fromSeconds).to.equal(length);
            expect(toSeconds % DAY).to.equal(0);
            expect(toSeconds).to.be.at.most(now);
            const next = duePeriods(settings, now + length).find((one) => one.period === period);
            expect(next?.fromSeconds).to.equal(toSeconds);
          }
        },
      ),
    );
  });
});
