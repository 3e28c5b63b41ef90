import path from "node:path";
import { expect } from "chai";
import { FEATURE_NAMES, featurise, isKnownAt, type MarketPanel, marketPanel } from "../../../bot/predict/features/featurise.ts";
import { channelNames, DEFAULT_WINDOW, PRIOR_WINDOW } from "../../../bot/predict/features/window.ts";
import { linear } from "../../../bot/predict/learned/linear.ts";
import { LEARNED_MODELS } from "../../../bot/predict/learned/modelSupport.ts";
import type { SampleBatch } from "../../../bot/predict/learned/samples.ts";
import { conditionsBetween } from "../../../bot/predict/live/liveConditions.ts";
import { createSeriesReader, LOOK_BACK_SECONDS } from "../../../bot/predict/live/liveSeries.ts";
import { writeModelFolder } from "../../../bot/predict/models/modelFolder.ts";
import { loadModel } from "../../../bot/predict/models/modelSupport.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { type HistoryFolder, readHistoryFolder } from "../../../bot/predict/series/readHistoryFolder.ts";
import type { Store } from "../../../bot/store/connection.ts";
import { historySink } from "../../../bot/store/history.ts";
import { HOURLY_HEADER, importInto, NOW_SECONDS } from "../../observe/history/csvFiles.ts";
import { createTestFolder, createTestStore } from "../../store/testStore.ts";
import { sampleManifest } from "../models/sampleModel.ts";
import { CONDITIONS_HEADER, dateOf, historyFolder } from "../series/historyFolder.ts";
import { DAY, HOUR, MONDAY, sameBits } from "../series/seriesOf.ts";

const MARKETS = [
  { id: "aave-v3:dai:0", protocol: "aave-v3", symbol: "DAI" },
  { id: "aave-v3:usdc:0", protocol: "aave-v3", symbol: "USDC" },
  { id: "compound-v3:usdc:0", protocol: "compound-v3", symbol: "USDC" },
  { id: "spark:weth:0", protocol: "spark", symbol: "WETH" },
];
const ids = MARKETS.map(({ id }) => id);
/** The live reader looks back a month and a day: what lies further back would be summed up from another beginning. */
const HOURS = 16 * 24;

/** Hours in which something happened, at odd seconds, of markets that wander; the last begins late and has a gap of four days. */
function hourlyLines(hourFrom: number, hourTo: number): readonly string[] {
  const lines: string[] = [];
  for (let hour = hourFrom; hour < hourTo; hour++) {
    MARKETS.forEach(({ id, protocol, symbol }, market) => {
      const isQuiet = (hour * 7 + market * 3) % 5 === 0;
      const isGap = market === 3 && (hour < 60 || (hour > 150 && hour < 246));
      if (isQuiet || isGap) return;
      const seconds = MONDAY + hour * HOUR + 1 + ((hour * 1_709 + market * 613) % 3_599);
      const used = 0.7 + 0.25 * Math.sin(hour / (11 + market));
      const supplyUsd = (market + 1) * 3e6 * (1 + 0.3 * Math.sin(hour / 29));
      const aprPercent = used * (3 + market + (used > 0.9 ? 300 * (used - 0.9) : 0));
      const flows = [1, 2, 3, 4].map((kind) => ((hour * 37 * kind) % 1_000) * 11.3);
      lines.push([seconds, 15_000_000 + hour, id, protocol, symbol, aprPercent, supplyUsd, used * supplyUsd, ...flows].join(","));
    });
  }
  return lines;
}

const conditionLines = Array.from({ length: 20 }, (_, day) => {
  const gas = 20 + 9 * Math.sin(day);
  return [dateOf(MONDAY + (day - 3) * DAY), gas, 1_500 + 100 * Math.cos(day / 2), day === 4 ? "" : 1 - 0.001 * (day % 3)].join(",");
});

const FILES = {
  "1-hours.csv": [
    HOURLY_HEADER,
    ...hourlyLines(0, 200),
    // Neither is believed: 900 % a year, and no time.
    [MONDAY + 200 * HOUR, 1, ids[0], "aave-v3", "DAI", 900, 1e7, 5e6, 0, 0, 0, 0].join(","),
    ["soon", 1, ids[0], "aave-v3", "DAI", 4, 1e7, 5e6, 0, 0, 0, 0].join(","),
  ],
  // It brings hours that the first has, at other times in them, too.
  "2-hours.csv.gz": [
    HOURLY_HEADER,
    ...hourlyLines(190, HOURS).map((line) => line.replace(/^\d+/, (seconds) => `${Number(seconds) - (Number(seconds) % 60) + 7}`)),
  ],
  "ether.csv": [CONDITIONS_HEADER, ...conditionLines],
};

/** Six hours apart, on the hour: the database knows an hour that was brought in when it is over. */
const MOMENTS = Array.from({ length: HOURS / 6 }, (_, i) => MONDAY + (i + 1) * 6 * HOUR);

const momentsAt = (panel: MarketPanel, atSeconds: number) =>
  panel.views.map((_, market) => ({ market, atSeconds })).filter((moment) => isKnownAt(panel, moment));

function expectSame(actual: SampleBatch, expected: SampleBatch): void {
  expect(actual.count).equal(expected.count);
  actual.features.forEach((value, place) => {
    const name = FEATURE_NAMES[place % FEATURE_NAMES.length];
    expect(Object.is(value, expected.features[place]), `${name}: ${value} instead of ${expected.features[place]}`).equal(true);
  });
  expect(sameBits(actual.window.values, expected.window.values)).equal(true);
  expect(sameBits(actual.persistenceApr, expected.persistenceApr)).equal(true);
  expect(sameBits(actual.scaleApr, expected.scaleApr)).equal(true);
}

describe("the one pipeline", () => {
  let store: Store;
  let history: HistoryFolder;
  let trained: MarketPanel;
  before(async () => {
    const folder = await historyFolder(FILES);
    history = await readHistoryFolder(folder, NOW_SECONDS);
    trained = marketPanel(history.hourly, history.conditions);
    store = await createTestStore();
    for (const name of Object.keys(FILES)) {
      await importInto(historySink(store.db), path.join(folder, name), { skipBad: true });
    }
  });
  after(() => store.close());

  const readConditions = (atSeconds: number) => conditionsBetween(store.db, atSeconds - LOOK_BACK_SECONDS, atSeconds);

  it("has something of every market to compare", () => {
    expect(history.hourly.map(({ marketId }) => marketId)).deep.equal(ids);
    expect(history.rejected).equal(2);
    for (const { timeSeconds } of history.hourly) expect(timeSeconds.length).above(100);
    // A market is not known before it begins, nor in its gap.
    expect(MOMENTS.filter((atSeconds) => !isKnownAt(trained, { market: 3, atSeconds })).length).above(8);
  });

  it("makes the same of rows from files as of rows from the database, to the last bit, at every moment", async () => {
    const readSeries = createSeriesReader(store.db);
    for (const atSeconds of MOMENTS) {
      const series = await readSeries(ids, atSeconds);
      const moments = momentsAt(trained, atSeconds);
      const live = marketPanel(series, await readConditions(atSeconds));
      const liveMoments = momentsAt(live, atSeconds);
      const namesOf = (all: typeof moments, markets: readonly MarketSeries[]) => all.map(({ market }) => markets[market]?.marketId);
      expect(namesOf(liveMoments, series)).deep.equal(namesOf(moments, history.hourly));
      for (const preset of [DEFAULT_WINDOW, PRIOR_WINDOW]) {
        expectSame(featurise(live, liveMoments, preset), featurise(trained, moments, preset));
      }
    }
  });

  it("is what a loaded model reads live, for it answers as it does on rows from files", async () => {
    // A linear model that gives back its inputs, one a horizon.
    const inputs = ["mean-4h", "mean-24h", "mean-168h", "mean-720h", "deviation-24h", "deviation-168h"];
    const horizonsSeconds = inputs.map((_, i) => (i + 1) * HOUR);
    const coefficients = inputs.map((_, horizon) => Array(5).fill([0, ...inputs.map((_, input) => (input === horizon ? 1 : 0))]));
    const files = new Map([["linear.json", Buffer.from(JSON.stringify({ horizonsSeconds, inputs, coefficients }))]]);
    const folder = await writeModelFolder(
      await createTestFolder(),
      {
        ...sampleManifest,
        id: "mirror",
        kind: "linear",
        horizonsSeconds,
        featureNames: [...FEATURE_NAMES],
        window: { steps: DEFAULT_WINDOW.steps, channelNames: [...channelNames(DEFAULT_WINDOW)] },
      },
      files,
    );
    const forecaster = await loadModel(folder, LEARNED_MODELS);
    const model = linear.load(files);
    const readSeries = createSeriesReader(store.db);
    for (const atSeconds of MOMENTS.filter((_, i) => i % 5 === 2)) {
      const moments = momentsAt(trained, atSeconds);
      const batch = featurise(trained, moments);
      const answers = model.predict(batch);
      const live = await forecaster.forecastAt(await readSeries(ids, atSeconds), await readConditions(atSeconds), atSeconds);
      expect(live.map(({ marketId }) => marketId)).deep.equal(moments.map(({ market }) => ids[market]));
      live.forEach(({ persistenceApr, scaleApr, quantilesZ }, row) => {
        expect(persistenceApr).equal(batch.persistenceApr[row]);
        expect(scaleApr).equal(batch.scaleApr[row]);
        const size = horizonsSeconds.length * 5;
        expect([...Array.from(quantilesZ)]).deep.equal([...answers.subarray(row * size, (row + 1) * size)]);
        inputs.forEach((name, horizon) => {
          const value = batch.features[row * FEATURE_NAMES.length + FEATURE_NAMES.indexOf(name)] as number;
          // What is not known counts as none, and more than three as three.
          expect(quantilesZ[horizon * 5], name).equal(Number.isNaN(value) ? 0 : Math.max(-3, Math.min(3, value)));
        });
      });
    }
  });
});
