import { expect } from "chai";
import fc from "fast-check";
import type { Observation } from "../../bot/core/observation.ts";
import { ewma } from "../../bot/predict/ewma.ts";
import type { Forecaster } from "../../bot/predict/forecaster.ts";
import { persistence } from "../../bot/predict/persistence.ts";
import { DEFAULT_FORECASTER, FORECASTER_NAMES, loadForecaster } from "../../bot/predict/registry.ts";
import { UnknownForecasterError } from "../../bot/predict/unknownForecasterError.ts";
import { expectNear } from "../near.ts";
import { DAY, HOUR, historyOf, START, wanderingHistory } from "./histories.ts";

const ID = "1:aave-v3:usdc";

async function forecast(forecaster: Forecaster, history: readonly Observation[], atSeconds: number, horizonsSeconds = [6 * HOUR]) {
  return forecaster.forecast({ histories: new Map([[ID, history]]), atSeconds, blockNumber: Math.floor(atSeconds / 12), horizonsSeconds });
}

describe("persistence", () => {
  it("says the last quoted rate with rewards", () => {
    const history = historyOf(ID, [
      { seconds: HOUR, apr: 0.03 },
      { seconds: HOUR, apr: 0.04, quotedApr: 0.07, rewardApr: 0.01 },
    ]);
    expectNear(persistence.levels(history).at(-1) ?? 0, 0.08, 1e-15);
  });
});

describe("EWMA", () => {
  it("weighs what was paid one half-life ago half", () => {
    const history = historyOf(ID, [
      { seconds: DAY, apr: 0.02 },
      { seconds: DAY, apr: 0.05 },
    ]);
    // Weights of the two days at a half-life of a day: the older (1/2 − 1/4), the newer (1 − 1/2), normalised by 3/4.
    expectNear(ewma("ewma-24h", DAY).levels(history).at(-1) ?? 0, (0.25 * 0.02 + 0.5 * 0.05) / 0.75, 1e-9);
  });

  it("does not depend on how often a steady market was sampled", () => {
    const step = fc.record({ seconds: fc.integer({ min: 600, max: DAY }), apr: fc.double({ min: 0, max: 0.3, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), fc.integer({ min: 2, max: 9 }), (steps, times) => {
        const often = steps.flatMap(({ seconds, apr }) => {
          const part = Math.floor(seconds / times);
          return [...Array.from({ length: times - 1 }, () => ({ seconds: part, apr })), { seconds: seconds - part * (times - 1), apr }];
        });
        const level = (of: typeof steps): number =>
          ewma("ewma-6h", 6 * HOUR)
            .levels(historyOf(ID, of))
            .at(-1) ?? Number.NaN;
        expectNear(level(often), level(steps), 1e-7);
      }),
    );
  });

  it("believes the index, not a quote that spiked for a moment", () => {
    const history = historyOf(ID, [
      { seconds: DAY, apr: 0.03 },
      { seconds: DAY, apr: 0.03, quotedApr: 2 },
    ]);
    expectNear(ewma("ewma-24h", DAY).levels(history).at(-1) ?? 0, 0.03, 1e-9);
  });

  it("has only the quote to go by at first", () => {
    expectNear(ewma("ewma-24h", DAY).levels(historyOf(ID, [], { apr: 0.04, rewardApr: 0.01 }))[0] ?? 0, 0.05, 1e-15);
  });
});

describe("every forecaster", () => {
  it("does not look ahead: changing the future leaves its forecast unchanged", async () => {
    for (const name of FORECASTER_NAMES) {
      const forecaster = await loadForecaster(name);
      await fc.assert(
        fc.asyncProperty(wanderingHistory, fc.nat(), fc.double({ min: 0.5, max: 2, noNaN: true }), async (history, pick, factor) => {
          const now = history[pick % history.length];
          if (now === undefined) return;
          const at = now.blockTimeSeconds;
          const perturbed = history.map((one) =>
            one.blockTimeSeconds <= at
              ? one
              : {
                  ...one,
                  supplyApr: one.supplyApr * factor + 1,
                  rewardApr: 5,
                  growthIndexRay: one.growthIndexRay * 3n,
                  blockTimeSeconds: one.blockTimeSeconds + 7,
                },
          );
          const known = history.filter((one) => one.blockTimeSeconds <= at);
          const expected = await forecast(forecaster, history, at);
          expect(expected.length).equal(1);
          expect(await forecast(forecaster, perturbed, at)).deep.equal(expected);
          expect(await forecast(forecaster, known, at)).deep.equal(expected);
        }),
        { numRuns: 60 },
      );
    }
  });

  it("orders its quantiles and signs its forecasts", async () => {
    for (const name of FORECASTER_NAMES) {
      const forecaster = await loadForecaster(name);
      await fc.assert(
        fc.asyncProperty(wanderingHistory, async (history) => {
          const at = history.at(-1)?.blockTimeSeconds ?? START;
          const forecasts = await forecast(forecaster, history, at, [HOUR, DAY]);
          expect(forecasts.map((one) => one.horizonSeconds)).deep.equal([HOUR, DAY]);
          for (const one of forecasts) {
            expect(one).include({ marketId: ID, model: name, modelVersion: "1", madeAtSeconds: at });
            expect(one.p10Apr).at.most(one.p50Apr);
            expect(one.p50Apr).at.most(one.p90Apr);
            expect(one.p10Apr, "no market here ever paid less than nothing").at.least(-1e-9);
          }
        }),
        { numRuns: 60 },
      );
    }
  });

  it("leaves out a market it knows nothing of", async () => {
    const forecaster = await loadForecaster(DEFAULT_FORECASTER);
    expect(await forecast(forecaster, [], START)).deep.equal([]);
    expect(await forecast(forecaster, historyOf(ID, []), START - 1)).deep.equal([]);
  });

  it("is found by its name, and an unknown name is answered with those there are", async () => {
    for (const name of FORECASTER_NAMES) expect((await loadForecaster(name)).name).equal(name);
    const failure = await loadForecaster("oracle").catch((error: unknown) => error);
    expect(failure).instanceOf(UnknownForecasterError);
    expect((failure as UnknownForecasterError).remedy).equal("Choose one of: persistence, ewma-6h, ewma-24h, ewma-72h.");
  });
});
