import { expect } from "chai";
import fc from "fast-check";
import { type ForecastStatus, forecastStatusText } from "../../bot/watch/forecastStatus.ts";
import { sparkline } from "../../bot/watch/sparkline.ts";

const DAY = 86_400;

describe("watch: sparkline", () => {
  it("goes from the lowest bar to the highest, with a blank where nothing is known", () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).to.equal("▁▂▃▄▅▆▇█");
    expect(sparkline([0.05, null, 0.07])).to.equal("▁ █");
    expect(sparkline([3, 3])).to.equal("▁▁");
    expect(sparkline([null, null])).to.equal("  ");
    expect(sparkline([])).to.equal("");
  });

  it("stays within bounds that are given", () => {
    expect(sparkline([0, null, 50, 100], { least: 0, greatest: 100 })).to.equal("▁ ▅█");
    expect(sparkline([90, 90], { least: 0, greatest: 100 })).to.equal("▇▇");
  });

  it("has one bar a value, in their order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 50 }), (values) => {
        const bars = [...sparkline(values)];
        expect(bars).to.have.lengthOf(values.length);
        const order = (bar: string) => "▁▂▃▄▅▆▇█".indexOf(bar);
        values.forEach((value, i) => {
          values.forEach((another, j) => {
            if (value <= another) expect(order(bars[i] ?? "")).to.be.at.most(order(bars[j] ?? ""));
          });
        });
      }),
    );
  });
});

describe("watch: forecasts", () => {
  const forecast = (horizonSeconds: number) => ({
    marketId: "1:aave-v3:usdc",
    blockNumber: 1,
    madeAtSeconds: 1_750_000_211,
    horizonSeconds,
    model: "ensemble",
    modelVersion: "3",
    meanApr: 0.0412,
    p10Apr: 0.035,
    p50Apr: 0.0412,
    p90Apr: 0.062,
  });
  const status: ForecastStatus = {
    markets: [{ marketId: "1:aave-v3:usdc", forecasts: [forecast(DAY), forecast(7 * DAY)], lastDaysApr: [0.04, 0.05, null, 0.06] }],
    scoreboard: [
      {
        model: "ensemble",
        modelVersion: "3",
        horizonSeconds: DAY,
        marketId: null,
        samples: 120,
        markets: 4,
        mae: 0.0021,
        persistenceMae: 0.0023,
        relativeMae: 0.913,
        coverage80: 0.807,
        pinball: 0.0008,
      },
    ],
    events: [{ timeSeconds: 1_749_000_000, kind: "promoted", model: "ensemble", modelVersion: "3", detail: { reason: "it is better" } }],
  };

  it("show each horizon with its interval and model, the last days as a line, the record, and what happened", () => {
    const lines = forecastStatusText(status).split("\n");
    expect(lines[1]).to.match(/^aave-v3:usdc +24 h +4\.12 % +3\.50 % to 6\.20 % +ensemble 3 +2025-06-15 15:10:11 +▁▅ █$/);
    expect(lines[2]).to.match(/^ +7 d +4\.12 % +3\.50 % to 6\.20 % +ensemble 3$/);
    expect(lines.join("\n")).to.match(/ensemble 3 +24 h +120 +4 +0\.210 % +0\.913 +80\.7 % +0\.0800 %/);
    expect(lines.at(-1)).to.equal("2025-06-04 01:20:00  promoted  ensemble 3: it is better");
  });

  it("say what to do when there are none, and when none has come true yet", () => {
    expect(forecastStatusText({ ...status, markets: [] })).to.match(/no forecasts yet.*keeper tick/);
    expect(forecastStatusText({ ...status, scoreboard: [], events: [] })).to.match(/No forecast has come true yet/);
  });
});
