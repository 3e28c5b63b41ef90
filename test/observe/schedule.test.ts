import { expect } from "chai";
import fc from "fast-check";
import { bucketTime } from "../../bot/core/observation.ts";
import { nextDue, scheduleOf } from "../../bot/observe/schedule.ts";

const size = fc.constantFrom(60, 300, 900);
const startMs = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });

describe("the schedule", () => {
  it("samples every bucket once or names it as missed, whatever the work takes, and never a bucket that is over or to come", () => {
    fc.assert(
      fc.property(size, startMs, fc.array(fc.integer({ min: 0, max: 4_000_000 }), { maxLength: 40 }), (bucketSeconds, start, work) => {
        const schedule = scheduleOf(bucketSeconds);
        let now = start;
        let last: number | null = null;
        const accounted: number[] = [];
        for (const took of work) {
          let due = nextDue(schedule, last, now);
          if (due.waitMilliseconds > 0) {
            now += due.waitMilliseconds;
            due = nextDue(schedule, last, now);
          }
          expect(due.waitMilliseconds).to.equal(0);
          expect(due.bucketTimeSeconds).to.equal(bucketTime(now / 1000, bucketSeconds));
          accounted.push(...due.missed, due.bucketTimeSeconds);
          last = due.bucketTimeSeconds;
          now += took;
        }
        const first = bucketTime(start / 1000, bucketSeconds);
        expect(accounted).to.deep.equal(accounted.map((_, index) => first + index * bucketSeconds));
      }),
    );
  });

  it("does not drift: the time of a sample follows from its bucket alone, however long the others took", () => {
    fc.assert(
      fc.property(
        size,
        startMs,
        fc.array(fc.double({ min: 0, max: 0.89, noNaN: true }), { minLength: 1 }),
        (bucketSeconds, start, work) => {
          const schedule = scheduleOf(bucketSeconds);
          let last = nextDue(schedule, null, start).bucketTimeSeconds;
          let now = (last + schedule.delaySeconds) * 1000;
          for (const share of work) {
            now += Math.floor(share * bucketSeconds * 1000);
            const due = nextDue(schedule, last, now);
            now += due.waitMilliseconds;
            last = due.bucketTimeSeconds;
            expect(now).to.equal((last + schedule.delaySeconds) * 1000);
          }
        },
      ),
    );
  });

  it("begins at once, in the middle of a bucket too", () => {
    expect(nextDue(scheduleOf(300), null, 1_800_000_123_000)).to.deep.equal({
      bucketTimeSeconds: 1_800_000_000,
      waitMilliseconds: 0,
      missed: [],
    });
  });
});
