import { expect } from "chai";
import type { Fold } from "../../../bot/predict/evaluate/walkForward.ts";
import { QUANTILE_LEVELS } from "../../../bot/predict/learned/samples.ts";
import { ensembleOutOfFold, weightsUntil } from "../../../bot/predict/training/ensembleForecasts.ts";
import { madeUpDataset, madeUpForecasts, START, withOtherOutcomes } from "./datasets.ts";
import { DAY } from "./madeUpHistory.ts";

const SIZE = 2 * QUANTILE_LEVELS.length;

describe("an ensemble's forecasts out of fold", () => {
  const dataset = madeUpDataset(1, 220);
  const [sees, guesses] = [madeUpForecasts(2, dataset, 0.9), madeUpForecasts(3, dataset, 0)];
  const members = [guesses, sees];
  const folds: readonly Fold[] = [0, 1].map((i) => ({
    trainUntilSeconds: Number.NaN,
    testFromSeconds: START + (110 + 50 * i) * DAY,
    testToSeconds: START + (160 + 50 * i) * DAY,
  }));
  const rowsBetween = (from: number, to: number) =>
    dataset.moments.flatMap(({ atSeconds }, row) => (atSeconds >= START + from * DAY && atSeconds < START + to * DAY ? [row] : []));

  it("weigh the member that sees what comes most, from what had come true by a time", () => {
    for (const [worse, better] of weightsUntil(dataset, members, START + 200 * DAY)) {
      expect(better).above(0.8);
      expect(worse).below(0.2);
    }
  });

  it("weigh members equally while too little is known", () => {
    expect(weightsUntil(dataset, members, START + 60 * DAY)).deep.equal([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
  });

  it("are the weighted mean of the members', with the weights of the fold's beginning", () => {
    const forecasts = ensembleOutOfFold(dataset, members, folds);
    for (const { testFromSeconds, testToSeconds } of folds) {
      const weights = weightsUntil(dataset, members, testFromSeconds);
      for (const row of rowsBetween((testFromSeconds - START) / DAY, (testToSeconds - START) / DAY)) {
        for (let i = 0; i < SIZE; i++) {
          const [first, second] = weights[Math.floor(i / QUANTILE_LEVELS.length)] as [number, number];
          const place = row * SIZE + i;
          const expected = first * (guesses[place] as number) + second * (sees[place] as number);
          expect(forecasts[place]).closeTo(expected, 1e-5);
        }
      }
    }
    for (const row of [...rowsBetween(0, 110), ...rowsBetween(210, 220)]) expect(forecasts[row * SIZE]).NaN;
  });

  it("do not change with what comes true after the fold's beginning, nor with what members say then of other rows", () => {
    const [, second] = folds as [Fold, Fold];
    const secondRows = rowsBetween(160, 210);
    const other = withOtherOutcomes(dataset, second.testFromSeconds);
    expect(weightsUntil(other, members, second.testFromSeconds)).deep.equal(weightsUntil(dataset, members, second.testFromSeconds));
    const [before, after] = [dataset, other].map((given) => ensembleOutOfFold(given, members, folds));
    for (const row of secondRows) {
      expect(after?.subarray(row * SIZE, (row + 1) * SIZE)).deep.equal(before?.subarray(row * SIZE, (row + 1) * SIZE));
    }
    // What came true before it does change them.
    const mirrored = { ...dataset, targets: dataset.targets.map((z) => -z) };
    expect(weightsUntil(mirrored, members, second.testFromSeconds)).not.deep.equal(weightsUntil(dataset, members, second.testFromSeconds));
  });

  it("are not there where a member has none", () => {
    const holes = sees.map((z, i) => (Math.floor(i / SIZE) % 7 === 0 ? Number.NaN : z));
    const forecasts = ensembleOutOfFold(dataset, [guesses, holes], folds);
    for (const row of rowsBetween(110, 210)) expect(Number.isNaN(forecasts[row * SIZE])).equal(row % 7 === 0);
  });
});
