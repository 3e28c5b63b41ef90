import { expect } from "chai";
import fc from "fast-check";
import { GrowingSample } from "../../../bot/predict/evaluate/growingSample.ts";
import type { JudgedForecasts } from "../../../bot/predict/evaluate/judged.ts";
import { coverage80 } from "../../../bot/predict/evaluate/metrics/coverage.ts";
import { persistenceYardstick, withOwnErrors } from "../../../bot/predict/evaluate/ownErrors.ts";
import { replay } from "../../../bot/predict/evaluate/replay.ts";
import { selectRows } from "../../../bot/predict/evaluate/rows.ts";
import { runCalibration } from "../../../bot/predict/evaluate/runCalibration.ts";
import { runTrackRecord } from "../../../bot/predict/evaluate/runTrackRecord.ts";
import { priorInterval, quantile } from "../../../bot/predict/interval.ts";
import { published } from "../../../bot/predict/training/published.ts";
import { expectNear } from "../../near.ts";
import { DAY, HOUR, judgedOf, LEVELS, noisyForecasts, normals, withAnotherFuture } from "./forecasts.ts";

describe("replay of forecasts", () => {
  it("learns every outcome that is known at a moment before it speaks, and no other", () => {
    const times = fc.array(fc.record({ market: fc.constantFrom("1:a:x", "1:b:y"), step: fc.integer({ min: 0, max: 30 }) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 10 }), (moments, horizonSteps) => {
        const rows = moments.toSorted((a, b) => a.step - b.step).map(({ market, step }) => ({ market, at: step * HOUR, realised: 0.05 }));
        const forecasts = judgedOf(rows, { horizonSeconds: horizonSteps * HOUR });
        const made = (row: number) => forecasts.madeAtSeconds[row] as number;
        const known = new Set<number>();
        const spoken: number[] = [];
        replay(forecasts, {
          learn: (row) => known.add(row),
          speak: (row) => {
            spoken.push(row);
            rows.forEach((_row, other) => {
              expect(known.has(other)).equal(made(other) + horizonSteps * HOUR <= made(row));
            });
          },
        });
        expect(spoken.toSorted((a, b) => a - b)).deep.equal(rows.map((_row, i) => i));
        expect(spoken.map(made)).deep.equal(spoken.map(made).toSorted((a, b) => a - b));
      }),
    );
  });
});

describe("forecasts whose truth never becomes known", () => {
  const noisy = noisyForecasts({ markets: 3, days: 60, spread: () => 0.3 });
  // A model that sees something of what comes, in two of the three markets: the gate has something to learn.
  const sight = noisy.realisedApr.map((apr, row) => (noisy.market[row] === 0 ? -0.5 : 0.3) * (apr - (noisy.persistenceApr[row] as number)));
  const forecasts = {
    ...noisy,
    pointApr: noisy.pointApr.map((apr, row) => apr + (sight[row] as number)),
    quantilesApr: noisy.quantilesApr.map((apr, i) => apr + (sight[Math.floor(i / LEVELS.length)] as number)),
  };
  // Every seventh ends in the dark, and so does all of the last market's second half.
  const isDark = (row: number) => row % 7 === 3 || (forecasts.market[row] === 2 && (forecasts.madeAtSeconds[row] as number) > 30 * DAY);
  const dark = { ...forecasts, realisedApr: forecasts.realisedApr.map((apr, row) => (isDark(row) ? Number.NaN : apr)) };
  const known = Array.from(forecasts.market.keys()).filter((row) => !isDark(row));
  const others = selectRows(forecasts, known);
  const ways: readonly (readonly [string, (of: JudgedForecasts) => JudgedForecasts])[] = [
    ["own errors", (of) => withOwnErrors(of, LEVELS)],
    ["the gate", (of) => runTrackRecord(of).forecasts],
    ["calibration", (of) => runCalibration(of).forecasts],
    ["the gate and calibration", (of) => published(of).forecasts],
  ];
  for (const [name, way] of ways) {
    it(`are made by ${name} all the same, and teach nothing`, () => {
      const said = way(dark);
      expect(said.quantilesApr.every(Number.isFinite)).equal(true);
      expect(said.pointApr.every(Number.isFinite)).equal(true);
      const [of, without] = [selectRows(said, known), way(others)];
      expect(of.quantilesApr).deep.equal(without.quantilesApr);
      expect(of.pointApr).deep.equal(without.pointApr);
      // What is known does teach: the test can fail.
      expect(of.quantilesApr).not.deep.equal(selectRows(way(forecasts), known).quantilesApr);
    });
  }
});

describe("growing sample", () => {
  it("has the quantiles of what was added", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ value: fc.double({ noNaN: true, min: -1, max: 1 }), added: fc.boolean() }), { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (items, probability) => {
          const sample = new GrowingSample(Float64Array.from(items, ({ value }) => value));
          items.forEach(({ added }, i) => {
            if (added) sample.add(i);
          });
          const kept = items.filter(({ added }) => added).map(({ value }) => value);
          expect(sample.size).equal(kept.length);
          if (kept.length === 0) expect(sample.quantile(probability)).satisfies(Number.isNaN);
          else
            expectNear(
              sample.quantile(probability),
              quantile(
                kept.toSorted((a, b) => a - b),
                probability,
              ),
              1e-12,
            );
        },
      ),
    );
  });
});

describe("persistence with its own errors", () => {
  it("adds the quantiles of a market's known errors to the rate", () => {
    const normal = normals(9);
    const rows = Array.from({ length: 120 }, (_, i) => ({ at: i * 6 * HOUR, persistence: 0.05 + 0.01 * normal(), realised: 0.05 }));
    const yardstick = persistenceYardstick(judgedOf(rows));
    // At row 119 the outcomes of rows 0 to 115 are known: a day is four rows.
    const errors = rows.slice(0, 116).map(({ persistence, realised }) => realised - persistence);
    const ascending = errors.toSorted((a, b) => a - b);
    [0.1, 0.5, 0.9].forEach((level, k) => {
      expectNear(yardstick.quantilesApr[119 * 3 + k] as number, (rows[119]?.persistence as number) + quantile(ascending, level), 1e-12);
    });
    expect(yardstick.pointApr).equal(yardstick.persistenceApr);
    expect(yardstick.model).equal("persistence");
  });

  it("goes by all markets, relative to the rate, while a market is new; before that by the field's usual errors", () => {
    const old = Array.from({ length: 100 }, (_, i) => ({ market: "1:a:old", at: i * 6 * HOUR, persistence: 0.04, realised: 0.044 }));
    const young = { market: "1:b:new", at: 100 * 6 * HOUR, persistence: 0.1, realised: 0.1 };
    const { quantilesApr } = persistenceYardstick(judgedOf([...old, young]));
    // Everywhere the truth was 10 % above the rate.
    for (const apr of quantilesApr.slice(300)) expectNear(apr, 0.11, 1e-12);
    const { p10Apr, p50Apr, p90Apr } = priorInterval(0.04, DAY);
    [p10Apr, p50Apr, p90Apr].forEach((apr, k) => {
      expectNear(quantilesApr[k] as number, apr, 1e-12);
    });
  });

  it("ascends, and covers what it should", () => {
    const forecasts = withOwnErrors(noisyForecasts({ markets: 4, days: 200, spread: () => 0.3 }), LEVELS);
    for (let i = 1; i < forecasts.quantilesApr.length; i++) {
      if (i % 5 !== 0) expect(forecasts.quantilesApr[i]).at.least(forecasts.quantilesApr[i - 1] as number);
    }
    expectNear(coverage80(forecasts), 0.8, 0.03);
  });

  it("knows nothing of the future", () => {
    const forecasts = noisyForecasts({ markets: 3, days: 40 });
    const now = 20 * DAY;
    const one = persistenceYardstick(forecasts);
    const other = persistenceYardstick(withAnotherFuture(forecasts, now));
    forecasts.madeAtSeconds.forEach((made, row) => {
      if (made <= now) expect(one.quantilesApr.slice(row * 3, row * 3 + 3)).deep.equal(other.quantilesApr.slice(row * 3, row * 3 + 3));
    });
    expect(one.quantilesApr).not.deep.equal(other.quantilesApr);
  });
});
