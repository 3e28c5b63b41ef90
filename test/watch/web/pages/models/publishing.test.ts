import { expect } from "chai";
import { publishing } from "../../../../../bot/watch/web/pages/models/publishing.ts";
import { forecast } from "../markets/samples.ts";

const DAY = 86_400;
const PERSISTENCE = { model: "persistence", modelVersion: "1" };

describe("who forecasts", () => {
  it("is the model of most markets at a horizon, with those that another speaks for", () => {
    const [day, week] = publishing([
      forecast("a", 7 * DAY, PERSISTENCE),
      forecast("a", DAY, PERSISTENCE),
      forecast("b", DAY, { madeAtSeconds: 7 }),
      forecast("c", DAY),
    ]);
    expect(day).to.deep.equal({
      horizonSeconds: DAY,
      model: "ewma",
      modelVersion: "1",
      marketIds: ["b", "c"],
      others: [{ marketId: "a", ...PERSISTENCE }],
      madeAtSeconds: 1_750_000_012,
    });
    expect(week).to.deep.include({ horizonSeconds: 7 * DAY, ...PERSISTENCE, marketIds: ["a"], others: [] });
  });

  it("tells versions of a model apart", () => {
    const [day] = publishing([forecast("a", DAY), forecast("b", DAY, { modelVersion: "2" }), forecast("c", DAY, { modelVersion: "2" })]);
    expect(day).to.deep.include({ modelVersion: "2", others: [{ marketId: "a", model: "ewma", modelVersion: "1" }] });
  });

  it("is nobody without a forecast", () => {
    expect(publishing([])).to.deep.equal([]);
  });
});
