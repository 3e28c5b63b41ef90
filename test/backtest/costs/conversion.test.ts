import { expect } from "chai";
import fc from "fast-check";
import { conversionCost } from "../../../bot/backtest/costs/conversion.ts";

const bps = (symbol: string, tradeUsd: number, assetSymbol = "USDC") => conversionCost({ assetSymbol, symbol, tradeUsd }).enterBps;

describe("what it costs to bring the vault's asset into a market of another token", () => {
  it("is nothing for the asset itself, in either case", () => {
    expect(conversionCost({ assetSymbol: "USDC", symbol: "usdc", tradeUsd: 1e9 })).deep.equal({ enterBps: 0, exitBps: 0 });
  });

  it("is little more than the pool's fee for small trades: one basis point among the three, four for other dollars", () => {
    expect(bps("DAI", 10_000)).within(1, 1.01);
    expect(bps("USDT", 10_000)).within(1, 1.01);
    expect(bps("TUSD", 10_000)).within(4, 4.05);
  });

  it("is a usual pool's fee for what is no dollar", () => {
    expect([bps("WETH", 1e6), bps("WBTC", 1e6), bps("LINK", 1e6)]).deep.equal([5, 5, 30]);
  });

  it("never falls as more is traded, and takes all of what no pool can hold", () => {
    const usd = fc.double({ min: 1, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(usd, usd, fc.constantFrom("DAI", "FRAX"), (one, other, symbol) => {
        fc.pre(one <= other);
        // A unit of a small trade is as much as its last digit.
        expect(bps(symbol, one)).at.most(bps(symbol, other) + 0.02);
      }),
    );
    expect(bps("TUSD", 1e9)).above(9_000);
  });
});
