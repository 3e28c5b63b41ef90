import { expect } from "chai";
import { priceHistory } from "../../../../../bot/watch/web/pages/overview/priceHistory.ts";

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
});
