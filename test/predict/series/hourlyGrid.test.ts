import { expect } from "chai";
import fc from "fast-check";
import { fillHourlyGrid } from "../../../bot/predict/series/hourlyGrid.ts";
import { StepPath } from "../../../bot/predict/series/stepPath.ts";
import { anyPoints, HOUR, MONDAY, seriesOf } from "./seriesOf.ts";

const UNTOUCHED = -1;

describe("the grid of hours", () => {
  it("holds what a path holds at each hour back to the first point, and leaves the rest alone", () => {
    fc.assert(
      fc.property(
        anyPoints(MONDAY, 30).filter((points) => points.length > 0),
        fc.integer({ min: 0, max: 200 * HOUR }),
        fc.integer({ min: 1, max: 150 }),
        (points, laterSeconds, size) => {
          const { timeSeconds, quotedApr } = seriesOf(points);
          const path = new StepPath(timeSeconds, quotedApr);
          const first = timeSeconds[0] as number;
          const atSeconds = first + laterSeconds;
          const into = new Float64Array(size).fill(UNTOUCHED);
          const hours = fillHourlyGrid(timeSeconds, quotedApr, path.indexAt(atSeconds), atSeconds, into);
          expect(hours).equal(Math.min(Math.floor((atSeconds - first) / HOUR), size - 1));
          expect([...into]).deep.equal(Array.from(into, (_, hour) => (hour <= hours ? path.at(atSeconds - hour * HOUR) : UNTOUCHED)));
        },
      ),
    );
  });

  it("is without an hour before the first point", () => {
    const into = new Float64Array(3).fill(UNTOUCHED);
    expect(fillHourlyGrid(new Float64Array(), new Float64Array(), -1, MONDAY, into)).equal(-1);
    expect([...into]).deep.equal([UNTOUCHED, UNTOUCHED, UNTOUCHED]);
  });
});
