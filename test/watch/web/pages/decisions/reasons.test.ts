import { expect } from "chai";
import { DECISION_REASONS, SKIP_REASONS } from "../../../../../bot/core/decision.ts";
import { reasonsOf, reasonWords, skipWords, waitsForBenefit } from "../../../../../bot/watch/web/pages/decisions/reasons.ts";

describe("the reasons of decisions", () => {
  it("have words of their own, each", () => {
    const words = DECISION_REASONS.map(reasonWords);
    expect(new Set(words).size).to.equal(DECISION_REASONS.length);
    expect(new Set(SKIP_REASONS.map(skipWords)).size).to.equal(SKIP_REASONS.length);
  });

  it("are of moves or of non-moves", () => {
    const moves = reasonsOf("rebalance");
    const holds = reasonsOf("hold");
    expect([...moves, ...holds]).to.have.members(DECISION_REASONS);
    expect(moves).to.have.members(["net-benefit", "risk-exit", "idle-floor", "over-cap", "target-weights"]);
    expect(reasonsOf(null)).to.have.members(DECISION_REASONS);
  });

  it("tell whether a move waits until it pays", () => {
    expect(waitsForBenefit("net-benefit")).to.equal(true);
    expect(waitsForBenefit("risk-exit")).to.equal(false);
  });
});
