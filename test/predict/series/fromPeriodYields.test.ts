import { expect } from "chai";
import fc from "fast-check";
import type { HistoryMarket, PeriodYield } from "../../../bot/core/periodYield.ts";
import { emptyYields } from "../../../bot/observe/history/historyRow.ts";
import { seriesOfPeriodYields } from "../../../bot/predict/series/fromPeriodYields.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { DAY, HOUR } from "./seriesOf.ts";

const market: HistoryMarket = { id: "1:aave-v3:usdc", protocol: "aave-v3", symbol: "USDC", category: "lending" };

function row(changes: Partial<PeriodYield> & { readonly hour: number }): PeriodYield {
  const { hour, ...rest } = changes;
  const start = hour * HOUR;
  return {
    ...emptyYields({ marketId: market.id, periodStartSeconds: start, origin: "lending-hourly", lastSampleSeconds: start + 30 }),
    supplyApr: 0.03,
    ...rest,
  };
}

describe("series of hours and days", () => {
  it("has samples at their own time, and sums when their period is over", () => {
    const series = seriesOfPeriodYields(market, "hour", [row({ hour: 2, origin: "rollup" }), row({ hour: 1 }), row({ hour: 3 })]);
    expect([...series.timeSeconds]).deep.equal([HOUR + 30, 3 * HOUR, 3 * HOUR + 30]);
  });

  it("quotes supply and rewards, and has paid what the index grew by with rewards", () => {
    const rollup = { origin: "rollup", rewardApr: 0.01, realisedApr: 0.025 };
    const series = seriesOfPeriodYields(market, "hour", [
      row({ hour: 1, ...rollup }),
      row({ hour: 2, ...rollup }),
      row({ hour: 4, ...rollup }),
    ]);
    expect([...series.quotedApr]).deep.equal([0.04, 0.04, 0.04]);
    // The hour that begins where the first ends has its growth; what follows the others is not known.
    expect([...series.paidApr]).deep.equal([0.025 + 0.01, 0.04, 0.04]);
  });

  it("says NaN of what is not known, and leaves out rows without a rate", () => {
    const series = seriesOfPeriodYields(market, "hour", [row({ hour: 1 }), row({ hour: 2, supplyApr: null })]);
    expect(series.timeSeconds.length).equal(1);
    expect(series.utilization[0]).NaN;
    expect(series.totalSupplyUsd[0]).NaN;
  });

  it("ascends strictly and keeps the last row of each time, in whatever order rows come", () => {
    const rows = fc.array(
      fc.record({ hour: fc.nat({ max: 9 }), supplyApr: fc.option(fc.double({ min: 0, max: 1, noNaN: true })) }).map(row),
    );
    fc.assert(
      fc.property(rows, (given) => {
        const expected = new Map<number, number>();
        for (const one of given) if (one.supplyApr !== null) expected.set(one.lastSampleSeconds, one.supplyApr);
        const series = seriesOfPeriodYields(market, "hour", given);
        const ascending = [...expected].sort(([a], [b]) => a - b);
        expect([...series.timeSeconds]).deep.equal(ascending.map(([seconds]) => seconds));
        expect([...series.quotedApr]).deep.equal(ascending.map(([, apr]) => apr));
      }),
    );
  });

  const days = fc.uniqueArray(
    fc.record({
      day: fc.nat({ max: 30 }),
      origin: fc.constantFrom("yields-daily", "rollup", "imported-rollup"),
      supplyApr: fc.double({ min: 0, max: 1, noNaN: true }),
      realisedApr: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    }),
    { selector: ({ day }) => day },
  );

  function dayRow({ day, origin, ...rates }: { readonly day: number; readonly origin: string } & Partial<PeriodYield>): PeriodYield {
    const start = day * DAY;
    return { ...emptyYields({ marketId: market.id, periodStartSeconds: start, origin, lastSampleSeconds: start }), ...rates };
  }

  it("knows a day when it is over: until any moment there is nothing in it of a day that was not", () => {
    fc.assert(
      fc.property(days, fc.nat({ max: 32 * DAY }), (given, atSeconds) => {
        const until = ({ timeSeconds, quotedApr }: MarketSeries) => {
          const known = timeSeconds.filter((seconds) => seconds <= atSeconds).length;
          return [[...timeSeconds.slice(0, known)], [...quotedApr.slice(0, known)]];
        };
        const over = given.filter(({ day }) => (day + 1) * DAY <= atSeconds);
        const all = seriesOfPeriodYields(market, "day", given.map(dayRow));
        expect(until(all)).deep.equal(until(seriesOfPeriodYields(market, "day", over.map(dayRow))));
        expect(all.timeSeconds.filter((seconds) => seconds <= atSeconds).length).equal(over.length);
      }),
    );
  });

  it("has paid over the next day what that day's index grew by, and what was quoted where it does not say", () => {
    const daily = (day: number, realisedApr: number | null) => dayRow({ day, origin: "imported-rollup", supplyApr: 0.04, realisedApr });
    const series = seriesOfPeriodYields(market, "day", [daily(1, 0.01), daily(2, 0.02), daily(3, null), daily(5, 0.05)]);
    expect([...series.timeSeconds]).deep.equal([2 * DAY, 3 * DAY, 4 * DAY, 6 * DAY]);
    expect([...series.paidApr]).deep.equal([0.02, 0.04, 0.04, 0.04]);
  });

  it("has a day's sample that somebody took at its own time", () => {
    const sample = { ...dayRow({ day: 1, origin: "defillama", supplyApr: 0.04 }), lastSampleSeconds: DAY + 82_800 };
    expect([...seriesOfPeriodYields(market, "day", [sample]).timeSeconds]).deep.equal([DAY + 82_800]);
  });
});
