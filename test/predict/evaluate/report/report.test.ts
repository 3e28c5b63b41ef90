import { expect } from "chai";
import { parseHTML } from "linkedom";
import type { JudgedForecasts } from "../../../../bot/predict/evaluate/judged.ts";
import { groupErrors } from "../../../../bot/predict/evaluate/report/groupErrors.ts";
import { headlines, worstMarket } from "../../../../bot/predict/evaluate/report/headline.ts";
import { dayName, horizonWords, marketNames } from "../../../../bot/predict/evaluate/report/names.ts";
import { aprBand, regimesOf } from "../../../../bot/predict/evaluate/report/regimes.ts";
import { forecastReport } from "../../../../bot/predict/evaluate/report/report.ts";
import { worstMarkets } from "../../../../bot/predict/evaluate/report/worstMarkets.ts";
import { runTrackRecord } from "../../../../bot/predict/evaluate/runTrackRecord.ts";
import { buildScoreboard, type ScoreboardEntry } from "../../../../bot/predict/evaluate/scoreboard.ts";
import { expectNear } from "../../../near.ts";
import { DAY, HOUR, judgedOf, noisyForecasts } from "../forecasts.ts";

const noisy = noisyForecasts({ markets: 5, days: 140, spread: () => 0.2, bias: 0.1 });
const gated = { ...runTrackRecord({ ...noisy, pointApr: noisy.pointApr.map((apr) => 1.1 * apr) }).forecasts, model: "gated" };
const judged: readonly JudgedForecasts[] = [noisy, gated, { ...gated, horizonSeconds: 7 * DAY }];
const documentOf = (html: string): Document => parseHTML(html).document as unknown as Document;

interface Document {
  querySelectorAll(selector: string): Iterable<{ readonly textContent: string }>;
}

function textsOf(html: string, selector: string): string[] {
  return Array.from(documentOf(html).querySelectorAll(selector), ({ textContent }) => textContent.trim());
}

describe("report of forecasts", () => {
  const html = forecastReport({ model: "gated", judged, notes: ["Trained on <nothing> & tested."] });

  it("is one file that asks for nothing else", () => {
    expect(html.startsWith("<!doctype html>")).equal(true);
    expect(html).not.match(/<(?:script|link|img|iframe)\b/);
    expect(html).not.match(/url\(|@import|(?:src|href)="http/);
    expect(html).match(/prefers-color-scheme: dark/);
  });

  it("shows every part for each horizon", () => {
    expect(textsOf(html, "h1")).deep.equal(["How well gated forecasts"]);
    expect(textsOf(html, "h2")).deep.equal(["Scoreboard", "The next 24 hours", "The next 7 days"]);
    expect(textsOf(html, "h3").slice(0, 5)).deep.equal([
      "Forecasts and what came true",
      "Do the intervals mean what they say?",
      "When is it right?",
      "Market by market",
      "Where it does worst",
    ]);
    const figures = textsOf(html, "figure h4");
    expect(figures.length).equal(textsOf(html, "figure > svg").length);
    expect(figures.length).at.least(2 * 9);
    expect(textsOf(html, ".strong")).length(2);
    expect(html).contain("Trained on &lt;nothing&gt; &amp; tested.");
    expect(html).not.match(/NaN|undefined|Infinity/);
  });

  it("draws also where there is almost nothing to draw", () => {
    const one = judgedOf([{ realised: 0.05 }], { model: "lonely" });
    const lonely = forecastReport({ model: "lonely", judged: [one] });
    expect(textsOf(lonely, "h2")).length(2);
    expect(lonely).not.match(/NaN|undefined|Infinity/);
  });

  it("takes the largest market by what is supplied to it", () => {
    const suppliedUsd = new Map([["1:p1:m4", 1e9]]);
    expect(textsOf(forecastReport({ model: "gated", judged, suppliedUsd }), "figure h4")[0]).match(/^p1 m4: the largest/);
  });

  it("refuses a model that was not judged", () => {
    expect(() => forecastReport({ model: "lstm", judged })).throw("no forecasts of lstm were judged");
  });

  it("says what was aimed at and what was reached", () => {
    const [, entry] = buildScoreboard(judged) as [ScoreboardEntry, ScoreboardEntry];
    const good = { ...entry.pooled.scores, relativeMae: 0.9, pinballRatio: 0.91, coverage80: 0.8, pValue: 0.01, dieboldMariano: -3 };
    const answers = headlines({ ...entry, pooled: { ...entry.pooled, scores: good } }, good.mae / 0.9, new Map());
    expect(answers.filter(({ aim }) => aim !== null).map(({ aim }) => aim?.words)).deep.equal([
      "≤ 0.97",
      "≤ 1.03",
      "≤ 0.92",
      "77–83 %",
      "nine in ten",
    ]);
    expect(answers[1]?.answer).equal("0.900, 10.0 % less");
    expect(answers[1]?.aim?.reached).equal(true);
    expect(answers[2]?.answer).equal("hardly: better with p 0.010");
    const bad = headlines(
      { ...entry, pooled: { ...entry.pooled, scores: { ...good, relativeMae: 0.98, coverage80: 0.84 } } },
      good.mae,
      new Map(),
    );
    expect([bad[1]?.aim?.reached, bad[6]?.aim?.reached]).deep.equal([false, false]);
    const [id, worst] = worstMarket(entry);
    for (const { scores } of entry.perMarket.values()) expect(scores.relativeMae).at.most(worst?.scores.relativeMae ?? 0);
    expect(entry.perMarket.get(id)).equal(worst);
  });

  it("says of the worst markets what went wrong", () => {
    const rows = Array.from({ length: 200 }, (_, i) => ({
      at: Date.parse("2023-03-01") / 1000 + i * 6 * HOUR,
      realised: 0.05,
      persistence: 0.051,
      point: i < 100 ? 0.06 : 0.05,
      quantiles: [0.055, 0.056, 0.057, 0.058, 0.059],
    }));
    const forecasts = judgedOf(rows);
    const [entry] = buildScoreboard([forecasts]) as [ScoreboardEntry];
    expect(worstMarkets(forecasts, entry, new Map([["1:aave-v3:usdc", "aave"]]))).deep.equal([
      {
        name: "aave",
        sentence:
          "off by 0.500 points where persistence was off by 0.100 (5.000, 200 forecasts); all of the difference comes from March 2023; its intervals were too narrow and held 0.0 %.",
      },
    ]);
  });
});

describe("situations of forecasts", () => {
  it("are told by the rates known when they were made", () => {
    const quoted = [5, 5, 5, 5, 5, 5.2, 5.6, 4.4, 9, 5, 5, 5, 5];
    const rows = quoted.map((rate, i) => ({ at: i * 6 * HOUR, persistence: rate / 100, realised: 0.05 }));
    const regimes = regimesOf(judgedOf(rows));
    expect(regimes).deep.equal([
      null,
      null,
      null,
      null,
      "calm",
      "calm",
      "rising",
      "falling",
      "spike",
      "calm",
      "falling",
      "rising",
      "falling",
    ]);
    const other = rows.map((row, i) => (i > 8 ? { ...row, persistence: 1 } : { ...row, realised: 3 }));
    expect(regimesOf(judgedOf(other)).slice(0, 9)).deep.equal(regimes.slice(0, 9));
    expect([0.0099, 0.01, 0.05, 0.119, 3].map(aprBand)).deep.equal(["below 1 %", "1 to 3 %", "3 to 6 %", "6 to 12 %", "12 % and more"]);
  });

  it("have their own errors", () => {
    const forecasts = judgedOf([
      { realised: 0.05, persistence: 0.04, point: 0.05 },
      { realised: 0.05, persistence: 0.08, point: 0.06 },
      { realised: 0.05, persistence: 0.02, point: 0.02 },
    ]);
    const [second, first] = groupErrors(forecasts, ["b", "none", "a"], (row) => [null, "a", "b"][row] ?? null);
    expect([first?.group, first?.samples, second?.group]).deep.equal(["a", 1, "b"]);
    expectNear(first?.mae ?? 0, 0.01, 1e-12);
    expectNear(first?.persistenceMae ?? 0, 0.03, 1e-12);
  });

  it("have names people read", () => {
    const ids = ["1:aave-v2:usdc:b3319f5d", "1:compound-v2:wbtc:d685dd6a", "1:compound-v2:wbtc:0123abcd", "1:sky-savings:usds"];
    expect([...marketNames(ids).values()]).deep.equal([
      "aave-v2 usdc",
      "compound-v2 wbtc d685dd6a",
      "compound-v2 wbtc 0123abcd",
      "sky-savings usds",
    ]);
    expect([horizonWords(DAY), horizonWords(7 * DAY), horizonWords(6 * HOUR)]).deep.equal(["24 hours", "7 days", "6 hours"]);
    expect(dayName(Date.parse("2023-03-14T05:00Z") / 1000)).equal("14 March 2023");
  });
});
