import { expect } from "chai";
import fc from "fast-check";
import { marketPanel } from "../../../bot/predict/features/featurise.ts";
import { JUDGED_MOMENTS, type MomentRules, momentsOf, paidOver } from "../../../bot/predict/learned/outcomes.ts";
import { expectNear } from "../../near.ts";
import { anyPoints, DAY, HOUR, MONDAY, type SeriesPoint, seriesOf } from "../series/seriesOf.ts";

const CARRIED_HOURS = 72;

describe("moments to learn from", () => {
  const rules: MomentRules = { ...JUDGED_MOMENTS, fromSeconds: MONDAY + 1, toSeconds: MONDAY + 6 * DAY };
  const hoursOf = (points: readonly SeriesPoint[], changes: Partial<MomentRules> = {}) =>
    momentsOf(marketPanel([seriesOf(points)], new Map()), { ...rules, ...changes }).map(({ atSeconds }) => (atSeconds - MONDAY) / HOUR);
  const large = { totalSupplyUsd: 5e6, quotedApr: 0.001 };

  it("are at whole steps since 1970, from a time up to another that is not included", () => {
    const known = [
      { timeSeconds: MONDAY - 2 * DAY, ...large },
      { timeSeconds: MONDAY, ...large },
    ];
    expect(hoursOf(known, { toSeconds: MONDAY + DAY })).deep.equal([6, 12, 18]);
    expect(hoursOf(known, { fromSeconds: MONDAY, toSeconds: MONDAY + DAY + 1 })).deep.equal([0, 6, 12, 18, 24]);
  });

  it("begin after two days of history, and end 72 hours after the last point", () => {
    expect(hoursOf([{ timeSeconds: MONDAY + 3 * HOUR, ...large }])).deep.equal([54, 60, 66, 72]);
    expect(hoursOf([{ timeSeconds: MONDAY, ...large }])).deep.equal([48, 54, 60, 66, 72]);
  });

  it("are of markets that are large and pay by what was known then", () => {
    const series = [
      { timeSeconds: MONDAY, ...large },
      { timeSeconds: MONDAY + 49 * HOUR, ...large, totalSupplyUsd: 4_999_999 },
      { timeSeconds: MONDAY + 61 * HOUR, ...large },
      { timeSeconds: MONDAY + 67 * HOUR, ...large, quotedApr: 0.00099 },
      { timeSeconds: MONDAY + 73 * HOUR, quotedApr: 0.001 },
      { timeSeconds: MONDAY + 79 * HOUR, ...large },
    ];
    expect(hoursOf(series, { toSeconds: MONDAY + 85 * HOUR })).deep.equal([48, 66, 84]);
  });

  it("are the same whatever comes later, ascending in time and by market within", () => {
    const few = { leastHistorySeconds: 6 * HOUR, leastSupplyUsd: 1e6, leastApr: 0.01 };
    const markets = (afterSeconds: number) => fc.tuple(anyPoints(afterSeconds), anyPoints(afterSeconds));
    fc.assert(
      fc.property(markets(MONDAY), markets(0), fc.integer({ min: 0, max: 8 * DAY }), (past, future, span) => {
        const untilSeconds = MONDAY + span;
        const until = past.map((points) => points.filter(({ timeSeconds }) => timeSeconds <= untilSeconds));
        const later = until.map((points, i) => [
          ...points,
          ...(future[i] ?? []).map((point) => ({ ...point, timeSeconds: untilSeconds + point.timeSeconds })),
        ]);
        const [short, long] = [until, later].map((all) => {
          const panel = marketPanel(
            all.map((points) => seriesOf(points)),
            new Map(),
          );
          return momentsOf(panel, { ...rules, ...few, toSeconds: untilSeconds + 1 });
        });
        expect(long).deep.equal(short);
        const sorted = [...(short ?? [])].sort((a, b) => a.atSeconds - b.atSeconds || a.market - b.market);
        expect(short).deep.equal(sorted);
      }),
    );
  });
});

describe("what was paid over a horizon", () => {
  const value = fc.double({ min: 0, max: 0.3, noNaN: true });
  const gapHours = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 1, arbitrary: fc.integer({ min: 70, max: 90 }) },
  );
  const hourly = fc.array(fc.tuple(gapHours, value), { minLength: 1, maxLength: 25 }).map((steps) => {
    let hour = 0;
    return steps.map(([gap, paidApr]) => {
      hour += gap;
      return { hour, paidApr };
    });
  });

  it("is the mean of every hour's rate, and not known past the end or where more than a twentieth of the hours are not", () => {
    const seen = { known: 0, pastEnd: 0, gap: 0 };
    fc.assert(
      fc.property(hourly, fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 168 }), (points, at, horizon) => {
        const series = seriesOf(points.map(({ hour, paidApr }) => ({ timeSeconds: MONDAY + hour * HOUR, quotedApr: 0.5, paidApr })));
        const paid = paidOver(marketPanel([series], new Map()), { market: 0, atSeconds: MONDAY + at * HOUR }, horizon * HOUR);
        const rates = Array.from({ length: horizon }, (_, i) => {
          const last = points.findLast(({ hour }) => hour <= at + i);
          return last === undefined || at + i >= last.hour + CARRIED_HOURS ? null : last.paidApr;
        }).filter((rate) => rate !== null);
        const pastEnd = (points.at(-1)?.hour ?? 0) < at + horizon;
        seen[pastEnd ? "pastEnd" : rates.length < 0.95 * horizon ? "gap" : "known"]++;
        if (pastEnd || rates.length < 0.95 * horizon) expect(paid).NaN;
        else expectNear(paid, rates.reduce((sum, rate) => sum + rate, 0) / rates.length, 1e-9);
      }),
      { numRuns: 400 },
    );
    expect(seen.known).above(20);
    expect(seen.gap).above(20);
  });

  it("is known to the second at which the last point lies, and of no market that is not there", () => {
    const panel = marketPanel(
      [
        seriesOf([
          { timeSeconds: MONDAY, paidApr: 0.02 },
          { timeSeconds: MONDAY + DAY, paidApr: 0.9 },
        ]),
      ],
      new Map(),
    );
    expectNear(paidOver(panel, { market: 0, atSeconds: MONDAY }, DAY), 0.02, 1e-15);
    expect(paidOver(panel, { market: 0, atSeconds: MONDAY }, DAY + 1)).NaN;
    expect(paidOver(panel, { market: 1, atSeconds: MONDAY }, DAY)).NaN;
  });
});
