import { expect } from "chai";
import { horizonName, horizonsJson } from "../../../bot/predict/evaluate/horizonsJson.ts";
import type { JudgedForecasts } from "../../../bot/predict/evaluate/judged.ts";
import { relativeMeanAbsoluteError } from "../../../bot/predict/evaluate/metrics/relativeMeanAbsoluteError.ts";
import { withOwnErrors } from "../../../bot/predict/evaluate/ownErrors.ts";
import { buildScoreboard, type ScoreboardEntry } from "../../../bot/predict/evaluate/scoreboard.ts";
import { SCORE_NAMES } from "../../../bot/predict/evaluate/scores.ts";
import { judgementRows, points, pValueText, scoreboardRows, scoreText } from "../../../bot/predict/evaluate/text.ts";
import { expectNear } from "../../near.ts";
import { DAY, noisyForecasts } from "./forecasts.ts";

const day = noisyForecasts({ markets: 4, days: 60, bias: 0.05 });
const closer = (forecasts: JudgedForecasts, part: number): JudgedForecasts => ({
  ...forecasts,
  pointApr: forecasts.pointApr.map((apr, row) => apr + part * ((forecasts.realisedApr[row] as number) - apr)),
});

function entryOf(forecasts: readonly JudgedForecasts[]): ScoreboardEntry {
  return buildScoreboard(forecasts)[0] as ScoreboardEntry;
}

describe("scoreboard", () => {
  it("has a line for each model and horizon, and judges pooled, by protocol and by market", () => {
    const week = { ...day, horizonSeconds: 7 * DAY };
    const entries = buildScoreboard([day, { ...day, model: "other" }, week]);
    expect(entries.map(({ model, horizonSeconds, runs }) => [model, horizonSeconds, runs])).deep.equal([
      ["model", DAY, 1],
      ["other", DAY, 1],
      ["model", 7 * DAY, 1],
    ]);
    const { pooled, perProtocol, perMarket, markets } = entryOf([day]);
    expect(markets).equal(4);
    expect(pooled.samples).equal(day.market.length);
    expect([...perProtocol.keys()]).deep.equal(["p0", "p1", "p2"]);
    expect([...perMarket.keys()]).deep.equal(["1:p0:m0", "1:p0:m3", "1:p1:m1", "1:p2:m2"]);
    for (const groups of [perProtocol, perMarket]) {
      const judged = [...groups.values()];
      expect(judged.reduce((sum, { samples }) => sum + samples, 0)).equal(pooled.samples);
      const mae = judged.reduce((sum, { samples, scores }) => sum + samples * scores.mae, 0) / pooled.samples;
      expectNear(mae, pooled.scores.mae, 1e-12);
    }
  });

  it("gives the mean and the deviation of several runs", () => {
    const runs = [0.1, 0.2, 0.6].map((part) => closer(day, part));
    const { pooled, runs: count } = entryOf(runs);
    expect(count).equal(3);
    // Errors shrink by 10, 20 and 60 %.
    expectNear(pooled.scores.relativeMae, 0.7, 1e-12);
    expectNear(pooled.deviation?.relativeMae ?? 0, Math.sqrt((0.2 ** 2 + 0.1 ** 2 + 0.3 ** 2) / 2), 1e-12);
    expect(entryOf([day]).pooled.deviation).equal(null);
  });

  it("scores persistence with its own errors as one against itself", () => {
    const persistence = withOwnErrors({ ...day, pointApr: day.persistenceApr }, day.levels);
    const { pooled, perMarket } = entryOf([persistence]);
    for (const { scores } of [pooled, ...perMarket.values()]) {
      expect(scores.relativeMae).equal(1);
      expectNear(scores.pinballRatio, 1, 1e-12);
    }
  });

  it("has every score", () => {
    const moving = { ...day, persistenceApr: day.persistenceApr.map((apr, row) => apr * (1 + 0.1 * (Math.floor(row / 4) % 2))) };
    const { scores } = entryOf([closer(moving, 0.5)]).pooled;
    for (const name of SCORE_NAMES) expect(scores[name], name).satisfies(Number.isFinite);
  });

  it("becomes the JSON that evaluation prints", () => {
    const forecasts = [closer(day, 0.5), { ...closer(day, 0.5), horizonSeconds: 7 * DAY }];
    const json = horizonsJson(buildScoreboard(forecasts));
    expect(Object.keys(json)).deep.equal(["24h", "7d"]);
    expect(Object.keys(json["24h"] ?? {})).deep.equal([
      "samples",
      "markets",
      "mae",
      "relativeMae",
      "pinballRatio",
      "coverage80",
      "perMarket",
    ]);
    expect(json["24h"]?.relativeMae).equal(relativeMeanAbsoluteError(closer(day, 0.5)));
    expect(Object.keys(json["7d"]?.perMarket ?? {})).length(4);
    expect(Object.keys(json["7d"]?.perMarket["1:p0:m0"] ?? {})).deep.equal(["samples", "mae", "relativeMae", "pinballRatio", "coverage80"]);
    const impossible = horizonsJson(buildScoreboard([{ ...day, persistenceApr: day.realisedApr }]));
    expect(impossible["24h"]?.relativeMae).equal(null);
    expect([DAY, 7 * DAY, 3600, 2 * DAY, 36 * 3600].map(horizonName)).deep.equal(["24h", "7d", "1h", "2d", "36h"]);
  });

  it("becomes tables of one width, in percentage points", () => {
    const entries = buildScoreboard([closer(day, 0.1), closer(day, 0.3), { ...day, model: "other" }]);
    for (const rows of [scoreboardRows(entries), judgementRows("market", entryOf([day]).perMarket)]) {
      for (const row of rows) expect(row).length(rows[0]?.length ?? 0);
    }
    const [, first, second] = scoreboardRows(entries);
    expect(first?.slice(0, 5)).deep.equal(["24h", "model", "2", String(day.market.length), "4"]);
    expect(first?.[8]).equal("0.800 ± 0.141");
    expect(second?.[5]).equal(points(entries[1]?.pooled.scores.mae ?? 0));
    expect(points(0.0321)).equal("3.210");
    expect(pValueText({ ...entryOf([day]).pooled.scores, pValue: 0.0000012 })).equal("< 0.001");
    expect(scoreText({ ...entryOf([day]).pooled, scores: { ...entryOf([day]).pooled.scores, mase: Number.NaN } }, "mase")).equal("–");
  });
});
