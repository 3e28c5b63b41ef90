import { expect } from "chai";
import fc from "fast-check";
import { alignCurves } from "../../../../../bot/watch/web/pages/backtests/curves.ts";

const curve = fc
  .uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 })
  .map((times) => times.sort((first, second) => first - second))
  .chain((timeSeconds) =>
    fc.record({
      name: fc.string(),
      timeSeconds: fc.constant(timeSeconds),
      growth: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: timeSeconds.length, maxLength: timeSeconds.length }),
    }),
  );

describe("curves of different times", () => {
  it("keep every value of their own", () => {
    fc.assert(
      fc.property(fc.array(curve, { maxLength: 4 }), (curves) => {
        const { timesSeconds, series } = alignCurves(curves);
        curves.forEach(({ timeSeconds, growth }, index) => {
          expect(timeSeconds.map((time) => series[index]?.values[timesSeconds.indexOf(time)])).to.deep.equal(
            growth.map((value) => value - 1),
          );
        });
      }),
    );
  });

  it("have ascending times, none twice, and nothing before they begin or after they end", () => {
    fc.assert(
      fc.property(fc.array(curve, { maxLength: 4 }), (curves) => {
        const { timesSeconds, series } = alignCurves(curves);
        expect(timesSeconds).to.deep.equal([...new Set(timesSeconds)].sort((first, second) => first - second));
        curves.forEach(({ timeSeconds }, index) => {
          const begin = timeSeconds[0] ?? 0;
          const end = timeSeconds.at(-1) ?? 0;
          timesSeconds.forEach((time, place) => {
            expect(series[index]?.values[place] === null).to.equal(time < begin || time > end);
          });
        });
      }),
    );
  });

  it("stand where they stood between two of their times", () => {
    const { series } = alignCurves([
      { name: "daily", timeSeconds: [0, 10], growth: [1, 1.5] },
      { name: "once", timeSeconds: [5], growth: [2] },
    ]);
    expect(series).to.deep.equal([
      { name: "daily", values: [0, 0, 0.5] },
      { name: "once", values: [null, 1, null] },
    ]);
  });
});
