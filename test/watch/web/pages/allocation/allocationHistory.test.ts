import { expect } from "chai";
import { type Allocation, allocationHistory } from "../../../../../bot/watch/web/pages/allocation/allocationHistory.ts";

const USDC = { symbol: "USDC", decimals: 6 };

describe("where money was over time", () => {
  const allocations = [
    allocationOf(100, "10000000", { a: ["6000000", "0"], b: ["0", "9000000"] }),
    allocationOf(200, "12000000", { b: ["9000000", "9000000"], c: ["0", "0"] }),
  ];

  it("has a line for every market that ever held anything, the largest at the end first, and one for idle money", () => {
    const { timesSeconds, markets, idle } = allocationHistory(allocations, "current", USDC);
    expect(timesSeconds).to.deep.equal([100, 200]);
    expect(markets).to.deep.equal([
      { marketId: "b", amounts: [0, 9] },
      { marketId: "a", amounts: [6, 0] },
    ]);
    expect(idle).to.deep.equal([4, 3]);
  });

  it("shows targets by the same rules", () => {
    expect(allocationHistory(allocations, "target", USDC).markets).to.deep.equal([{ marketId: "b", amounts: [9, 9] }]);
  });

  it("never shows less than nothing idle", () => {
    expect(allocationHistory([allocationOf(1, "5000000", { a: ["5000001", "0"] })], "current", USDC).idle).to.deep.equal([0]);
    expect(allocationHistory([allocationOf(1, null, { a: ["5", "0"] })], "current", USDC).idle).to.deep.equal([0]);
  });
});

function allocationOf(time: number, totalAssets: string | null, markets: Record<string, [current: string, target: string]>): Allocation {
  return {
    tickId: time,
    bucketTimeSeconds: time,
    decisionId: `0xab@${time}/idle`,
    totalAssets,
    markets: Object.entries(markets).map(([marketId, [current, target]]) => ({ marketId, current, target })),
  };
}
