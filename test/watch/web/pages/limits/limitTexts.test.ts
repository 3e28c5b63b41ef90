import { expect } from "chai";
import { LIMIT_NAMES } from "../../../../../bot/core/vaultLimits.ts";
import { LIMIT_TEXTS, limitText } from "../../../../../bot/watch/web/pages/limits/limitTexts.ts";

describe("limits in words", () => {
  it("says of every limit of the contract what it is for, and of no two the same", () => {
    expect(Object.keys(LIMIT_TEXTS)).to.have.members(LIMIT_NAMES);
    expect(new Set(Object.values(LIMIT_TEXTS))).to.have.length(LIMIT_NAMES.length);
  });

  it("writes each in the unit that its name ends with", () => {
    expect(limitText("idleFloorBps", 200)).to.equal("2.00 %");
    expect(limitText("rebalanceLossBps", 5)).to.equal("5 bps");
    expect(limitText("cooldownSeconds", 3_600)).to.equal("1 h");
    expect(limitText("timelockHours", 72)).to.equal("3 d");
    expect(limitText("dailyOutflowBps", 10_000)).to.equal("never");
  });
});
