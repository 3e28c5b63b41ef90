import { expect } from "chai";
import { outcomesUntil } from "../../../bot/predict/training/outcomesUntil.ts";
import { madeUpDataset, START } from "./datasets.ts";
import { DAY } from "./madeUpHistory.ts";

describe("outcomes until a time", () => {
  it("are those that had come true by then; all else is as it was", () => {
    const dataset = madeUpDataset(1, 30);
    const until = START + 20 * DAY;
    const { targets, realisedApr, ...rest } = outcomesUntil(dataset, until);
    dataset.moments.forEach(({ atSeconds }, row) => {
      dataset.horizonsSeconds.forEach((horizon, h) => {
        const place = row * 2 + h;
        const isKnown = atSeconds + horizon <= until;
        expect(targets[place]).deep.equal(isKnown ? dataset.targets[place] : Number.NaN);
        expect(realisedApr[place]).deep.equal(isKnown ? dataset.realisedApr[place] : Number.NaN);
      });
    });
    const { targets: _targets, realisedApr: _realisedApr, ...whole } = dataset;
    expect(rest).deep.equal(whole);
  });
});
