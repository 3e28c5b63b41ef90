import { expect } from "chai";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { dailyGrowth, dailyReturns } from "../../../bot/backtest/metrics/daily.ts";
import { allocationOf } from "../../../bot/backtest/report/html/allocation.ts";
import { quarterOf, returnsByGroup, TRAILING_DAYS, yieldRegimes } from "../../../bot/backtest/report/html/regimes.ts";
import { backtestReport } from "../../../bot/backtest/report/html/report.ts";
import { contenderRows } from "../../../bot/backtest/report/table.ts";
import { expectNear } from "../../near.ts";
import { BENCHMARK, DAY, pathOf, STRATEGY } from "../metrics/paths.ts";
import { EXTRAS, fakeBacktest, MARKETS } from "./fakeBacktest.ts";

interface Document {
  querySelectorAll(selector: string): Iterable<{ readonly textContent: string; getAttribute(name: string): string | null }>;
}

function elementsOf(html: string, selector: string) {
  return [...(parseHTML(html).document as unknown as Document).querySelectorAll(selector)];
}

function textsOf(html: string, selector: string): readonly string[] {
  return elementsOf(html, selector).map(({ textContent }) => textContent.trim());
}

const BROKEN = /NaN|undefined|null|Infinity/;
const backtest = fakeBacktest({ days: 200 });

describe("page of a backtest", () => {
  const html = backtestReport(backtest, EXTRAS);

  it("is one file that asks for nothing else", () => {
    expect(html.startsWith("<!doctype html>")).equal(true);
    expect(html).not.match(/<(?:script|link|img|iframe)\b/);
    expect(html).not.match(/url\(|@import|(?:src|href)="http/);
    expect(html).not.match(BROKEN);
    expect(html).not.contain("SYNTHETIC");
  });

  it("has every part", () => {
    expect(textsOf(html, "h1")).deep.equal(["Backtest of ml"]);
    expect(textsOf(html, "h2")).deep.equal([
      "Growth and drawdown",
      "When was it good?",
      "Where the money was",
      "What paid",
      "What it cost",
      "Decisions and their reasons",
      "What if?",
    ]);
    const figures = textsOf(html, "figure h4");
    for (const { run } of backtest.contested) {
      expect(figures).include(`Allocation of ${run.contender}`);
      expect(figures).include(`Yield of ${run.contender} by source`);
    }
    const drawings = elementsOf(html, "figure > svg");
    expect(drawings).length(figures.length);
    for (const drawing of drawings) expect(drawing.getAttribute("aria-label")).a("string").not.equal("");
  });

  it("shows the same figures as the table", () => {
    const cells = textsOf(html, ".contenders td");
    expect(cells).deep.equal(contenderRows(backtest).slice(1).flat());
  });

  it("shows what other parts worked out", () => {
    expect(html).contain("At 7.5 times the gas, ml is no longer ahead of best-apy.");
    expect(textsOf(html, "h3")).include.members([
      "Where the lead is gone",
      "Sensitivity: gas",
      "Sensitivity: capital",
      "Capacity",
      "Settings",
    ]);
    expect(textsOf(html, "td")).include.members(["× 0.5", "10,000 USD"]);
    expect(textsOf(html, "svg text")).include.members(["5.80", "1 bn"]);
    expect(textsOf(backtestReport(backtest), "h2")).not.include("What if?");
  });

  it("lists the newest rebalances first, not too many at once", () => {
    const times = textsOf(html, ".decisions td:first-child");
    expect(times).length(backtest.contested[0]?.run.rebalances.length ?? 0);
    expect(times).deep.equal(times.toSorted().toReversed());
    const [busy] = fakeBacktest({ days: 40, contenders: ["persistence"] }).contested;
    if (busy === undefined) throw new Error("no contender");
    const rebalances = Array.from(
      { length: 450 },
      (_, i) => ({ ...busy.run.rebalances[0], atSeconds: i * DAY }) as (typeof busy.run.rebalances)[0],
    );
    const many = backtestReport({ ...backtest, contested: [{ ...busy, run: { ...busy.run, rebalances } }] });
    expect(textsOf(many, ".decisions td:first-child")).length(300);
    expect(many).contain("the last 300 of 450");
  });

  it("labels a made-up past", () => {
    const synthetic = backtestReport(fakeBacktest({ days: 40, isSynthetic: true }));
    expect(textsOf(synthetic, "title")).deep.equal(["Backtest of ml (SYNTHETIC)"]);
    expect(textsOf(synthetic, ".synthetic")).length(1);
  });

  it("takes any name for what it is: text", () => {
    const evil = '<script>alert("1")</script>&amp;\'';
    const hostile = fakeBacktest({
      days: 40,
      markets: [`1:${evil}`, ...MARKETS],
      explanation: evil,
      notes: [evil],
      contenders: ["ml", evil],
    });
    const page = backtestReport(hostile, {
      breakEven: [{ description: evil }],
      sensitivity: [{ name: evil, rows: [{ label: evil, byContender: { [evil]: 0.1 } }] }],
      capacity: { capitalUsd: [1, 10], byContender: [{ name: evil, annualisedReturn: [0.1, null] }] },
      sweep: { title: evil, x: { name: evil, values: [1] }, y: { name: evil, values: [1] }, value: [[null]], unit: "ratio" },
    });
    expect(page.replaceAll(/="[^"]*"/g, "")).not.match(/<script/i);
    expect(elementsOf(page, "script")).length(0);
    expect(textsOf(page, "li")).include(evil);
    expect(textsOf(page, "svg text")).include(evil);
    expect(page).not.match(BROKEN);
  });

  it("draws also where there is almost nothing to draw", () => {
    for (const days of [1, 2, 29, 31]) {
      for (const contenders of [["ml"], ["equal-weight", "oracle"]]) {
        expect(backtestReport(fakeBacktest({ days, contenders, markets: MARKETS.slice(0, 1) }))).not.match(BROKEN);
      }
    }
    expect(backtestReport({ ...backtest, contested: [] })).not.match(BROKEN);
    const [still] = fakeBacktest({ days: 40, contenders: ["hold-best"] }).contested;
    if (still === undefined) throw new Error("no contender");
    const nothing = new Float64Array(MARKETS.length);
    const idle = { ...still.run, rebalances: [], yieldUsd: nothing, priceUsd: nothing, holds: {} };
    expect(backtestReport({ ...backtest, contested: [{ ...still, run: idle }] }))
      .contain("No market paid anything.")
      .not.match(BROKEN);
  });

  it("tells more contenders and markets than there are colours", () => {
    const contenders = Array.from({ length: 12 }, (_, i) => `contender-${i}`);
    const markets = Array.from({ length: 30 }, (_, i) => `1:protocol:m${i}`);
    const page = backtestReport(fakeBacktest({ days: 150, contenders, markets }));
    expect(textsOf(page, ".contenders td:first-child")).deep.equal(contenders);
    expect(textsOf(page, ".key")).include("other markets");
    expect(page).not.match(BROKEN);
  });
});

describe("allocation over time", () => {
  it("sums to the whole vault at every moment, however many markets there are", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 90 }), fc.integer(), (count, days, seed) => {
        const markets = Array.from({ length: count }, (_, i) => `1:p:m${i}`);
        const [only] = fakeBacktest({ days, seed, markets, contenders: ["equal-weight"] }).contested;
        if (only === undefined) throw new Error("no contender");
        const { share, timeSeconds, markets: shown } = allocationOf(only.run);
        const bands = shown.length + 2;
        expect(shown.length).at.most(10);
        expect(share).length(timeSeconds.length * bands);
        for (let moment = 0; moment < timeSeconds.length; moment++) {
          const row = share.subarray(moment * bands, (moment + 1) * bands);
          expectNear(
            row.reduce((sum, value) => sum + value, 0),
            1,
            1e-9,
          );
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("regimes of a backtest", () => {
  const days = dailyReturns(dailyGrowth(pathOf(BENCHMARK)));

  it("are thirds of the days that have 30 days before them", () => {
    const regimes = [...yieldRegimes(days).values()];
    expect(regimes).length(BENCHMARK.length - TRAILING_DAYS);
    const counts = ["low", "middle", "high"].map((name) => regimes.filter((regime) => regime === name).length);
    expect(Math.max(...counts) - Math.min(...counts)).at.most(1);
    expect(yieldRegimes(dailyReturns(dailyGrowth(pathOf(BENCHMARK.subarray(0, 30))))).size).equal(0);
  });

  it("do not know a day's own return", () => {
    // The last day's return is behind no other day's regime, and not behind its own.
    const other = Float64Array.from(BENCHMARK, (value, i) => (i === BENCHMARK.length - 1 ? 0.5 : value));
    expect(yieldRegimes(dailyReturns(dailyGrowth(pathOf(other))))).deep.equal(yieldRegimes(days));
  });

  it("are higher where returns before were", () => {
    const rising = Float64Array.from({ length: 90 }, (_, i) => i * 1e-5);
    const regimes = [...yieldRegimes(dailyReturns(dailyGrowth(pathOf(rising)))).entries()]
      .toSorted(([a], [b]) => a - b)
      .map(([, regime]) => regime);
    expect(regimes).deep.equal([...Array(20).fill("low"), ...Array(20).fill("middle"), ...Array(20).fill("high")]);
  });

  it("return what their days returned, one after the other", () => {
    const groups = returnsByGroup(dailyReturns(dailyGrowth(pathOf(STRATEGY))), quarterOf);
    const first = STRATEGY.subarray(0, 90);
    const grown = first.reduce((product, value) => product * (1 + value), 1);
    expect([...groups.keys()]).deep.equal(["2023 Q1", "2023 Q2"]);
    expectNear(groups.get("2023 Q1")?.annualisedReturn ?? 0, grown ** (365 / 90) - 1, 1e-12);
    expect(groups.get("2023 Q2")).deep.equal({ days: 10, annualisedReturn: null });
  });

  it("have quarters of the calendar", () => {
    const quarter = (day: string) => quarterOf(Date.parse(day) / 1000);
    expect(["2023-01-01", "2023-03-31T23:59Z", "2023-04-01", "2023-12-31"].map(quarter)).deep.equal([
      "2023 Q1",
      "2023 Q1",
      "2023 Q2",
      "2023 Q4",
    ]);
  });
});
