import { expect } from "chai";
import { featurise, marketPanel } from "../../../bot/predict/features/featurise.ts";
import { channelNames, DEFAULT_WINDOW, PRIOR_WINDOW } from "../../../bot/predict/features/window.ts";
import { LEARNED_MODELS, modelOf, tracksOf, windowOf } from "../../../bot/predict/learned/modelSupport.ts";
import type { LoadedForecaster } from "../../../bot/predict/live/loadedForecaster.ts";
import { UnknownModelFeaturesError } from "../../../bot/predict/models/errors.ts";
import { type ModelFolder, readModelFolder, writeModelFolder } from "../../../bot/predict/models/modelFolder.ts";
import { loadModel } from "../../../bot/predict/models/modelSupport.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { at, seriesOf, since, withFuture } from "../training/madeUpHistory.ts";
import { HORIZONS_SECONDS, MARKETS, type SmallEnsemble, smallEnsemble, TRACKS } from "./smallEnsemble.ts";

const NOW = at("2022-12-01") + 1234;

describe("learned models in the keeper", () => {
  let small: SmallEnsemble;
  let path: string;
  let folder: ModelFolder;
  let loaded: LoadedForecaster;
  before(async () => {
    small = await smallEnsemble();
    path = await writeModelFolder(await createTestFolder(), small.manifest, small.files);
    folder = await readModelFolder(path, LEARNED_MODELS.inputs);
    loaded = await loadModel(path, LEARNED_MODELS);
  });

  it("are what was written, by name, version and horizons", () => {
    const { id, version, horizonsSeconds } = loaded;
    expect({ id, version, horizonsSeconds }).deep.equal({ id: "small", version: "1", horizonsSeconds: HORIZONS_SECONDS });
  });

  it("say of every market what the trained model says of its features, to the last bit", async () => {
    const series = seriesOf(MARKETS);
    const batch = featurise(
      marketPanel(series, new Map()),
      series.map((_, market) => ({ market, atSeconds: NOW })),
    );
    const answers = small.model.predict(batch);
    expect(modelOf(folder).predict(batch)).deep.equal(answers);
    const forecasts = await loaded.forecastAt(series, new Map(), NOW);
    expect(forecasts.map(({ marketId }) => marketId)).deep.equal(MARKETS.map(({ id }) => id));
    forecasts.forEach(({ persistenceApr, scaleApr, quantilesZ }, row) => {
      expect({ persistenceApr, scaleApr }).deep.equal({ persistenceApr: batch.persistenceApr[row], scaleApr: batch.scaleApr[row] });
      expect(Array.from(quantilesZ)).deep.equal([...answers.subarray(row * 10, row * 10 + 10)]);
    });
    expect(answers.some((z) => z !== 0)).equal(true);
  });

  it("look at nothing later than the moment", async () => {
    const forecasts = await loaded.forecastAt(seriesOf(MARKETS), new Map(), NOW);
    const other = withFuture(MARKETS, NOW + 1, (apr) => 3 * apr);
    expect(await loaded.forecastAt(seriesOf(other), new Map(), NOW)).deep.equal(forecasts);
  });

  it("say nothing of a market that is not known at the moment", async () => {
    const [first, second] = MARKETS;
    const series = seriesOf([...since(MARKETS.slice(0, 1), NOW + 1), ...MARKETS.slice(1)]);
    expect((await loaded.forecastAt(series, new Map(), NOW)).map(({ marketId }) => marketId)).deep.equal([second?.id]);
    expect(first?.id).not.equal(second?.id);
    expect(await loaded.forecastAt([], new Map(), NOW)).deep.equal([]);
  });

  it("begin with the record they were shipped with, or with none", () => {
    expect(tracksOf(folder)).deep.equal(TRACKS);
    for (const horizon of HORIZONS_SECONDS) expect(loaded.track?.initial(horizon)).deep.equal(TRACKS[horizon]);
    expect(tracksOf({ ...folder, files: new Map() })).deep.equal({});
  });

  it("have the window their manifest names, the default where they read none, and no other", () => {
    const withWindow = (window: ModelFolder["manifest"]["window"]) => ({ ...folder, manifest: { ...folder.manifest, window } });
    expect(windowOf(folder)).equal(DEFAULT_WINDOW);
    expect(windowOf(withWindow({ steps: 7, channelNames: [...channelNames(PRIOR_WINDOW)] }))).equal(PRIOR_WINDOW);
    expect(windowOf(withWindow({ steps: 0, channelNames: [] }))).equal(DEFAULT_WINDOW);
    expect(() => windowOf(withWindow({ steps: 9, channelNames: [...channelNames(DEFAULT_WINDOW)] }))).throw(
      UnknownModelFeaturesError,
      /a window of 9 steps/,
    );
  });
});
