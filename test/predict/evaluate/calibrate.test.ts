import { expect } from "chai";
import fc from "fast-check";
import {
  calibrated,
  calibrationSettings,
  INITIAL_POOLED,
  type IntervalState,
  initialInterval,
  observe,
  observePooled,
  type PooledState,
} from "../../../bot/predict/evaluate/calibrate.ts";
import type { JudgedForecasts } from "../../../bot/predict/evaluate/judged.ts";
import { coverage80, observedLevels } from "../../../bot/predict/evaluate/metrics/coverage.ts";
import { rowsByMarket, selectRows } from "../../../bot/predict/evaluate/rows.ts";
import { runCalibration } from "../../../bot/predict/evaluate/runCalibration.ts";
import { expectNear } from "../../near.ts";
import { DAY, LEVELS, NORMAL_QUANTILES, noisyForecasts, withAnotherFuture } from "./forecasts.ts";

const settings = calibrationSettings(DAY);
const z = fc.double({ min: -5, max: 5, noNaN: true });
const quantiles = fc.array(z, { minLength: 5, maxLength: 5 }).map((values) => values.toSorted((a, b) => a - b));
const histories = fc.array(fc.record({ said: quantiles, realised: z }), { maxLength: 40 });

function learned(history: readonly { readonly said: readonly number[]; readonly realised: number }[]): [IntervalState, PooledState] {
  return history.reduce<[IntervalState, PooledState]>(
    ([market, pooled], { said, realised }) => [
      observe(LEVELS, market, said, realised, settings),
      observePooled(LEVELS, pooled, said, realised, settings),
    ],
    [initialInterval(), INITIAL_POOLED],
  );
}

/** From `fromDay` on, when something is known. */
function coverageFrom(forecasts: JudgedForecasts, fromDay: number, toDay = Number.POSITIVE_INFINITY): number {
  const rows = Array.from(forecasts.market, (_market, row) => row).filter((row) => {
    const day = (forecasts.madeAtSeconds[row] as number) / DAY;
    return day >= fromDay && day < toDay;
  });
  return coverage80(selectRows(forecasts, rows));
}

describe("calibration of intervals", () => {
  it("keeps quantiles ascending and the median where it is, whatever has happened", () => {
    fc.assert(
      fc.property(histories, quantiles, (history, said) => {
        const result = calibrated(LEVELS, said, ...learned(history), settings);
        expect(result[2]).equal(said[2]);
        for (let k = 1; k < 5; k++) expect(result[k]).at.least(result[k - 1] as number);
      }),
    );
  });

  it("changes nothing while nothing is known", () => {
    const result = calibrated(LEVELS, NORMAL_QUANTILES, initialInterval(), INITIAL_POOLED, settings);
    result.forEach((value, k) => {
      expectNear(value, NORMAL_QUANTILES[k] as number, 1e-12);
    });
  });

  it("has a small state that survives JSON, and goes on from there as if nothing had been", () => {
    const forecasts = noisyForecasts({ markets: 3, days: 100, spread: () => 0.3 });
    const { state } = runCalibration(forecasts);
    const again = JSON.parse(JSON.stringify(state));
    expect(again).deep.equal(state);
    for (const { lower, upper } of Object.values(state.markets)) {
      expect(lower.scores.length).at.most(settings.window);
      expect(upper.scores.length).at.most(settings.window);
    }
    expect(runCalibration(forecasts, settings, again).forecasts.quantilesApr).deep.equal(
      runCalibration(forecasts, settings, state).forecasts.quantilesApr,
    );
  });

  it("forgets what is older than its window", () => {
    let state = initialInterval();
    for (let i = 0; i < settings.window; i++) state = observe(LEVELS, state, NORMAL_QUANTILES, 5, settings);
    for (let i = 0; i < settings.window; i++) state = observe(LEVELS, state, NORMAL_QUANTILES, i % 2 === 0 ? 0.1 : -0.1, settings);
    expect(Math.max(...state.upper.scores)).below(0.1);
    expect(state.upper.stretch).below(0.2);
  });

  it("moves the two tails apart from each other", () => {
    let state = initialInterval();
    for (let i = 0; i < 200; i++) state = observe(LEVELS, state, NORMAL_QUANTILES, i % 4 === 0 ? 4 : -0.3, settings);
    expect(state.upper.stretch).above(2);
    expect(state.lower.stretch).below(0.5);
  });

  const cases = {
    "right all along": {},
    "far too narrow": { said: () => 0.02 },
    "far too wide": { said: () => 0.4 },
    "off to one side": { bias: 0.05 },
    "of noise that comes and goes, while the model says the same": { spread: (day: number) => 0.1 * (1 + 0.8 * Math.sin(day / 60)) },
    "of noise that the model follows, half as wide": {
      spread: (day: number) => 0.1 * (1 + 0.8 * Math.sin(day / 3)),
      said: (day: number) => 0.05 * (1 + 0.8 * Math.sin(day / 3)),
    },
  };
  for (const [what, options] of Object.entries(cases)) {
    for (const horizonSeconds of [DAY, 7 * DAY]) {
      it(`comes to cover 80 % of forecasts ${what} (${horizonSeconds / DAY} d)`, () => {
        const forecasts = noisyForecasts({ markets: 4, days: 400, horizonSeconds, ...options });
        const result = runCalibration(forecasts).forecasts;
        expectNear(coverageFrom(result, 60), 0.8, 0.03);
        for (const rows of rowsByMarket(result).values()) expectNear(coverageFrom(selectRows(result, rows), 60), 0.8, 0.06);
      });
    }
  }

  it("leaves a tenth to each tail, not a fifth to both", () => {
    const observed = observedLevels(runCalibration(noisyForecasts({ markets: 4, days: 400, bias: 0.04, said: () => 0.05 })).forecasts);
    expectNear(observed[0] as number, 0.1, 0.03);
    expectNear(observed[4] as number, 0.9, 0.03);
  });

  it("finds its way back after everything has changed at once", () => {
    const forecasts = noisyForecasts({ markets: 4, days: 400, spread: (day) => (day < 200 ? 0.1 : 0.3) });
    const result = runCalibration(forecasts).forecasts;
    expectNear(coverageFrom(result, 60, 200), 0.8, 0.03);
    expect(coverageFrom(forecasts, 200)).below(0.4);
    expectNear(coverageFrom(result, 230), 0.8, 0.04);
  });

  it("lends a new market what all markets have learned", () => {
    const crowd = noisyForecasts({ markets: 10, days: 120, said: () => 0.03 });
    const state = runCalibration(crowd).state;
    const fresh = noisyForecasts({ markets: 1, days: 100, seed: 3, said: () => 0.03, horizonSeconds: 1000 * DAY });
    const nothingLearned = runCalibration(fresh).forecasts;
    const renamed = { ...fresh, marketIds: ["1:new:market"] };
    expect(coverage80(nothingLearned)).below(0.4);
    expectNear(coverage80(runCalibration(renamed, settings, state).forecasts), 0.8, 0.06);
  });

  it("knows nothing of the future", () => {
    const forecasts = noisyForecasts({ markets: 3, days: 60, spread: () => 0.2 });
    const now = 30 * DAY;
    const one = runCalibration(forecasts).forecasts;
    const other = runCalibration(withAnotherFuture(forecasts, now)).forecasts;
    forecasts.madeAtSeconds.forEach((made, row) => {
      if (made <= now) expect(one.quantilesApr.slice(row * 5, row * 5 + 5)).deep.equal(other.quantilesApr.slice(row * 5, row * 5 + 5));
    });
    expect(one.quantilesApr).not.deep.equal(other.quantilesApr);
  });

  it("takes a width of nothing as a small one", () => {
    const forecasts = noisyForecasts({ markets: 2, days: 200, said: () => 0, spread: () => 0.002 });
    expectNear(coverageFrom(runCalibration(forecasts).forecasts, 60), 0.8, 0.04);
  });
});
