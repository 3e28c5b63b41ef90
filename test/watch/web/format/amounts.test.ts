import { expect } from "chai";
import { ether, gwei, short, shortUsd, tokenChange, tokens, usd, usdChange } from "../../../../bot/watch/web/format/amounts.ts";

const USDC = { symbol: "USDC", decimals: 6 };

describe("amounts on pages", () => {
  it("shows smallest units in whole tokens", () => {
    expect(tokens("1234567890", USDC)).to.equal("1,234.57");
    expect(tokens("0", USDC)).to.equal("0.00");
  });

  it("shows which way a change goes", () => {
    expect(tokenChange("2500000", USDC)).to.equal("+2.50");
    expect(tokenChange("-2500000", USDC)).to.equal("−2.50");
    expect(tokenChange("0", USDC)).to.equal("0.00");
  });

  it("shows a change of dollars with its sign", () => {
    expect([10.546, -1.73, 0, -0].map((value) => usdChange(value))).to.deep.equal(["+$10.55", "−$1.73", "$0.00", "$0.00"]);
  });

  it("shows dollars, the first digits of what is less than a cent, and a loss as one", () => {
    expect([1_234.567, 0, -3.2, 0.00123, -0.0004].map((value) => usd(value))).to.deep.equal([
      "$1,234.57",
      "$0.00",
      "−$3.20",
      "$0.0012",
      "−$0.00040",
    ]);
  });

  it("shortens what is only to be told apart", () => {
    expect([1_234_567, 350_000, 12].map(short)).to.deep.equal(["1.23M", "350k", "12"]);
    expect(shortUsd(-1_500)).to.equal("−$1.5k");
  });

  it("shows wei a gas in gwei, and wei in ether", () => {
    expect(gwei("12340000000")).to.equal("12.340");
    expect(ether("1234000000000000")).to.equal("0.001234");
  });
});
