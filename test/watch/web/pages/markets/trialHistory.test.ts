import { expect } from "chai";
import { trialHistory, trialWords } from "../../../../../bot/watch/web/pages/markets/trialHistory.ts";
import { trial } from "./samples.ts";

describe("forecasts beside what came true", () => {
  const history = trialHistory([
    trial(100, { realisedApr: 0.04 }),
    trial(200, { realisedApr: 0.0601 }),
    trial(300, { unscorable: "never observed" }),
    trial(400),
  ]);

  it("count an outcome on the edge as within, and what is not known as nothing", () => {
    expect(history).to.include({ known: 2, inside: 1, waiting: 1, unscorable: 1, lastKnownIndex: 1 });
    expect(history.realised).to.deep.equal([0.04, 0.0601, null, null]);
    expect(history.p10).to.deep.equal([0.04, 0.04, 0.04, 0.04]);
    expect(history.p90).to.deep.equal([0.06, 0.06, 0.06, 0.06]);
  });

  it("say how often they were right", () => {
    expect(trialWords(history)).to.equal(
      "1 of 2 outcomes (50.0 %) lay within p10 to p90, where 80 % should. 1 waits for its outcome. Of 1 it cannot be known.",
    );
    expect(trialWords(trialHistory([trial(100)]))).to.equal("No outcome is known yet. 1 waits for its outcome.");
  });

  it("have one of two versions at a moment: the later", () => {
    const { timesSeconds, expected } = trialHistory([trial(200), trial(100), trial(100, { modelVersion: "2", pointApr: 0.07 })]);
    expect(timesSeconds).to.deep.equal([100, 200]);
    expect(expected).to.deep.equal([0.07, 0.05]);
  });

  it("have no interval where a model has no such quantile", () => {
    expect(trialHistory([trial(100, { levels: [0.5], publishedApr: [0.05], realisedApr: 0.05 })])).to.deep.include({
      p10: [null],
      p90: [null],
      known: 1,
      inside: 0,
    });
  });
});
