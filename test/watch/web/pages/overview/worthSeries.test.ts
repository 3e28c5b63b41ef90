import { expect } from "chai";
import { worthSeries, worthText } from "../../../../../bot/watch/web/pages/overview/worthSeries.ts";

const USDC = { symbol: "USDC", decimals: 6 };

describe("what a vault was worth, on the overview", () => {
  const worth = { tickId: 1, totalShares: null, navUsd: null };
  const worths = [
    { ...worth, bucketTimeSeconds: 1, sharePrice: 1, totalAssets: "5000000" },
    { ...worth, bucketTimeSeconds: 2, sharePrice: null, totalAssets: null },
    { ...worth, bucketTimeSeconds: 3, sharePrice: 1.01, totalAssets: "7500000" },
  ];

  it("is the share price or all of it, without ticks that saw neither", () => {
    expect(worthSeries(worths, "share-price", USDC)).to.deep.equal({ timesSeconds: [1, 3], values: [1, 1.01] });
    expect(worthSeries(worths, "nav", USDC)).to.deep.equal({ timesSeconds: [1, 3], values: [5, 7.5] });
  });

  it("is written so that steps of it can be told apart", () => {
    expect(worthText("share-price")(1.001146)).to.equal("1.00115");
    expect(worthText("nav")(1_234_567)).to.equal("1.23M");
  });
});
