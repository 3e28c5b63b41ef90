import { expect } from "chai";
import { historyAsked, priceHistory, SPANS } from "../../../../../bot/watch/web/pages/overview/priceHistory.ts";

describe("share prices on the overview", () => {
  it("leaves out ticks that saw none", () => {
    const worth = { tickId: 1, totalAssets: null, totalShares: null, navUsd: null };
    const worths = [
      { ...worth, bucketTimeSeconds: 1, sharePrice: 1 },
      { ...worth, bucketTimeSeconds: 2, sharePrice: null },
      { ...worth, bucketTimeSeconds: 3, sharePrice: 1.01 },
    ];
    expect(priceHistory(worths)).to.deep.equal({ timesSeconds: [1, 3], prices: [1, 1.01] });
  });

  it("asks for no more than one page of answers holds", () => {
    const stepSeconds = { hour: 3_600, day: 86_400 };
    for (const span of SPANS.filter((one) => one !== "all")) {
      const { from, resolution } = historyAsked(span, 1_750_000_000);
      expect((1_750_000_000 - from) / stepSeconds[resolution], span)
        .to.be.above(5)
        .and.to.be.at.most(500);
    }
    expect(historyAsked("all", 1_750_000_000)).to.deep.equal({ from: 0, resolution: "day" });
  });
});
