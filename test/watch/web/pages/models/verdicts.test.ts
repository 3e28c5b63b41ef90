import { expect } from "chai";
import { accuracyVerdict, coverageVerdict } from "../../../../../bot/watch/web/pages/models/verdicts.ts";

describe("what a scoreboard's figures come to", () => {
  const said = (relativeMae: number | null, samples = 100, model = "ewma") => accuracyVerdict({ model, relativeMae, samples }).text;

  it("is better, worse or the same as persistence", () => {
    expect(said(0.8)).to.equal("Better by 20 %");
    expect(said(1.25)).to.equal("Worse by 25 %");
    expect(said(0.995)).to.equal("As persistence");
    expect(said(null)).to.equal("Persistence made no error");
    expect(said(1, 100, "persistence")).to.equal("The benchmark");
  });

  it("is nothing while few outcomes are known", () => {
    expect(said(0.1, 29)).to.equal("Too few to tell");
    expect(coverageVerdict({ coverage80: 0.1, samples: 29 }).text).to.equal("Too few to tell");
  });

  it("is of intervals whether they hold four fifths", () => {
    const intervals = (coverage80: number) => coverageVerdict({ coverage80, samples: 100 }).text;
    expect([0.7, 0.76, 0.84, 0.9].map(intervals)).to.deep.equal(["Too narrow", "As they should be", "As they should be", "Too wide"]);
  });
});
