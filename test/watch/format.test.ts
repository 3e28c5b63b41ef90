import { expect } from "chai";
import { marketName, percent, thousands, tokenAmount, utcTime } from "../../bot/watch/format.ts";
import { ether } from "../../bot/watch/keeperAccount.ts";

describe("watch: format", () => {
  it("percent", () => {
    expect(percent(0.04567)).to.equal("4.57 %");
    expect(percent(0.8376, 1)).to.equal("83.8 %");
    expect(percent(0)).to.equal("0.00 %");
    expect(percent(-0.5)).to.equal("-50.00 %");
  });

  it("time in UTC", () => {
    expect(utcTime(1_767_225_611)).to.equal("2026-01-01 00:00:11");
    expect(utcTime(0)).to.equal("1970-01-01 00:00:00");
  });

  it("token amounts in whole tokens", () => {
    expect(tokenAmount(1_234_567_890n, 6)).to.equal("1,234.57");
    expect(tokenAmount(10n ** 24n, 18, 0)).to.equal("1,000,000");
    expect(tokenAmount(0n, 6)).to.equal("0.00");
    expect(thousands(1234.5, 0)).to.equal("1,235");
  });

  it("ether to the sixth digit, where the cost of a rebalance shows", () => {
    expect(ether(10n ** 18n)).to.equal("1.000000 ETH");
    expect(ether(48_000_000_000_000n)).to.equal("0.000048 ETH");
  });

  it("the readable end of a market's id", () => {
    expect(marketName("1:aave-v3:usdc")).to.equal("aave-v3:usdc");
    expect(marketName("42161:compound-v3:usdc")).to.equal("compound-v3:usdc");
  });
});
