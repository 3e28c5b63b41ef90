import { expect } from "chai";
import { decide } from "../../../bot/decide/decide.ts";
import { equalWeight } from "../../../bot/decide/strategies/equalWeight.ts";
import { units } from "../arbitraries.ts";
import { marketsOf } from "./markets.ts";

const holding = (held: readonly number[]) => held.map((one) => ({ held: one }));

describe("equal weight", () => {
  it("gives every market the same", () => {
    const decision = decide(marketsOf(holding([0, 0, 0]), 900_000), equalWeight);
    expect(decision.reason).equal("target-weights");
    expect(decision.markets.map((market) => market.target)).deep.equal([units(300_000), units(300_000), units(300_000)]);
  });

  it("leaves weights alone within the drift band and says so", () => {
    const within = decide(marketsOf(holding([340_000, 290_000, 270_000]), 0), equalWeight);
    expect(within.reason).equal("below-margin");
    expect(within.action).equal("hold");
    const beyond = decide(marketsOf(holding([350_000, 290_000, 260_000]), 0), equalWeight);
    expect(beyond.action).equal("rebalance");
  });

  it("invests also where every market's part is within the drift band", () => {
    const decision = decide(marketsOf(holding(new Array(25).fill(0)), 1_000_000), equalWeight);
    expect(decision.markets.map((market) => market.target)).deep.equal(new Array(25).fill(units(40_000)));
  });
});
