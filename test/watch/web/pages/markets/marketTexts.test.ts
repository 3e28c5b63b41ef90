import { expect } from "chai";
import { askedFor, looksAheadSeconds } from "../../../../../bot/watch/web/charts/spans.ts";
import { flagsText, flagWords } from "../../../../../bot/watch/web/format/flags.ts";
import { ageText, isOld, keeperNow } from "../../../../../bot/watch/web/pages/markets/age.ts";
import { lastGaps } from "../../../../../bot/watch/web/pages/markets/lastGaps.ts";
import { positionHistory } from "../../../../../bot/watch/web/pages/markets/positionHistory.ts";
import { rateModelText } from "../../../../../bot/watch/web/pages/markets/rateModelText.ts";

const USDC = { symbol: "USDC", decimals: 6 };
const DAY = 86_400;

describe("what is said of a market", () => {
  it("tells what its rate is at no, optimal and full utilization", () => {
    const aave = {
      kind: "kinked-borrow",
      optimalUtilization: 0.92,
      baseBorrowApr: 0.01,
      slope1Apr: 0.055,
      slope2Apr: 0.35,
      reserveFactor: 0.1,
    } as const;
    expect(rateModelText(aave, USDC)).to.equal(
      "Borrowers pay 1.00 % while nothing is lent, 6.50 % at 92 % utilization, and 41.50 % when all is lent. " +
        "Depositors share it by utilization, after the protocol's 10 %.",
    );
    const compound = {
      kind: "kinked-supply",
      kinkUtilization: 0.8,
      baseSupplyApr: 0,
      slopeLowApr: 0.05,
      slopeHighApr: 0.5,
    } as const;
    expect(rateModelText(compound, USDC)).to.equal(
      "Depositors get 0.00 % while nothing is lent, 4.00 % at 80 % utilization, and 14.00 % when all is lent.",
    );
    expect(rateModelText({ kind: "fee-share", sharingDeposits: 1.5e12 }, USDC)).to.contain("1.5M USDC share them now");
    expect(rateModelText({ kind: "flat" }, USDC)).to.contain("deposits do not move");
  });

  it("names what stands in the way", () => {
    expect(flagWords({ paused: true, frozen: false, supplyCapReached: true })).to.deep.equal(["Paused", "Supply cap reached"]);
    expect(flagsText({ paused: false, frozen: false, supplyCapReached: false })).to.equal("open");
  });

  it("tells ages by the clock of who answers", () => {
    expect(ageText(1_000, 1_300)).to.equal("5 min ago");
    expect(ageText(1_000, 999)).to.equal("just now");
    expect(isOld(0, 900, 300)).to.equal(false);
    expect(isOld(0, 901, null)).to.equal(true);
    const keeper = { tickSeconds: 300, isLate: false };
    expect(keeperNow({ keeper: { ...keeper, lastTickAtSeconds: 5_000, lastTickAgeSeconds: 60 } })).to.equal(5_060);
    expect(keeperNow({ keeper: { ...keeper, lastTickAtSeconds: null, lastTickAgeSeconds: null } })).to.be.closeTo(Date.now() / 1000, 60);
  });

  it("goes as far back as its span, as finely as pages hold", () => {
    expect(askedFor("2d", 10 * DAY)).to.deep.equal({ from: 8 * DAY, resolution: "raw" });
    expect(askedFor("30d", 10 * DAY)).to.deep.equal({ from: 0, resolution: "hour" });
    expect(askedFor("all", 10 * DAY)).to.deep.equal({ from: 0, resolution: "day" });
    expect(looksAheadSeconds("7d")).to.equal(7 * DAY);
    expect(looksAheadSeconds("all")).to.equal(30 * DAY);
  });

  it("has the vault's position at every decision, none where the market was not known then", () => {
    const at = (bucketTimeSeconds: number, current: string | null) => ({
      tickId: 1,
      bucketTimeSeconds,
      decisionId: "d",
      totalAssets: "0",
      markets: current === null ? [] : [{ marketId: "a", current, target: "9" }],
    });
    expect(positionHistory([at(1, null), at(2, "2500000")], "a", USDC)).to.deep.equal({
      timesSeconds: [1, 2],
      amounts: [0, 2.5],
      most: 2.5,
    });
    expect(positionHistory([], "a", USDC).most).to.equal(0);
  });

  it("has the newest gaps first, and says how many more there are", () => {
    const gap = (firstBucketSeconds: number) => ({
      marketId: "a",
      firstBucketSeconds,
      lastBucketSeconds: firstBucketSeconds,
      bucketSeconds: 300,
      reason: "rpc" as const,
      detail: "",
      buckets: 1,
      refilled: 0,
      irrecoverable: 0,
    });
    const { shown, more } = lastGaps([gap(1), gap(3), gap(2)], 2);
    expect(shown.map((one) => one.firstBucketSeconds)).to.deep.equal([3, 2]);
    expect(more).to.equal(1);
  });
});
