import { expect } from "chai";
import fc from "fast-check";
import { costSteps, verdict } from "../../../../../bot/watch/web/pages/decisions/costs.ts";

const dollars = fc.double({ min: -1e5, max: 1e5, noNaN: true });

describe("the costs of a decision", () => {
  it("come to its net benefit, step by step", () => {
    fc.assert(
      fc.property(dollars, dollars, dollars, dollars, (gainUsd, riskUsd, gasUsd, exitCostUsd) => {
        const netBenefitUsd = gainUsd + riskUsd - gasUsd - exitCostUsd;
        const steps = costSteps({ ...cost(netBenefitUsd, 0), gainUsd, riskUsd, gasUsd, exitCostUsd });
        expect(steps.reduce((total, { value }) => total + value, 0)).to.be.closeTo(netBenefitUsd, 1e-6);
      }),
    );
  });

  it("are judged by what is required", () => {
    expect(verdict(cost(10, 7), "net-benefit")).to.equal("$3.00 more than is required.");
    expect(verdict(cost(2, 7), "below-margin")).to.equal("$5.00 less than is required.");
    expect(verdict(cost(-5, 7), "risk-exit")).to.match(/whatever it costs/);
  });
});

function cost(netBenefitUsd: number, requiredUsd: number) {
  return { horizonSeconds: 86_400, gainUsd: 0, riskUsd: 0, gasUnits: 0, gasUsd: 0, exitCostUsd: 0, netBenefitUsd, requiredUsd };
}
