import { expect } from "chai";
import { eventText } from "../../../../../bot/watch/web/pages/models/eventText.ts";

const OLD = { model: "ewma", modelVersion: "1" };

describe("what happened to a model, in words", () => {
  it("tells why, and whom it is about", () => {
    expect(eventText({ kind: "promoted", detail: { reason: "it is better by more than luck", champion: OLD, comparisons: [] } })).to.equal(
      "It is better by more than luck; in place of ewma 1",
    );
    expect(eventText({ kind: "rolled-back", detail: { reason: "the one before is better", to: OLD } })).to.equal(
      "The one before is better; back to ewma 1",
    );
    expect(eventText({ kind: "challenger-trained", detail: { rows: 9, champion: OLD } })).to.equal("Beside ewma 1");
    expect(eventText({ kind: "fallback", detail: { reason: "knows too little", markets: ["1:aave-v3:usdc"] } })).to.equal(
      "Knows too little; in aave-v3:usdc",
    );
  });

  it("names the first of many features", () => {
    const features = ["a", "b", "c", "d", "e", "f", "g"].map((feature) => ({ feature, wasserstein: 1, jensenShannon: 1 }));
    expect(eventText({ kind: "drift", detail: { features } })).to.equal("Moved: a, b, c, d, e and 2 more");
  });

  it("says nothing of what it does not know", () => {
    for (const kind of ["promoted", "rolled-back", "challenger-trained", "challenger-rejected", "drift", "fallback"] as const) {
      for (const detail of [{}, { reason: 7, to: null, champion: "x", features: [{}], markets: {} }])
        expect(eventText({ kind, detail })).to.equal("");
    }
  });
});
