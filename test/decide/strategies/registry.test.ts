import { expect } from "chai";
import fc from "fast-check";
import { decide } from "../../../bot/decide/decide.ts";
import { idle } from "../../../bot/decide/strategies/idle.ts";
import { STRATEGIES, strategyByName, UnknownStrategyError } from "../../../bot/decide/strategies/registry.ts";
import { decisionInput } from "../arbitraries.ts";

describe("idle", () => {
  it("never moves", () => {
    fc.assert(
      fc.property(decisionInput, (input) => {
        expect(decide(input, idle).moves).deep.equal([]);
      }),
    );
  });
});

describe("the strategies by name", () => {
  it("are all found, each by a name of its own, and an unknown name is answered with those there are", () => {
    for (const strategy of STRATEGIES) expect(strategyByName(strategy.name)).equal(strategy);
    expect(() => strategyByName("yolo")).throw(UnknownStrategyError, 'no strategy is called "yolo"');
    expect(new UnknownStrategyError("yolo").remedy).equal(
      "Choose one of: maximise-net-yield, equal-weight, best-apr, top-3-apr, top-3-tvl, risk-parity, hierarchical-risk-parity, hold, idle.",
    );
  });
});
