import { expect } from "chai";
import { amountText, durationText, gweiText, listText, usdText } from "../../bot/decide/wording.ts";

describe("figures for people", () => {
  const usdc = { decimals: 6, symbol: "USDC" };

  it("groups thousands and never loses a unit of a large amount", () => {
    expect(amountText(1_234_567_891_234n, usdc)).equal("1,234,567.89 USDC");
    expect(amountText(-999_999n, usdc)).equal("−0.99 USDC");
    expect(amountText(123_456_789_012_345_678_901_234_567_890n, { decimals: 18, symbol: "DAI" })).equal("123,456,789,012.34 DAI");
  });

  it("writes USD to the cent", () => {
    expect([1234.5, -0.004, -2, 999_999.999].map(usdText)).deep.equal(["1,234.50 USD", "0.00 USD", "−2.00 USD", "1,000,000.00 USD"]);
  });

  it("writes fees to three digits", () => {
    expect([74n * 10n ** 9n, 12_345_678_901n, 4_567_890n, 0n].map(gweiText)).deep.equal(["74 gwei", "12.3 gwei", "0.00457 gwei", "0 gwei"]);
  });

  it("writes durations in their natural unit", () => {
    expect([60, 5400, 86_400, 604_800].map(durationText)).deep.equal(["1 minute", "1.5 hours", "1 day", "7 days"]);
  });

  it("cuts long lists short", () => {
    expect([["a"], ["a", "b"], ["a", "b", "c", "d", "e"]].map((items) => listText(items, 3))).deep.equal([
      "a",
      "a and b",
      "a, b, c and 2 more",
    ]);
  });
});
