import path from "node:path";
import { expect } from "chai";
import { equalAccuracy } from "../../../bot/predict/evaluate/metrics/dieboldMariano.ts";
import { writeModelFolder } from "../../../bot/predict/models/modelFolder.ts";
import { modelIds } from "../../../bot/predict/models/shippedModels.ts";
import { referenceOf } from "../../../bot/predict/online/featureReference.ts";
import { type ModelLineDeps, openModelLine } from "../../../bot/predict/online/modelLine.ts";
import type { OnlineSupport } from "../../../bot/predict/online/onlineSupport.ts";
import { openContender } from "../../../bot/predict/registry.ts";
import type { Store } from "../../../bot/store/connection.ts";
import { insertTrials, scoreTrials } from "../../../bot/store/forecastTrials.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import { modelEvents } from "../../../bot/store/modelEvents.ts";
import { sampleMarket } from "../../store/samples.ts";
import { createTestFolder, createTestStore } from "../../store/testStore.ts";
import { constantModel } from "../live/models.ts";
import { sampleManifest } from "../models/sampleModel.ts";
import { DAY, type Rival, trialsOf } from "./rivals.ts";

const START = 19_700 * DAY;
const never = new AbortController().signal;
const SHIPPED = { model: sampleManifest.id, modelVersion: "1" };

describe("nights of a line of models", () => {
  let store: Store;
  let deps: ModelLineDeps;
  let trainings: number;
  /** What live features are; the training's are spread over [0, 1]. */
  let live: number;
  beforeEach(async () => {
    store = await createTestStore();
    await upsertMarkets(
      store.db,
      [0, 1, 2].map((i) => ({ ...sampleMarket, id: `m${i}` })),
    );
    const [shippedFolder, dataFolder] = await Promise.all([createTestFolder(), createTestFolder()]);
    trainings = 0;
    live = 0.5;
    const rows = (count: number, value: (i: number) => number) => ({
      count,
      featureNames: ["level"],
      features: Float32Array.from({ length: count }, (_, i) => value(i)),
    });
    const reference = new TextEncoder().encode(JSON.stringify(referenceOf(rows(1_000, (i) => i / 1_000))));
    const files = new Map([["reference.json", reference]]);
    const { id: _id, version: _version, createdAt: _createdAt, ...manifest } = sampleManifest;
    await writeModelFolder(shippedFolder, sampleManifest, files);
    const online: OnlineSupport = {
      test: equalAccuracy,
      features: () => rows(200, (i) => live + (i / 200 - 0.5)),
      update: async () => {
        trainings += 1;
        return { manifest: { ...manifest, seeds: [trainings] }, files };
      },
    };
    const support = {
      inputs: { featureNames: ["level", "change-24h"], channelNames: ["apr", "utilization"] },
      loaders: new Map([
        [
          "sample",
          async ({ manifest: { id, version } }: { manifest: { id: string; version: string } }) =>
            constantModel([0, 0, 0, 0, 0], { id, version }),
        ],
      ]),
    };
    const trainedFolder = path.join(dataFolder, "models");
    const start = await openContender(sampleManifest.id, [shippedFolder, trainedFolder], support);
    deps = { db: store.db, start, shippedFolder, trainedFolder, marketIds: [], support, online, nowSeconds: START };
  });
  afterEach(() => store.close());

  const names = (line: Awaited<ReturnType<typeof openModelLine>>) => {
    const { champion, shadows } = line.contenders();
    return { champion: champion.kind === "model" ? champion.model.id : champion.kind, shadows: shadows.map((one) => one.id) };
  };

  /** Thirty days of trials that have come true, of these two models, from a time on. */
  async function tried(models: readonly string[], rivals: readonly Rival[], fromSeconds: number) {
    const versions = new Map((await modelEvents(store.db, 0)).map((event) => [event.model, event.modelVersion]));
    const shift = Math.ceil(fromSeconds / DAY) * DAY;
    const trials = trialsOf(rivals, { seed: 5, days: 30, markets: 3 }).flatMap((ofModel, r) =>
      ofModel.map((trial) => ({
        ...trial,
        model: models[r] as string,
        modelVersion: versions.get(models[r] as string) ?? "1",
        momentSeconds: trial.momentSeconds + shift,
        madeAtSeconds: trial.madeAtSeconds + shift,
      })),
    );
    await insertTrials(store.db, trials);
    await scoreTrials(
      store.db,
      trials.map((trial) => ({ ...trial, unscorable: null })),
      shift + 40 * DAY,
    );
  }

  it("train a challenger, once, which forecasts beside the champion from then on, after a restart, too", async () => {
    const line = await openModelLine(deps);
    expect(names(line)).deep.equal({ champion: SHIPPED.model, shadows: [] });
    const [trained] = await line.nightly(START, never);
    expect(trained).deep.include({ kind: "challenger-trained", model: "sample-1-online-20231209" });
    expect(await line.nightly(START + 300, never)).deep.equal([]);
    expect(await line.nightly(START + DAY, never)).deep.equal([]);
    expect(trainings).equal(1);
    expect(names(line)).deep.equal({ champion: SHIPPED.model, shadows: ["sample-1-online-20231209"] });
    const again = await openModelLine({ ...deps, nowSeconds: START + DAY });
    expect(names(again)).deep.equal(names(line));
    expect(await again.nightly(START + DAY, never)).deep.equal([]);
    expect(await modelIds(deps.trainedFolder)).deep.equal(["sample-1-online-20231209"]);
  });

  it("take up a model that a night wrote and could not tell of", async () => {
    await (await openModelLine(deps)).nightly(START, never);
    await store.pool.query("truncate model_events");
    const [event] = await (await openModelLine(deps)).nightly(START + 3_600, never);
    expect(event).deep.include({ kind: "challenger-trained", model: "sample-1-online-20231209" });
    expect(trainings).equal(1);
  });

  it("promote a better challenger when its window is over, go back when it turns bad, and change once a night", async () => {
    const line = await openModelLine(deps);
    await line.nightly(START, never);
    const challenger = "sample-1-online-20231209";
    const better: Rival = { error: 0.002, bias: 0 };
    const worse: Rival = { error: 0.006, bias: 0 };
    await tried([challenger, SHIPPED.model], [better, worse], START + 1);
    expect(await line.nightly(START + 20 * DAY, never)).deep.equal([]);
    const [promoted, ...others] = await line.nightly(START + 39 * DAY, never);
    expect(others).deep.equal([]);
    expect(promoted).deep.include({ kind: "promoted", model: challenger });
    expect(names(line)).deep.equal({ champion: challenger, shadows: [SHIPPED.model] });
    // The same night, begun again.
    expect(await (await openModelLine({ ...deps, nowSeconds: START + 39 * DAY })).nightly(START + 39 * DAY + 60, never)).deep.equal([]);

    await tried([challenger, SHIPPED.model], [{ error: 0.01, bias: 0.005 }, better], START + 40 * DAY);
    const back = await line.nightly(START + 70 * DAY, never);
    expect(back.map((event) => [event.kind, event.model])).deep.equal([["rolled-back", challenger]]);
    expect(back[0]?.detail).deep.include({ to: SHIPPED });
    expect(names(line)).deep.equal({ champion: SHIPPED.model, shadows: [] });
    expect(names(await openModelLine({ ...deps, nowSeconds: START + 70 * DAY }))).deep.equal(names(line));
  });

  it("reject a challenger that is no better, with the figures, and train the next the night after", async () => {
    const line = await openModelLine(deps);
    await line.nightly(START, never);
    await tried(
      ["sample-1-online-20231209", SHIPPED.model],
      [
        { error: 0.006, bias: 0 },
        { error: 0.002, bias: 0 },
      ],
      START + 1,
    );
    const [rejected] = await line.nightly(START + 39 * DAY, never);
    expect(rejected).deep.include({ kind: "challenger-rejected", model: "sample-1-online-20231209" });
    expect(rejected?.detail.reason).equal("its loss over 24 h is the greater one");
    expect(rejected?.detail.comparisons).length(2);
    expect(names(line)).deep.equal({ champion: SHIPPED.model, shadows: [] });
    const [next] = await line.nightly(START + 40 * DAY, never);
    expect(next).deep.include({ kind: "challenger-trained", model: "sample-1-online-20240118" });
  });

  it("tell of features that drift, once a night", async () => {
    live = 3;
    const line = await openModelLine(deps);
    const [drift] = await line.nightly(START, never);
    expect(drift).deep.include({ kind: "drift", ...SHIPPED });
    expect(drift?.detail.features).length(1).and.have.nested.property("[0].feature", "level");
    expect((await (await openModelLine(deps)).nightly(START + 60, never)).map((event) => event.kind)).deep.equal([]);
  });

  it("leave a baseline alone", async () => {
    const start = await openContender("persistence", []);
    const line = await openModelLine({ ...deps, start });
    expect(await line.nightly(START, never)).deep.equal([]);
    expect(line.contenders()).deep.equal({ champion: start, shadows: [] });
  });
});
