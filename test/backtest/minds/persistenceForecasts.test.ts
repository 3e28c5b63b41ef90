import { expect } from "chai";
import { persistenceForecasts } from "../../../bot/backtest/minds/persistenceForecasts.ts";
import { syntheticMarkets } from "../../../bot/backtest/synthetic/syntheticMarkets.ts";
import { marketPanel } from "../../../bot/predict/features/featurise.ts";
import { priorInterval } from "../../../bot/predict/interval.ts";
import { paidOver } from "../../../bot/predict/learned/outcomes.ts";
import { seriesOf } from "../../predict/series/seriesOf.ts";
import { bytesUntil, DAY, HOUR, withAnotherFuture, withoutFuture, worldOf } from "./mindWorlds.ts";

const FROM = Date.UTC(2022, 0, 1) / 1000;
const BEGIN = FROM + 100 * DAY;
const END = FROM + 300 * DAY;
const WEEK = 7 * DAY;

describe("persistence in a backtest", () => {
  const { markets: series, conditions } = syntheticMarkets({ markets: 3, days: 310, seed: 1, stepSeconds: 3 * HOUR, fromSeconds: FROM });
  const history = { series, conditions };
  const world = worldOf(history, BEGIN, END, 3 * HOUR);
  const told = persistenceForecasts(world, WEEK);

  it("is what is quoted, between quantiles that hold and promise no loss", () => {
    expect(told.meanApr).deep.equal(world.quotedApr);
    const panel = marketPanel(series, conditions);
    const within = Array.from(told.meanApr.keys()).map((place) => {
      const atSeconds = world.timeSeconds[place % world.timeSeconds.length] as number;
      const realised = paidOver(panel, { market: Math.floor(place / world.timeSeconds.length), atSeconds }, WEEK);
      expect(told.p10Apr[place]).within(0, told.p90Apr[place] as number);
      return realised >= (told.p10Apr[place] as number) && realised <= (told.p90Apr[place] as number);
    });
    expect(within.filter(Boolean).length / within.length).within(0.7, 0.9);
  });

  it("does not change up to any moment with what comes after it, nor with whether anything does", () => {
    for (const horizonSeconds of [DAY, WEEK]) {
      const one = persistenceForecasts(world, horizonSeconds);
      for (const moment of [BEGIN + 40 * DAY, END - 3 * HOUR]) {
        for (const other of [withAnotherFuture(history, moment), withoutFuture(history, moment)]) {
          const retold = persistenceForecasts(worldOf(other, BEGIN, END, 3 * HOUR), horizonSeconds);
          for (const column of ["meanApr", "p10Apr", "p90Apr"] as const) {
            expect(bytesUntil(world, retold[column], moment)).equal(bytesUntil(world, one[column], moment));
          }
        }
      }
    }
  });

  it("has the field's usual errors in a market that nobody has known for six hours, and nothing to say of one that is not known", () => {
    const young = [seriesOf([1, 3, 5, 7, 9].map((hours) => ({ timeSeconds: BEGIN + hours * HOUR, quotedApr: 0.05 })))];
    const { meanApr, p10Apr, p90Apr } = persistenceForecasts(worldOf({ series: young }, BEGIN, BEGIN + 90 * HOUR, HOUR), WEEK);
    expect([meanApr[0], p10Apr[0], p90Apr[0]]).deep.equal([Number.NaN, Number.NaN, Number.NaN]);
    const usual = priorInterval(0.05, WEEK);
    expect([meanApr[1], p10Apr[1], p90Apr[1]]).deep.equal([0.05, usual.p10Apr, usual.p90Apr]);
    expect([meanApr[81], meanApr[82], p10Apr[82]]).deep.equal([0.05, Number.NaN, Number.NaN]);
  });
});
