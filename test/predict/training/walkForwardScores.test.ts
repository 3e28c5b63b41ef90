import { expect } from "chai";
import { NothingToJudgeError } from "../../../bot/predict/training/errors.ts";
import { walkForwardForecast } from "../../../bot/predict/training/evaluateForecast.ts";
import { at } from "./madeUpHistory.ts";
import { NOW_SECONDS, TRAINED_UNTIL, trainedModel } from "./trainedModel.ts";

const BASELINES = ["persistence", "seasonal-naive", "ewma-24h", "ewma-72h"];

describe("evaluating kinds of models, walking forward", () => {
  const walk = async (
    given: { readonly seeds?: number; readonly horizonsSeconds?: readonly number[]; readonly from?: string; readonly to?: string } = {},
  ) =>
    walkForwardForecast({
      data: (await trainedModel()).data,
      fromSeconds: at(given.from ?? "2022-01-01"),
      toSeconds: at(given.to ?? TRAINED_UNTIL),
      nowSeconds: NOW_SECONDS,
      wantsReport: false,
      kinds: ["linear"],
      horizonsSeconds: given.horizonsSeconds ?? null,
      seeds: given.seeds ?? 1,
      checkpointFolder: null,
      onTraining: () => undefined,
    });

  it("gives each kind's means over the seeds beside the baselines, and beats them where rates come back", async () => {
    const { json } = await walk({ seeds: 2 });
    if (!("walkForward" in json)) return expect.fail("it is a model's");
    expect(Object.keys(json.walkForward)).deep.equal(["linear", ...BASELINES]);
    expect(json.walkForward.linear?.seeds).equal(2);
    for (const name of ["24h", "7d"]) {
      expect(json.walkForward.persistence?.horizons[name]?.relativeMae).equal(1);
      expect(json.walkForward.linear?.horizons[name]?.relativeMae).below(0.95);
      expect(json.walkForward.linear?.horizons[name]?.samples).equal(json.walkForward.persistence?.horizons[name]?.samples);
    }
  });

  it("judges the horizons that are asked for", async () => {
    const { json } = await walk({ horizonsSeconds: [12 * 3600, 2 * 86_400, 14 * 86_400] });
    if (!("walkForward" in json)) return expect.fail("it is a model's");
    const horizons = json.walkForward.linear?.horizons ?? {};
    expect(Object.keys(horizons)).deep.equal(["12h", "2d", "14d"]);
    for (const horizon of Object.values(horizons)) expect(horizon.relativeMae).below(1);
  });

  it("refuses a time of which nothing is known", async () => {
    expect(await walk({ from: "2030-01-01", to: "2031-01-01" }).catch((error) => error)).instanceOf(NothingToJudgeError);
  });
});
