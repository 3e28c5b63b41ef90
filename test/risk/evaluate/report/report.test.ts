import { expect } from "chai";
import { parseHTML } from "linkedom";
import type { RiskClass } from "../../../../bot/core/risk.ts";
import { headlines } from "../../../../bot/risk/evaluate/report/headline.ts";
import type { ReplayPoint } from "../../../../bot/risk/evaluate/report/plots/replay.ts";
import { replaySection } from "../../../../bot/risk/evaluate/report/replaySection.ts";
import { riskReport } from "../../../../bot/risk/evaluate/report/report.ts";
import { riskScores } from "../../../../bot/risk/evaluate/scores.ts";
import { classRows, partRows, rankingRows } from "../../../../bot/risk/evaluate/text.ts";
import { judgedOf, troubledRisks } from "../risks.ts";

const options = { trainingShares: [0.7, 0.1, 0.2], bootstrap: { draws: 20, seed: 1 } };
const judged = troubledRisks();
const scores = riskScores(judged, options);
const importances = [
  { feature: "utilization", share: 0.2 },
  { feature: "exit <liquidity>", share: 0.5 },
  { feature: "peg distance", share: 0.3 },
];

interface Document {
  querySelectorAll(selector: string): Iterable<{ readonly textContent: string }>;
}

function textsOf(html: string, selector: string): string[] {
  const document = parseHTML(`<html><body>${html}</body></html>`).document as unknown as Document;
  return Array.from(document.querySelectorAll(selector), ({ textContent }) => textContent.trim());
}

/** A market hour by hour: what was said and what happened, a letter an hour. */
function replay(said: string, happening: string): readonly ReplayPoint[] {
  const classes: Readonly<Record<string, RiskClass>> = { l: "low", m: "medium", h: "high" };
  return [...said].map((letter, hour) => ({
    atSeconds: Date.parse("2023-03-10T00:00Z") / 1000 + hour * 3600,
    pMedium: 0.2,
    pHigh: letter === "h" ? 0.7 : 0.1,
    said: classes[letter] ?? "low",
    happening: classes[happening[hour] ?? "l"] ?? "low",
    priceUsd: happening[hour] === "h" ? 0.9 : 1,
    utilization: null,
  }));
}

describe("report of risks", () => {
  const replays = [{ title: "USDC in <March> 2023", points: replay("llmhhhl", "lllllhh") }];
  const html = riskReport({ judged, scores, importances, replays, notes: ["Trained on <nothing> & tested."] });

  it("is one file that asks for nothing else", () => {
    expect(html.startsWith("<!doctype html>")).equal(true);
    expect(html).not.match(/<(?:script|link|img|iframe)\b/);
    expect(html).not.match(/url\(|@import|(?:src|href)="http/);
    expect(html).not.match(/NaN|undefined|Infinity/);
    expect(html).contain("Trained on &lt;nothing&gt; &amp; tested.");
  });

  it("shows every part", () => {
    expect(textsOf(html, "h1")).deep.equal(["How well booster foresees trouble"]);
    expect(textsOf(html, "h2")).deep.equal([
      "Against simple rules",
      "Do the probabilities mean what they say?",
      "What it said of what came true",
      "How early?",
      "Where and when?",
      "What it looks at",
      "Past crises, replayed",
    ]);
    expect(textsOf(html, "figure h4")).deep.equal([
      ...["High", "Medium or worse", "High", "Medium or worse", "Before it begins", "All moments", "Hours from the alarm to the event"],
      ...["By protocol", "By year", "Share of the gain", "Prior work, as published", "What it said, hour by hour"],
    ]);
    const text = textsOf(html, "main").join("");
    for (const said of ["56.8 %", "43.2 %", "utilization", "TVL drop", "APY percentile", "exit <liquidity>", "USDC in <March> 2023"]) {
      expect(text).contain(said);
    }
    expect(text.indexOf("exit <liquidity>")).lessThan(text.indexOf("peg distance"));
  });

  it("draws also where there is almost nothing to draw", () => {
    for (const lonely of [judgedOf([{ at: 0 }]), judgedOf([])]) {
      const page = riskReport({ judged: lonely, scores: riskScores(lonely, options), importances: [], replays: [], notes: [] });
      expect(page).not.match(/NaN|undefined|Infinity/);
      expect(textsOf(page, "h2")).length(6);
    }
  });

  it("says what was aimed at and what was reached", () => {
    const answers = headlines(scores.onset, scores.luck.onset);
    expect(answers.flatMap(({ aim }) => (aim === null ? [] : [[aim.words, aim.reached]]))).deep.equal([
      ["≥ 3 ×", true],
      ["> 0", true],
      ["below the base rates’", true],
    ]);
    const high = { ...scores.onset.high, prAuc: 0.2, baseRate: 0.1 };
    const worse = headlines({ ...scores.onset, high, brier: 0.9 }, { ...scores.luck.onset, difference: -0.1 });
    expect(worse.flatMap(({ aim }) => (aim === null ? [] : [aim.reached]))).deep.equal([false, false, false]);
    expect(worse[1]?.answer).equal("2.0 × its base rate of 10.0 %");
  });
});

describe("replay of a market", () => {
  const wordsOf = (said: string, happening: string): string => textsOf(replaySection("A time", replay(said, happening)), "p").join("");

  it("says how the alarm stood when it happened", () => {
    expect(wordsOf("llmhhhl", "lllllhh")).equal(
      "The first of class high began on 2023-03-10 05:00 UTC, 2 hours after the alarm that was on then.",
    );
    expect(wordsOf("hhhlllh", "llllhhh")).equal(
      "The first of class high began on 2023-03-10 04:00 UTC; high was first said 2 hours later.",
    );
    expect(wordsOf("lllhlll", "llllhhh")).equal(
      "The first of class high began on 2023-03-10 04:00 UTC, 1 hour after the alarm that was on then.",
    );
    expect(wordsOf("hllllll", "llllhhh")).equal("The first of class high began on 2023-03-10 04:00 UTC; high was never said.");
    expect(wordsOf("lhhllll", "lllllll")).equal("Nothing of class high happened; 2 of 7 moments said it would.");
    expect(wordsOf("l", "l")).equal("Nothing is known of this time.");
  });

  it("draws only what is known of the market", () => {
    const section = replaySection("A time", replay("llmhhhl", "lllllhh"));
    expect(section).contain("price, USD").and.not.contain("utilization, %");
  });
});

describe("tables of risks", () => {
  it("have a line for each part, rule and class, all as long as their header", () => {
    const tables = [partRows(scores), rankingRows("booster", scores.all), classRows(scores.all)];
    for (const [header = [], ...lines] of tables) for (const line of lines) expect(line).length(header.length);
    const names = tables.map((rows) => rows.slice(1).map(([name]) => name));
    expect(names).deep.equal([
      ["all", "onset only", "p0", "p1", "p2", "2022", "2023"],
      ["booster", "utilization", "TVL drop", "APY percentile", "knowing nothing"],
      ["low", "medium", "high", "medium or worse"],
    ]);
    expect(partRows(riskScores(judgedOf([{ at: 0 }]), options))[1]).contain("–");
  });
});
