import { expect } from "chai";
import fc from "fast-check";
import { riskValues } from "../../../bot/risk/features/riskFeatures.ts";
import {
  type RowValues,
  rowOf,
  rowValues,
  withDepositsGrowth,
  withPegDistance,
  withRateOverMean,
  withUtilization,
} from "../../../bot/risk/score/whatIf.ts";
import { expectNear } from "../../near.ts";
import { momentAt, type Point, QUIET } from "./markets.ts";

const rowAt = (point: Point): RowValues => rowValues(riskValues(momentAt(point)));

/** Every feature but some is as in the row of a market to which that really happened. */
function expectSame(actual: RowValues, expected: RowValues, except: readonly string[] = []): void {
  for (const [name, value] of expected) {
    if (except.includes(name)) continue;
    const found = actual.get(name) ?? Number.NaN;
    if (Number.isNaN(value)) expect(found, name).NaN;
    else expectNear(found, value, 1e-6 * Math.max(1, Math.abs(value)), name);
  }
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe("a row in which one thing is different", () => {
  it("is that of a market to which more was lent out", () => {
    fc.assert(
      fc.property(between(0.86, 0.99), between(0, 1), (now, part) => {
        const more = now + (0.995 - now) * part;
        expectSame(withUtilization(rowAt({ ...QUIET, utilization: now }), more), rowAt({ ...QUIET, utilization: more }));
      }),
      { numRuns: 30 },
    );
  });

  it("is that of a market in which less is lent out, whose past stays", () => {
    // Both below the highest so far.
    expectSame(withUtilization(rowAt({ ...QUIET, utilization: 0.83 }), 0.7), rowAt({ ...QUIET, utilization: 0.7 }));
    const peak = withUtilization(rowAt({ ...QUIET, utilization: 0.98 }), 0.7);
    for (const hours of [24, 168, 720]) expectNear(peak.get(`utilization-highest-${hours}h`) ?? 0, 0.98, 1e-6);
    expectNear(peak.get("cash-lowest-share-168h") ?? 0, 0.02, 1e-6);
  });

  it("is that of a market from which so much was withdrawn, or into which it came", () => {
    fc.assert(
      fc.property(between(0.84, 1.15), (part) => {
        const before = rowAt(QUIET);
        const { supplyUsd, utilization } = QUIET;
        const after = rowAt({ ...QUIET, supplyUsd: supplyUsd * part, utilization: utilization / part });
        // A month's deviation has the last day in it, of which a row does not tell the others.
        const except = ["deposits-daily-deviation-720h", "deposits-growth-24h-over-deviation"];
        // The largest move is of deposits as they were an hour before.
        expectSame(withDepositsGrowth(before, after.get("deposits-growth-24h") ?? 0), after, [
          ...except,
          "largest-move-168h",
          "largest-move-720h",
        ]);
      }),
      { numRuns: 30 },
    );
  });

  it("is that of a market whose token fell", () => {
    expectSame(withPegDistance(rowAt(QUIET), -0.05), rowAt({ ...QUIET, priceUsd: 0.95 }), ["peg-deviation-30d"]);
    const back = withPegDistance(rowAt({ ...QUIET, priceUsd: 0.95 }), 0);
    expectNear(back.get("peg-lowest-7d") ?? 0, -0.05, 1e-6);
    expectNear(back.get("worst-peg-distance-any") ?? 1, 0, 1e-6);
  });

  it("is that of a market that pays another rate", () => {
    const moment = momentAt(QUIET);
    for (const apr of [0.001, 0.02, 0.041, 0.3]) {
      const expected = rowAt({ ...QUIET, apr });
      const actual = withRateOverMean(rowValues(riskValues(moment)), expected.get("rate-over-mean-720h") ?? 0, moment);
      expectSame(actual, expected, ["rate-deviation-168h"]);
    }
  });

  it("is the same row where nothing is different", () => {
    const row = rowAt(QUIET);
    const unchanged = withUtilization(row, row.get("utilization") ?? 0);
    expectSame(unchanged, row);
    expect(rowOf(unchanged).length).equal(row.size);
  });

  it("does not know what follows from what is not known", () => {
    const row = new Map([...rowAt(QUIET), ["utilization-change-24h", Number.NaN]]);
    expect(withUtilization(row, 0.9).get("utilization-change-24h")).NaN;
  });
});
