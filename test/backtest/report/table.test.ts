import { expect } from "chai";
import type { Backtest } from "../../../bot/backtest/backtest.ts";
import { differenceText, usdText } from "../../../bot/backtest/report/figureText.ts";
import { contenderRows, remarks } from "../../../bot/backtest/report/table.ts";
import { backtestText } from "../../../bot/watch/backtestText.ts";
import { fakeBacktest } from "./fakeBacktest.ts";

const backtest = fakeBacktest({ days: 200 });

describe("table of a backtest", () => {
  it("has a row a contender, in the order asked for", () => {
    const [header, ...rows] = contenderRows(backtest);
    expect(rows.map(([name]) => name)).deep.equal(backtest.spec.contenders);
    for (const row of rows) expect(row).length(header?.length ?? 0);
    const [ml] = backtest.contested;
    expect(rows[0]?.[1]).equal((100 * (ml?.performance.netReturn ?? 0)).toFixed(2));
    expect(rows[0]?.[5]).equal(String(ml?.run.rebalances.length));
    expect(rows[0]?.[9]).match(/^[+-]?\d+\.\d\d \(-?\d+\.\d\d to -?\d+\.\d\d\)$/);
  });

  it("says in words who is ahead and how near to perfect foresight", () => {
    const words = remarks(backtest).join("\n");
    expect(words).match(/ml is (NOT )?ahead of [a-z-]+, the best that does without models: [+-]?\d/);
    const share = ((backtest.contested[0]?.performance.netReturn ?? 0) / 0.13) * 100;
    expect(words).contain(`ml ${share.toFixed(1)} %`);
    expect(words).contain(
      "– deflated Sharpe of equal-weight, best-apy, highest-tvl, persistence, hold-best, oracle: trials were not counted.",
    );
    expect(words).contain("highest-tvl could not pay a withdrawal at once 2 times; it owed up to 40,000 USD.");
    expect(words).contain("The benchmark is equal-weight.");
  });

  it("says in the same place when the models are not ahead", () => {
    const byReturn = backtest.contested.toSorted((a, b) => a.performance.netReturn - b.performance.netReturn).slice(0, 2);
    const swapped = byReturn.map((one, i) => ({ ...one, run: { ...one.run, contender: i === 0 ? "ml" : "persistence" } }));
    expect(remarks({ ...backtest, contested: swapped }).join("\n")).contain("ml is NOT ahead of persistence");
  });

  it("tells what cannot be told of a few days, and why, once for all", () => {
    const short = fakeBacktest({ days: 20 });
    const text = backtestText(short);
    expect(text).contain("of all: 20 whole days of data; figures of a year need 30.");
    expect(contenderRows(short)[1]?.[2]).equal("–");
    expect(text).not.match(/NaN|undefined|null|Infinity/);
  });

  it("warns of few days", () => {
    expect(remarks(fakeBacktest({ days: 60 })).join("\n")).match(/Caution, all: only 60 whole days of data/);
  });

  it("labels a made-up past", () => {
    const text = backtestText(fakeBacktest({ days: 40, isSynthetic: true }));
    expect(text).match(/^SYNTHETIC · /);
    expect(remarks(fakeBacktest({ days: 40, isSynthetic: true })).join("\n")).contain("SYNTHETIC: this past is made up");
    expect(backtestText(backtest)).not.contain("SYNTHETIC");
  });

  it("takes no share of a ceiling that nobody worked out or that is no gain", () => {
    for (const ceilingReturn of [null, 0, -0.01]) {
      const words = remarks({ ...backtest, ceilingReturn } satisfies Backtest).join("\n");
      expect(words).not.contain("perfect foresight");
    }
  });

  it("writes money and differences as people read them", () => {
    expect([0.4321, 99.999, 1234.5, -250_000, null, Number.NaN].map(usdText)).deep.equal(["0.43", "100.00", "1,235", "-250,000", "–", "–"]);
    expect(differenceText(0.0123, [0.004, 0.0206])).equal("+1.23 (0.40 to 2.06)");
    expect(differenceText(-0.01, [null, null])).equal("-1.00");
    expect(differenceText(null, [0, 1])).equal("–");
  });
});
