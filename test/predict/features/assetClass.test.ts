import { expect } from "chai";
import { assetClass } from "../../../bot/predict/features/assetClass.ts";

describe("the class of an asset", () => {
  it("is told by its symbol, however it is written", () => {
    const classes = {
      dollar: ["USDC", "usdt", "DAI", "sUSDe", "USDC.e", "crvUSD", "GHO"],
      ether: ["WETH", "eth", "stETH", "wstETH", "ETH+", "rsETH"],
      bitcoin: ["WBTC", "cbBTC", "tBTC"],
      other: ["UNI", "LINK", "USD", "", "constructor", "USDC-WETH"],
    };
    for (const [expected, symbols] of Object.entries(classes)) {
      for (const symbol of symbols) expect(assetClass(symbol), symbol).equal(expected);
    }
  });
});
