import { expect } from "chai";
import fc from "fast-check";
import { leadText } from "../../../../../bot/watch/web/pages/backtests/leadText.ts";

const rate = fc.double({ min: -0.5, max: 0.5, noNaN: true });

describe("what is said of a lead", () => {
  it("calls it one only where luck is ruled out", () => {
    fc.assert(
      fc.property(fc.tuple(rate, rate, rate), (rates) => {
        const [low = 0, mean = 0, high = 0] = rates.sort((first, second) => first - second);
        const { verdict, text } = leadText({ best: "trailing-mean", mean, low, high });
        expect(verdict).to.equal(low > 0 ? "ahead" : high < 0 ? "behind" : "unproven");
        expect(text.includes("may as well be luck")).to.equal(verdict === "unproven");
      }),
    );
  });

  it("tells by how much, of what, and how sure that is", () => {
    const { title, text } = leadText({ best: "trailing-mean", mean: 0.0003, low: -0.0024, high: 0.0036 });
    expect(title).to.equal("A lead that is not proven");
    expect(text).to.include("+0.03 points a year against trailing-mean, the best of the others; between −0.24 points and +0.36 points");
    expect(leadText({ best: "x", mean: -0.0003, low: -0.0024, high: 0.0036 }).title).to.equal("No lead");
  });

  it("says what it takes to judge one", () => {
    expect(leadText(null).verdict).to.equal("untold");
  });
});
