import { expect } from "chai";
import { forecastDataset } from "../../../bot/backtest/minds/forecastDataset.ts";
import type { MindHistory } from "../../../bot/backtest/minds/history.ts";
import { syntheticMarkets } from "../../../bot/backtest/synthetic/syntheticMarkets.ts";
import { marketPanel } from "../../../bot/predict/features/featurise.ts";
import { JUDGED_MOMENTS, momentsOf } from "../../../bot/predict/learned/outcomes.ts";
import { DAY, HOUR, withAnotherFuture, withoutFuture, worldOf } from "./mindWorlds.ts";

const FROM = Date.UTC(2022, 4, 10) / 1000;
const STEP = 6 * HOUR;
const BEGIN = FROM + 40 * DAY;
const END = FROM + 70 * DAY;
const HORIZONS = [DAY, 7 * DAY];

describe("the moments that a forecaster learns from and is asked about in a backtest", () => {
  const { markets, conditions } = syntheticMarkets({ markets: 4, days: 80, seed: 3, stepSeconds: STEP, fromSeconds: FROM });
  // The last market is too small to be learned from.
  const series = markets.map((one, market) => (market === 3 ? { ...one, totalSupplyUsd: one.totalSupplyUsd.map(() => 2e5) } : one));
  const history: MindHistory = { series, conditions };
  const world = worldOf(history, BEGIN, END, STEP);
  const datasetOf = (of: MindHistory) => forecastDataset(marketPanel(of.series, of.conditions), world, 0, HORIZONS);
  const dataset = datasetOf(history);

  it("have inputs that no point after them changes, whatever of the input a model may read", () => {
    for (const moment of [BEGIN + 5 * DAY, BEGIN + 12.25 * DAY, END - STEP]) {
      for (const other of [withAnotherFuture(history, moment), withoutFuture(history, moment)].map(datasetOf)) {
        const rows = dataset.moments.filter(({ atSeconds }) => atSeconds <= moment).length;
        expect(other.moments.slice(0, rows)).deep.equal(dataset.moments.slice(0, rows));
        const first = (values: Float32Array | Float64Array) => values.subarray(0, (values.length / other.count) * rows);
        const own = (values: Float32Array | Float64Array) => values.subarray(0, (values.length / dataset.count) * rows);
        expect(first(other.features)).deep.equal(own(dataset.features));
        expect(first(other.window.values)).deep.equal(own(dataset.window.values));
        expect(first(other.persistenceApr)).deep.equal(own(dataset.persistenceApr));
        expect(first(other.scaleApr)).deep.equal(own(dataset.scaleApr));
        expect(first(other.weights)).deep.equal(own(dataset.weights));
        for (let place = 0; place < rows * HORIZONS.length; place++) {
          const atSeconds = dataset.moments[Math.floor(place / HORIZONS.length)]?.atSeconds as number;
          if (atSeconds + (HORIZONS[place % HORIZONS.length] as number) > moment) continue;
          expect(other.realisedApr[place]).deep.equal(dataset.realisedApr[place]);
          expect(other.targets[place]).deep.equal(dataset.targets[place]);
        }
      }
    }
  });

  it("are those of training, with what came true, and all of the world's at which a market is known, with nothing to learn", () => {
    const panel = marketPanel(series, conditions);
    const learned = momentsOf(panel, { ...JUDGED_MOMENTS, fromSeconds: 0, toSeconds: END + 1 });
    const known = dataset.moments.filter((_moment, row) => !Number.isNaN(dataset.targets[row * HORIZONS.length] as number));
    expect(known).deep.equal(learned);
    const asked = dataset.moments.filter(({ atSeconds }) => atSeconds >= BEGIN);
    expect(asked).deep.equal([...world.timeSeconds].flatMap((atSeconds) => series.map((_, market) => ({ market, atSeconds }))));
    expect(new Set(learned.map(({ market }) => market))).not.include(3);
  });
});
