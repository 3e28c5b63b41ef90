import { expect } from "chai";
import fc from "fast-check";
import type { Decision } from "../../../bot/core/decision.ts";
import { maxBigint } from "../../../bot/core/units.ts";
import { decide } from "../../../bot/decide/decide.ts";
import type { DecisionInput } from "../../../bot/decide/input.ts";
import { type Strategy, sumOf } from "../../../bot/decide/strategies/strategy.ts";
import { topThreeApr } from "../../../bot/decide/strategies/topThreeApr.ts";
import { topThreeTvl } from "../../../bot/decide/strategies/topThreeTvl.ts";
import { decisionInput, riskOf, units } from "../arbitraries.ts";
import { idOf, type MarketCase, marketsOf } from "./markets.ts";

const targets = (input: DecisionInput, strategy: Strategy = topThreeApr): readonly number[] =>
  decide(input, strategy).markets.map(({ target }) => Math.round(Number(target) / 1e6));

const quoting = (aprs: readonly number[], held: readonly number[] = []): readonly MarketCase[] =>
  aprs.map((supplyApr, i) => ({ supplyApr, held: held[i] ?? 0 }));

describe("the top three by quoted APR", () => {
  it("hold equal thirds, rewards counted", () => {
    const cases = quoting([0.05, 0.03, 0.06, 0.04, 0.02]);
    expect(targets(marketsOf(cases, 900_000))).deep.equal([300_000, 0, 300_000, 300_000, 0]);
    const rewarded = cases.map((one, i) => ({ ...one, observation: { rewardApr: i === 4 ? 0.03 : 0 } }));
    expect(targets(marketsOf(rewarded, 900_000))).deep.equal([300_000, 0, 300_000, 0, 300_000]);
  });

  it("leave what their limits keep out to the next in rank, a third at most each", () => {
    const cases = quoting([0.06, 0.05, 0.04, 0.03, 0.02]);
    const capped = cases.map((one, i) => (i === 0 ? { ...one, position: { absoluteCap: units(100_000) } } : one));
    expect(targets(marketsOf(capped, 900_000))).deep.equal([100_000, 300_000, 300_000, 200_000, 0]);
    const closed = cases.map((one, i) => (i < 2 ? { ...one, position: { allocatable: 0n } } : one));
    expect(targets(marketsOf(closed, 900_000))).deep.equal([0, 0, 300_000, 300_000, 300_000]);
  });

  it("share equally if they are fewer, and share what nobody else has room for", () => {
    expect(targets(marketsOf(quoting([0.05, 0.06]), 900_000))).deep.equal([450_000, 450_000]);
    const [first, second, third] = quoting([0.06, 0.05, 0.04]);
    const closed = { ...third, position: { allocatable: 0n } };
    expect(targets(marketsOf([first ?? {}, second ?? {}, closed], 900_000))).deep.equal([450_000, 450_000, 0]);
    const small = { ...third, position: { absoluteCap: units(100_000) } };
    expect(targets(marketsOf([first ?? {}, second ?? {}, small], 900_000))).deep.equal([400_000, 400_000, 100_000]);
  });

  it("share only what is not stuck elsewhere", () => {
    const cases = quoting([0.06, 0.05, 0.04, 0.03], [0, 0, 0, 300_000]);
    const stuck = cases.map((one, i) => (i === 3 ? { ...one, position: { withdrawable: 0n } } : one));
    expect(targets(marketsOf(stuck, 600_000))).deep.equal([200_000, 200_000, 200_000, 300_000]);
  });

  it("share a risk's cap in the order of their ranks", () => {
    const cases = quoting([0.06, 0.05, 0.04, 0.03]).map((one, i) => (i < 2 ? { ...one, position: { risks: ["usdt"] } } : one));
    const input = marketsOf(cases, 900_000, { vault: { risks: [{ name: "usdt", absoluteCap: units(400_000), relativeCapBps: 10_000 }] } });
    expect(targets(input)).deep.equal([300_000, 100_000, 300_000, 200_000]);
  });

  it("keep a member until another quotes more than the drift band above it", () => {
    const held = [300_000, 300_000, 300_000, 0];
    const within = decide(marketsOf(quoting([0.06, 0.05, 0.04, 0.0419], held), 0), topThreeApr);
    expect(within).deep.include({ action: "hold", reason: "already-optimal" });
    expect(targets(marketsOf(quoting([0.06, 0.05, 0.04, 0.0421], held), 0))).deep.equal([300_000, 300_000, 0, 300_000]);
  });

  it("are not joined for good by what only holds what limits kept out of others", () => {
    const capped = (aprs: readonly number[], held: readonly number[]) =>
      quoting(aprs, held).map((one) => ({ ...one, position: { relativeCapBps: 3000 } }));
    const held = [300_000, 300_000, 300_000, 100_000, 0];
    expect(targets(marketsOf(capped([0.06, 0.05, 0.04, 0.0395, 0.03], [0, 0, 0, 0, 0]), 1_000_000))).deep.equal(held);
    // A third of the way to being full, the fourth has a third of a member's advantage, so the difference is 1.05 / 1.0167.
    expect(targets(marketsOf(capped([0.06, 0.05, 0.04, 0.0412, 0.03], held), 0))).deep.equal(held);
    expect(targets(marketsOf(capped([0.06, 0.05, 0.04, 0.0415, 0.03], held), 0))).deep.equal([300_000, 300_000, 100_000, 300_000, 0]);
  });

  it("leave amounts alone within the drift band", () => {
    const drifted = (held: readonly number[]) => decide(marketsOf(quoting([0.06, 0.05, 0.04], held), 0), topThreeApr);
    expect(drifted([340_000, 290_000, 270_000])).deep.include({ action: "hold", reason: "below-margin" });
    expect(drifted([350_000, 290_000, 260_000])).deep.include({ action: "rebalance", reason: "target-weights" });
  });

  it("keep what cannot be seen as it is", () => {
    const cases = quoting([0.06, 0.05, 0.04, 0.03], [0, 200_000, 0, 0]);
    const input = marketsOf(cases, 700_000);
    const unseen = { ...input, observations: input.observations.filter(({ marketId }) => marketId !== idOf(1)) };
    expect(targets(unseen)).deep.equal([233_333, 200_000, 233_333, 233_333]);
  });

  it("are left when their risk is high, before anything else is done", () => {
    const risks = [riskOf(idOf(0), "high")];
    // A door that lets only what can be withdrawn a million times over stay.
    const policy = { highRiskExitCover: 1e6 };
    const input = marketsOf(quoting([0.06, 0.05, 0.04, 0.03], [300_000, 300_000, 300_000, 0]), 0, { risks, policy });
    expect(decide(input, topThreeApr).reason).equal("risk-exit");
    expect(targets(input)).deep.equal([0, 300_000, 300_000, 0]);
    const after = marketsOf(quoting([0.06, 0.05, 0.04, 0.03], [0, 300_000, 300_000, 0]), 300_000, { risks });
    expect(targets(after)).deep.equal([0, 300_000, 300_000, 300_000]);
  });
});

describe("the top three by deposits", () => {
  const deposits = [50, 400, 200, 300, 100];
  const cases = deposits.map((millions, i) => ({
    // The largest pay the least, and the smallest has the most cash.
    supplyApr: 0.05 - millions * 1e-4,
    observation: { totalSupply: units(millions * 1e6), liquidity: units(i === 0 ? 50e6 : 1e6) },
  }));

  it("hold equal thirds, whatever they pay and however much of the deposits is lent out", () => {
    expect(targets(marketsOf(cases, 900_000), topThreeTvl)).deep.equal([0, 300_000, 300_000, 300_000, 0]);
  });

  it("keep a member until another is larger by more than the drift band", () => {
    const held = [0, 300_000, 300_000, 300_000, 0];
    const grown = (millions: number) =>
      cases.map((one, i) => ({
        ...one,
        held: held[i] ?? 0,
        observation: { ...one.observation, ...(i === 4 ? { totalSupply: units(millions * 1e6) } : {}) },
      }));
    expect(decide(marketsOf(grown(209), 0), topThreeTvl).action).equal("hold");
    expect(targets(marketsOf(grown(211), 0), topThreeTvl)).deep.equal([0, 300_000, 0, 300_000, 300_000]);
  });
});

describe("the top three of whatever", () => {
  it("come to rest: nothing changing, one plan after another carried out ends with none", () => {
    let moved = 0;
    fc.assert(
      fc.property(decisionInput, fc.constantFrom(topThreeApr, topThreeTvl), (drawn, strategy) => {
        let input = unhurried(drawn);
        for (let plans = 0; plans < 5; plans += 1) {
          const decision = decide(input, strategy);
          if (decision.reason !== "target-weights") return;
          moved += 1;
          input = carriedOut(input, decision);
        }
        expect.fail("still moving after five plans");
      }),
      { numRuns: 600 },
    );
    expect(moved).above(60);
  });
});

/** Without cooldowns, turnover limits, risks and costs of moving. */
function unhurried(input: DecisionInput): DecisionInput {
  return {
    ...input,
    risks: [],
    costs: { ...input.costs, conversion: {} },
    vault: {
      ...input.vault,
      risks: [],
      usage: { lastRebalanceSeconds: null, turnoverBps: 0, lossMillionths: 0 },
      limits: { ...input.vault.limits, rebalanceTurnoverBps: 10_000, dailyTurnoverBps: 60_000 },
    },
  };
}

function carriedOut(input: DecisionInput, decision: Decision): DecisionInput {
  const { vault } = input;
  const added = vault.positions.map((position, i) => (decision.markets[i]?.target ?? position.totalAssets) - position.totalAssets);
  const positions = vault.positions.map((position, i) => ({
    ...position,
    totalAssets: position.totalAssets + (added[i] ?? 0n),
    withdrawable: position.withdrawable + (added[i] ?? 0n),
    allocatable: position.allocatable - maxBigint(0n, added[i] ?? 0n),
  }));
  return { ...input, vault: { ...vault, positions, idle: vault.idle - sumOf(added) } };
}
