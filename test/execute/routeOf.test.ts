import { expect } from "chai";
import { routeOf } from "../../bot/execute/routeOf.ts";

describe("execute: route of a rebalance", () => {
  const par = { "1:aave-v3:usdc": { enterBps: 0, exitBps: 0 }, "1:sky-savings:usdc": { enterBps: 0, exitBps: 5 } };
  const moves = (...marketIds: string[]) => marketIds.map((marketId) => ({ marketId }));

  it("is what is configured, whatever moves", () => {
    for (const route of ["public", "private"] as const)
      for (const marketId of ["1:aave-v3:usdc", "1:curve:3pool-usdc"]) expect(routeOf(route, moves(marketId), par)).to.equal(route);
  });

  it("by auto, is public for lending at par", () => {
    expect(routeOf("auto", moves("1:aave-v3:usdc", "1:compound-v3:usdc"), par)).to.equal("public");
  });

  it("by auto, is private as soon as one move trades in a pool or costs something", () => {
    for (const marketId of ["1:curve:3pool-usdc", "1:uniswap-v3:usdc-usdt", "1:sky-savings:usdc"])
      expect(routeOf("auto", moves("1:aave-v3:usdc", marketId), par)).to.equal("private");
  });
});
