import { expect } from "chai";
import fc from "fast-check";
import { askModel } from "../../../bot/predict/live/askModel.ts";
import { type ForecastMoment, modelForecasts, publishedForecast } from "../../../bot/predict/live/modelForecasts.ts";
import { expectNear } from "../../near.ts";
import { constantModel, countingTrack, DAY } from "./models.ts";

const moment: ForecastMoment = { madeAtSeconds: 1_700_000_000, marketIds: ["a", "b"], horizonsSeconds: [DAY, 3 * DAY], states: new Map() };
const saying = (marketId: string, z: readonly number[], persistenceApr = 0.04) => ({
  marketId,
  persistenceApr,
  scaleApr: Math.max(persistenceApr, 0.001),
  quantilesZ: [...z, ...z],
});
const SOUND = [-0.2, -0.1, 0, 0.1, 0.3];
const model = constantModel(SOUND);

describe("a model's answer made forecasts", () => {
  it("expects its median, with its quantiles, at every horizon asked for", () => {
    const { made, refused } = modelForecasts(model, [saying("a", SOUND), saying("b", SOUND, 0.1)], moment);
    expect(refused.size).equal(0);
    expect(made.map((one) => [one.marketId, one.horizonSeconds])).deep.equal([
      ["a", DAY],
      ["a", 3 * DAY],
      ["b", DAY],
      ["b", 3 * DAY],
    ]);
    const forecast = publishedForecast(made[2] as (typeof made)[0], 7);
    expect(forecast).deep.include({ marketId: "b", blockNumber: 7, model: "steady", modelVersion: "1", meanApr: 0.1, p50Apr: 0.1 });
    expectNear(forecast.p10Apr, 0.08, 1e-12);
    expectNear(forecast.p90Apr, 0.13, 1e-12);
  });

  it("refuses a market with anything that cannot be meant, and only that market", () => {
    const nonsense = fc.constantFrom(
      [Number.NaN, 0, 0, 0, 0],
      [0, 0, Number.POSITIVE_INFINITY, 0, 0],
      [0, 0.1, 0, 0.1, 0.2],
      [-3, -2, -1.5, 0, 0],
      [0, 0, 0, 0, 60],
    );
    fc.assert(
      fc.property(nonsense, (z) => {
        const { made, refused } = modelForecasts(model, [saying("a", z), saying("b", SOUND)], moment);
        expect([...refused.keys()]).deep.equal(["a"]);
        expect(made.map((one) => one.marketId)).deep.equal(["b", "b"]);
      }),
    );
  });

  it("refuses a market that the model does not speak about", () => {
    expect([...modelForecasts(model, [saying("b", SOUND)], moment).refused]).deep.equal([["a", "says nothing"]]);
  });

  it("ends a tail at zero where it would reach below it", () => {
    const { made } = modelForecasts(model, [saying("a", [-1.5, -1.1, -1, 0, 0]), saying("b", SOUND)], moment);
    expect(made[0]?.publishedApr.slice(0, 3)).deep.equal([0, 0, 0]);
    // What the model said itself is kept, for its record.
    expectNear(made[0]?.rawApr[0] as number, -0.02, 1e-12);
  });

  it("publishes what the record makes of it, from the state of its horizon or else the first one", () => {
    const tracked = constantModel(SOUND, { track: countingTrack });
    const states = new Map<number, unknown>([[DAY, { known: 5 }]]);
    const { made } = modelForecasts(tracked, [saying("a", SOUND)], { ...moment, marketIds: ["a"], states });
    expectNear(made[0]?.pointApr as number, 0.0405, 1e-12);
    expectNear(made[1]?.pointApr as number, 0.04, 1e-12);
  });

  it("of a model that throws refuses all, with its words", async () => {
    const failing = constantModel(SOUND, { forecastAt: async () => Promise.reject(new Error("out of memory")) });
    const { made, refused } = await askModel(failing, { series: [], conditions: new Map() }, moment);
    expect(made).deep.equal([]);
    expect([...refused.values()]).deep.equal(["fails: out of memory", "fails: out of memory"]);
  });
});
