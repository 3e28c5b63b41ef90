import { expect } from "chai";
import fc from "fast-check";
import type { Fold } from "../../../bot/predict/evaluate/walkForward.ts";
import type { Dataset } from "../../../bot/predict/learned/dataset.ts";
import { linear } from "../../../bot/predict/learned/linear.ts";
import type { ModelKind, QuantileModel } from "../../../bot/predict/learned/quantileModel.ts";
import type { TrainingBatch } from "../../../bot/predict/learned/samples.ts";
import { outOfFold, type Trainer, trainUntil } from "../../../bot/predict/training/outOfFold.ts";
import { trainerWith } from "../../../bot/predict/training/trainers.ts";
import { madeUpDataset, START, withOtherOutcomes } from "./datasets.ts";
import { DAY } from "./madeUpHistory.ts";

const SIZE = 10;
const silent = () => undefined;

/** A dataset whose first feature is the number of the row, so that a trainer can tell which ones it was given. */
function numbered(days: number): Dataset {
  const dataset = madeUpDataset(1, days);
  const width = dataset.featureNames.length;
  return { ...dataset, features: dataset.features.map((value, i) => (i % width === 0 ? i / width : value)) };
}

const rowsOf = ({ count, features, featureNames }: TrainingBatch) =>
  Array.from({ length: count }, (_, i) => features[i * featureNames.length] as number);

interface Training {
  readonly name: string;
  readonly early: readonly number[];
  readonly late: readonly number[];
}

/** A trainer that notes the rows it is given; its models answer with the number of their training. */
function spy(): { readonly trainer: Trainer; readonly trainings: Training[] } {
  const trainings: Training[] = [];
  const trainer: Trainer = async (_kind, training, validation, { name }) => {
    trainings.push({ name, early: rowsOf(training), late: rowsOf(validation) });
    const number = trainings.length;
    const model: QuantileModel = {
      horizonsSeconds: training.horizonsSeconds,
      predict: ({ count }) => new Float32Array(count * SIZE).fill(number),
      files: () => new Map(),
    };
    return model;
  };
  return { trainer, trainings };
}

const stopping: ModelKind = { ...linear, name: "stopping", stopsEarly: true };

describe("forecasts out of fold", () => {
  const days = 120;
  const dataset = numbered(days);
  const timeOf = (row: number) => dataset.moments[row]?.atSeconds as number;
  const longest = 7 * DAY;
  const fold = fc.tuple(fc.integer({ min: -5, max: days }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 40 })).map(
    ([from, embargo, length]): Fold => ({
      trainUntilSeconds: START + (from - embargo) * DAY,
      testFromSeconds: START + from * DAY,
      testToSeconds: START + (from + length) * DAY,
    }),
  );

  it("come from models that were given no row whose outcome reaches beyond the end of their training", async () => {
    await fc.assert(
      fc.asyncProperty(fold, fc.boolean(), async (one, stopsEarly) => {
        const { trainer, trainings } = spy();
        await outOfFold({ ...linear, stopsEarly }, dataset, [one], 1, trainer, silent);
        for (const { early, late } of trainings) {
          expect(early.length + late.length).above(0);
          for (const row of [...early, ...late]) expect(timeOf(row) + longest).at.most(one.trainUntilSeconds);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("are there for exactly the rows that a fold with a past tests", async () => {
    const folds = [0, 30, 60].map((from) => ({
      trainUntilSeconds: START + (from - 10) * DAY,
      testFromSeconds: START + from * DAY,
      testToSeconds: START + (from + 30) * DAY,
    }));
    const { trainer, trainings } = spy();
    const forecasts = await outOfFold(linear, dataset, folds, 4, trainer, silent);
    expect(trainings.map(({ name }) => name)).deep.equal(["linear-4-fold-2", "linear-4-fold-3"]);
    for (let row = 0; row < dataset.count; row++) {
      const day = (timeOf(row) - START) / DAY;
      const expected = day < 30 || day >= 90 ? Number.NaN : day < 60 ? 1 : 2;
      expect([...forecasts.subarray(row * SIZE, (row + 1) * SIZE)], `day ${day}`).deep.equal(Array(SIZE).fill(expected));
    }
  });

  it("do not change with what comes true after the training's end", async () => {
    const one = { trainUntilSeconds: START + 60 * DAY, testFromSeconds: START + 70 * DAY, testToSeconds: START + 90 * DAY };
    const run = (given: Dataset) => outOfFold(linear, given, [one], 1, trainerWith(null), silent);
    expect(await run(withOtherOutcomes(dataset, one.trainUntilSeconds))).deep.equal(await run(dataset));
    expect(await run(withOtherOutcomes(dataset, one.trainUntilSeconds - DAY))).not.deep.equal(await run(dataset));
  });

  it("learn from every second moment of a market, at every hour of the day", async () => {
    const { trainer, trainings } = spy();
    await trainUntil(linear, dataset, START + days * DAY, { name: "all", seed: 1, trainer, onProgress: silent });
    const [{ early, late }] = trainings as [Training];
    expect(late).deep.equal([]);
    const known = Array.from({ length: dataset.count }, (_, row) => row).filter((row) => timeOf(row) + longest <= START + days * DAY);
    expect(early.length).within(0.48 * known.length, 0.5 * known.length);
    expect(new Set(early.map((row) => timeOf(row) % DAY)).size).equal(4);
    expect(new Set(early.map((row) => dataset.moments[row]?.market)).size).equal(3);
  });

  it("come, where a kind stops early, from a split with nothing known across it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 20, max: days }), async (until) => {
        const { trainer, trainings } = spy();
        await trainUntil(stopping, dataset, START + until * DAY, { name: "split", seed: 1, trainer, onProgress: silent });
        const [{ early, late }] = trainings as [Training];
        const firstLate = Math.min(...late.map(timeOf));
        for (const row of early) expect(timeOf(row) + longest).at.most(firstLate);
        for (const row of late) expect(timeOf(row) + longest).at.most(START + until * DAY);
      }),
      { numRuns: 20 },
    );
  });

  it("leave out rows of which no outcome is known", async () => {
    const holes = { ...dataset, targets: dataset.targets.map((z, place) => (Math.floor(place / 2) % 6 < 3 ? Number.NaN : z)) };
    const { trainer, trainings } = spy();
    await trainUntil(linear, holes, START + days * DAY, { name: "holes", seed: 1, trainer, onProgress: silent });
    for (const row of trainings[0]?.early ?? []) expect(row % 6).least(3);
  });
});
