import { expect } from "chai";
import fc from "fast-check";
import { CARRY_FORWARD_SECONDS } from "../../../bot/predict/series/marketSeries.ts";
import { StepPath } from "../../../bot/predict/series/stepPath.ts";
import { expectNear } from "../../near.ts";
import { HOUR } from "./seriesOf.ts";

type Point = readonly [seconds: number, value: number];

const value = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

/** Points at these times, each once. */
function pointsAt(times: fc.Arbitrary<number>): fc.Arbitrary<readonly Point[]> {
  return fc
    .uniqueArray(fc.tuple(times, value), { maxLength: 12, selector: ([seconds]) => seconds })
    .map((points) => points.sort(([a], [b]) => a - b));
}

const hours = fc.integer({ min: 0, max: 400 });
const atHours = pointsAt(hours.map((hour) => hour * HOUR));

function pathOf(points: readonly Point[]): StepPath {
  return new StepPath(
    Float64Array.from(points, ([seconds]) => seconds),
    Float64Array.from(points, ([, held]) => held),
  );
}

/** What holds at a time, looked up in the plainest way. */
function inForce(points: readonly Point[], atSeconds: number): number {
  const last = points.findLast(([seconds]) => seconds <= atSeconds);
  return last === undefined || atSeconds - last[0] > CARRY_FORWARD_SECONDS ? Number.NaN : last[1];
}

describe("a path of steps", () => {
  it("is at any time what its last point says, for 72 hours and not a second longer", () => {
    const path = pathOf([[HOUR, 7]]);
    expect(path.at(HOUR - 1)).NaN;
    expect(path.at(HOUR)).equal(7);
    expect(path.at(73 * HOUR)).equal(7);
    expect(path.at(73 * HOUR + 1)).NaN;
    const seconds = fc.integer({ min: 0, max: 400 * HOUR });
    fc.assert(
      fc.property(pointsAt(seconds), seconds, (points, atSeconds) => {
        expect(pathOf(points).at(atSeconds)).deep.equal(inForce(points, atSeconds));
        expect(pathOf(points).indexAt(atSeconds)).equal(points.findLastIndex(([time]) => time <= atSeconds));
      }),
    );
  });

  it("has the mean, and the share that is known, that going through it hour by hour finds", () => {
    fc.assert(
      fc.property(atHours, hours, fc.integer({ min: 1, max: 300 }), (points, from, length) => {
        // Points and spans begin on the hour: half past shows what holds for all of it.
        const known = Array.from({ length }, (_, i) => inForce(points, (from + i) * HOUR + HOUR / 2)).filter((held) => !Number.isNaN(held));
        const span = [from * HOUR, (from + length) * HOUR] as const;
        const path = pathOf(points);
        expectNear(path.knownShare(...span), known.length / length, 1e-12);
        if (known.length === 0) expect(path.mean(...span)).NaN;
        else expectNear(path.mean(...span), known.reduce((sum, held) => sum + held, 0) / known.length, 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it("cuts points at the second: a mean weighs each by how long it held", () => {
    const path = pathOf([
      [0, 1],
      [10, 3],
      [14, Number.NaN],
      [20, 8],
    ]);
    expectNear(path.mean(4, 13), (6 * 1 + 3 * 3) / 9, 1e-12);
    expectNear(path.mean(12, 22), (2 * 3 + 2 * 8) / 4, 1e-12);
    expectNear(path.knownShare(12, 22), 0.4, 1e-12);
    expect(path.mean(15, 19)).NaN;
    expect(path.mean(-9, 0)).NaN;
  });

  it("says to the last bit the same of a time, whatever comes after it", () => {
    fc.assert(
      fc.property(atHours, atHours, hours, hours, (past, future, a, b) => {
        const [from, to] = [Math.min(a, b) * HOUR, Math.max(a, b) * HOUR + 1];
        const until = past.filter(([seconds]) => seconds <= to);
        const later = future.map(([seconds, held]) => [to + 1 + seconds, held] as const);
        const [short, long] = [pathOf(until), pathOf([...until, ...later])];
        const asked = (path: StepPath) => [path.at(to), path.at(from), path.mean(from, to), path.knownShare(from, to), path.indexAt(to)];
        expect(asked(long)).deep.equal(asked(short));
      }),
    );
  });

  it("knows nothing without points", () => {
    const path = pathOf([]);
    expect(path.indexAt(5)).equal(-1);
    expect(path.at(5)).NaN;
    expect(path.mean(0, 5)).NaN;
    expect(path.knownShare(0, 5)).equal(0);
  });
});
