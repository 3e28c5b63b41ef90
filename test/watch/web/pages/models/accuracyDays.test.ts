import { expect } from "chai";
import { accuracyDays } from "../../../../../bot/watch/web/pages/models/accuracyDays.ts";

const DAY = 86_400;

function day(number: number, model: string, mae: number, persistenceMae: number, samples = 4) {
  return {
    model,
    modelVersion: "1",
    dayStartSeconds: number * DAY,
    samples,
    markets: 1,
    mae,
    persistenceMae,
    relativeMae: null,
    coverage80: 0,
    pinball: 0,
  };
}

describe("errors day by day", () => {
  it("have a place for every day between the first and the last", () => {
    const days = accuracyDays([day(10, "ewma", 0.1, 0.2), day(12, "ewma", 0.3, 0.4), day(12, "persistence", 0.5, 0.5, 9)]);
    expect(days.timesSeconds).to.deep.equal([10 * DAY, 11 * DAY, 12 * DAY]);
    expect(days.models).to.deep.equal([{ name: "ewma 1", mae: [0.1, null, 0.3] }]);
    expect(days.persistence).to.deep.equal([0.2, null, 0.5]);
  });

  it("are none without an outcome", () => {
    expect(accuracyDays([])).to.deep.equal({ timesSeconds: [], models: [], persistence: [] });
  });
});
