import { expect } from "chai";
import fc from "fast-check";
import { decide } from "../../../bot/decide/decide.ts";
import { hold } from "../../../bot/decide/strategies/hold.ts";
import { maximiseNetYield } from "../../../bot/decide/strategies/maximiseNetYield.ts";
import { decisionInput, riskOf, units } from "../arbitraries.ts";
import { idOf, marketsOf } from "./markets.ts";

/** Whatever can still be withdrawn, the door is too narrow. */
const LEAVES_AT_HIGH = { highRiskExitCover: 1e6 };

const cases = (held: readonly number[], relativeCapBps = 10_000) =>
  [0.03, 0.08, 0.06].map((forecastApr, i) => ({ held: held[i] ?? 0, forecastApr, position: { relativeCapBps } }));

describe("hold", () => {
  it("buys what maximises net yield while it has nothing", () => {
    const input = marketsOf(cases([0, 0, 0], 6_000), 1_000_000);
    const decision = decide(input, hold);
    expect(decision.reason).equal("net-benefit");
    expect(decision.markets.map(({ target }) => target)).deep.equal([0n, units(600_000), units(400_000)]);
    expect(decision.moves).deep.equal(decide(input, maximiseNetYield).moves);
  });

  it("keeps it, whatever others come to pay", () => {
    const input = marketsOf(cases([900_000, 0, 0]), 0);
    expect(decide(input, maximiseNetYield).action).equal("rebalance");
    expect(decide(input, hold)).deep.include({ action: "hold", reason: "already-optimal" });
  });

  it("adds new money in proportion, once it is more than the drift band", () => {
    const targets = (idle: number) => decide(marketsOf(cases([600_000, 300_000, 0]), idle), hold).markets.map(({ target }) => target);
    expect(targets(40_000)).deep.equal([units(600_000), units(300_000), 0n]);
    expect(targets(90_000)).deep.equal([units(660_000), units(330_000), 0n]);
  });

  it("adds nothing to a market at its cap, but more to the others", () => {
    const decision = decide(marketsOf(cases([500_000, 300_000, 0], 5_000), 200_000), hold);
    expect(decision.markets.map(({ target }) => target)).deep.equal([units(500_000), units(500_000), 0n]);
  });

  it("keeps idle at its floor", () => {
    const decision = decide(marketsOf(cases([400_000, 200_000, 0]), 400_000, { limits: { idleFloorBps: 1_000 } }), hold);
    expect(decision.markets.map(({ target }) => target)).deep.equal([units(600_000), units(300_000), 0n]);
  });

  it("leaves a market of high risk for those it still has, and buys anew only if it has none", () => {
    const risks = [riskOf(idOf(0), "high")];
    expect(decide(marketsOf(cases([300_000, 0, 600_000]), 0, { risks, policy: LEAVES_AT_HIGH }), hold).reason).equal("risk-exit");
    const others = decide(marketsOf(cases([0, 0, 600_000]), 300_000, { risks }), hold);
    expect(others.markets.map(({ target }) => target)).deep.equal([0n, 0n, units(900_000)]);
    const none = decide(marketsOf(cases([0, 0, 0]), 900_000, { risks }), hold);
    expect(none.markets.map(({ target }) => target)).deep.equal([0n, units(900_000), 0n]);
  });

  it("does not wait with the rest for what is stuck in a market that has to be left", () => {
    const [first, ...others] = cases([300_000, 0, 0]);
    const stuck = { ...first, position: { withdrawable: 0n } };
    const decision = decide(marketsOf([stuck, ...others], 600_000, { risks: [riskOf(idOf(0), "high")], policy: LEAVES_AT_HIGH }), hold);
    expect(decision.markets.map(({ target }) => target)).deep.equal([units(300_000), units(600_000), 0n]);
  });

  it("withdraws only when it has to, once it has bought", () => {
    let added = 0;
    fc.assert(
      fc.property(decisionInput, (drawn) => {
        const usage = { ...drawn.vault.usage, lastRebalanceSeconds: null };
        const input = { ...drawn, vault: { ...drawn.vault, usage } };
        const decision = decide(input, hold);
        if (decision.reason !== "target-weights") return;
        added += 1;
        for (const move of decision.moves) expect(move.change > 0n).equal(true);
        for (const { current, target } of decision.markets) if (current === 0n) expect(target).equal(0n);
      }),
      { numRuns: 2000 },
    );
    expect(added).above(20);
  });
});
