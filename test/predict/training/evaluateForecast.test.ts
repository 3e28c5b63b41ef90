import { expect } from "chai";
import { NothingToJudgeError, TrainedOnThatTimeError } from "../../../bot/predict/training/errors.ts";
import { evaluateForecast } from "../../../bot/predict/training/evaluateForecast.ts";
import { UnknownForecasterError } from "../../../bot/predict/unknownForecasterError.ts";
import { createTestFolder } from "../../store/testStore.ts";
import { at, DAY, withFuture, writeHistory } from "./madeUpHistory.ts";
import { NOW_SECONDS, TRAINED_UNTIL, type TrainedModel, trainedModel } from "./trainedModel.ts";

const BASELINES = ["persistence", "seasonal-naive", "ewma-24h", "ewma-72h"];
const HORIZONS = [
  ["24h", DAY],
  ["7d", 7 * DAY],
] as const;

describe("evaluating a forecast model", () => {
  let made: TrainedModel;
  before(async () => {
    made = await trainedModel();
  });
  const request = (
    given: { readonly from?: string; readonly to?: string | null; readonly data?: string; readonly model?: string } = {},
  ) => ({
    data: given.data ?? made.data,
    dataFolder: made.dataFolder,
    model: given.model ?? "made-up",
    fromSeconds: at(given.from ?? TRAINED_UNTIL),
    toSeconds: given.to === null ? null : at(given.to ?? "2022-12-20"),
    nowSeconds: NOW_SECONDS,
    wantsReport: false,
  });
  const failureOf = (given: Parameters<typeof request>[0]) => evaluateForecast(request(given)).catch((error) => error);

  it("says how it did on a time it has not seen, in the documented shape, and it beats persistence there", async () => {
    const { json, scoreboard, report } = await evaluateForecast(request());
    expect(json).all.keys("model", "trainedUntil", "horizons");
    expect(json).deep.include({ model: "made-up", trainedUntil: `${TRAINED_UNTIL}T00:00:00Z` });
    if (!("model" in json)) return;
    expect(Object.keys(json.horizons)).deep.equal(["24h", "7d"]);
    for (const horizon of Object.values(json.horizons)) {
      const { perMarket, ...pooled } = horizon;
      expect(pooled).all.keys("samples", "markets", "mae", "relativeMae", "pinballRatio", "coverage80");
      // Two markets, four moments a day, 80 days.
      expect(pooled).deep.include({ samples: 2 * 4 * 80, markets: 2 });
      expect(pooled.relativeMae).below(0.95);
      expect(pooled.pinballRatio).below(0.97);
      expect(pooled.coverage80).within(0.7, 0.9);
      expect(Object.keys(perMarket)).deep.equal(made.markets.map(({ id }) => id));
      for (const one of Object.values(perMarket)) {
        expect(one).all.keys("samples", "mae", "relativeMae", "pinballRatio", "coverage80");
        expect(one.samples).equal(4 * 80);
      }
    }
    expect(new Set(scoreboard.map(({ model }) => model))).deep.equal(new Set(["made-up", ...BASELINES]));
    expect(report).equal(null);
  });

  it("refuses a time that the model was trained on, to the second", async () => {
    const failure = await failureOf({ from: "2022-09-30" });
    expect(failure).instanceOf(TrainedOnThatTimeError);
    expect(failure.message).include("made-up").include(TRAINED_UNTIL);
    const oneSecond = await evaluateForecast({ ...request(), fromSeconds: at(TRAINED_UNTIL) - 1 }).catch((error) => error);
    expect(oneSecond).instanceOf(TrainedOnThatTimeError);
  });

  it("says so when there is nothing to judge", async () => {
    expect(await failureOf({ from: "2023-03-01", to: "2023-04-01" })).instanceOf(NothingToJudgeError);
    // A day is known of these, and no week.
    expect(await failureOf({ from: "2023-01-28", to: null })).instanceOf(NothingToJudgeError);
  });

  it("does not change with what comes after the last outcome it judges", async () => {
    const { json } = await evaluateForecast(request());
    const data = await createTestFolder();
    const end = at("2022-12-20");
    const triple = (apr: number) => 3 * apr;
    await writeHistory(data, withFuture(made.markets, end + 7 * DAY, triple));
    expect((await evaluateForecast(request({ data }))).json).deep.equal(json);
    await writeHistory(data, withFuture(made.markets, end, triple));
    expect((await evaluateForecast(request({ data }))).json).not.deep.equal(json);
  });

  it("judges up to the end of the data where no end is named", async () => {
    const { json } = await evaluateForecast(request({ to: null }));
    if (!("model" in json)) return expect.fail("it is no model's");
    const days = (at("2023-02-01") - at(TRAINED_UNTIL)) / DAY;
    // Moments before the end; the outcome of the one that is due at the end is known.
    for (const [name, horizon] of HORIZONS) expect(json.horizons[name]?.samples).equal(2 * (4 * (days - horizon / DAY) + 1));
  });

  it("judges one member by itself, without the ensemble's record", async () => {
    const { json } = await evaluateForecast(request({ model: "made-up/linear" }));
    expect(json).deep.include({ model: "made-up/linear" });
    const failure = await failureOf({ model: "made-up/boosted" });
    expect(failure).instanceOf(UnknownForecasterError);
    expect(failure.remedy).include("made-up, made-up/linear");
  });

  it("names the models there are when it is asked for another", async () => {
    const failure = await failureOf({ model: "oracle" });
    expect(failure).instanceOf(UnknownForecasterError);
    expect(failure.remedy).include("made-up");
  });

  it("writes a report that says what the model has learned from", async () => {
    const { report } = await evaluateForecast({ ...request(), wantsReport: true });
    expect(report).match(/^<!doctype html>/i);
    expect(report).include("made-up").include(`until ${TRAINED_UNTIL}T00:00:00Z, and from nothing later`);
  });
});
