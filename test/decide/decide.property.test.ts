import { expect } from "chai";
import fc from "fast-check";
import type { DecidedMove, Decision } from "../../bot/core/decision.ts";
import { DECISION_REASONS, SKIP_REASONS } from "../../bot/core/decision.ts";
import { BPS, maxBigint } from "../../bot/core/units.ts";
import { decide } from "../../bot/decide/decide.ts";
import type { DecisionInput } from "../../bot/decide/input.ts";
import { maximiseNetYield } from "../../bot/decide/strategies/maximiseNetYield.ts";
import { STRATEGIES } from "../../bot/decide/strategies/registry.ts";
import type { Strategy } from "../../bot/decide/strategies/strategy.ts";
import { decisionInput } from "./arbitraries.ts";
import { refusal } from "./contractRules.ts";
import { addedInSpiteOfRisk } from "./riskRules.ts";

const URGENT = ["risk-exit", "idle-floor", "over-cap"];

/** Checks a property of decisions by every strategy, and that the sample was not all of one kind. */
function everyDecision(check: (input: DecisionInput, decision: Decision, strategy: Strategy) => void, numRuns = 400): void {
  let rebalances = 0;
  fc.assert(
    fc.property(decisionInput, fc.constantFrom(...STRATEGIES), (input, strategy) => {
      const decision = decide(input, strategy);
      if (decision.action === "rebalance") rebalances += 1;
      check(input, decision, strategy);
    }),
    { numRuns },
  );
  expect(rebalances, "rebalances in the sample").above(numRuns / 10);
}

describe("any decision", () => {
  it("is a plan that the vault takes, also at the loss it has to expect", () => {
    const bound = new Set<string>();
    everyDecision((input, decision) => {
      if (decision.action === "hold") return;
      const { vault, costs } = input;
      // What goes in counts at once for what leaving would pay.
      const lossOf = ({ marketId, change }: DecidedMove): bigint => {
        const { enterBps, exitBps } = costs.conversion[marketId] ?? { enterBps: 0, exitBps: 0 };
        return (maxBigint(0n, change) * BigInt(enterBps + exitBps)) / BPS;
      };
      expect(refusal(vault, decision.moves)).equal(null);
      expect(refusal(vault, decision.moves, lossOf)).equal(null);
      for (const [name, isBinding] of Object.entries(bindings(input, decision))) if (isBinding) bound.add(name);
    }, 6000);
    expect([...bound].sort()).deep.equal(["absoluteCap", "idleFloor", "relativeCap", "riskCap", "turnover"]);
  });

  it("never leaves idle below its floor, unless markets cannot pay that much out now", () => {
    everyDecision((input, decision) => {
      if (decision.action === "hold") return;
      const { vault } = input;
      const change = decision.moves.reduce((sum, move) => sum + move.change, 0n);
      const isAtFloor = (vault.idle - change) * BPS >= vault.grossAssets * BigInt(vault.limits.idleFloorBps);
      const isDrained = decision.markets.every((market) => market.target <= market.minimum);
      expect(isAtFloor || isDrained).equal(true);
    });
  });

  it("refills an idle floor that is broken by more than the tolerance, if it can", () => {
    let refills = 0;
    everyDecision((input, decision, strategy) => {
      const { vault, policy } = input;
      const tolerated = BPS - BigInt(policy.idleFloorToleranceBps);
      const isBroken = vault.idle * BPS * BPS < vault.grossAssets * BigInt(vault.limits.idleFloorBps) * tolerated;
      const payable = decision.markets.reduce((sum, market) => sum + market.current - market.minimum, 0n);
      if (!isBroken || strategy.name === "idle" || payable < 10_000_000_000n) return;
      expect(decision.action).equal("rebalance");
      refills += 1;
    }, 1500);
    expect(refills).above(20);
  });

  it("withdraws at most what is withdrawable and allocates at most what is allocatable", () => {
    everyDecision((input, decision) => {
      for (const move of decision.moves) {
        const position = input.vault.positions.find((one) => one.marketId === move.marketId);
        if (move.change < 0n) expect(-move.change <= (position?.withdrawable ?? 0n)).equal(true);
        else expect(move.change <= (position?.allocatable ?? 0n)).equal(true);
      }
    });
  });

  it("adds nothing to a market that is unhealthy, paused or frozen, nor while the vault only reduces risk or is about to", () => {
    everyDecision((input, decision) => {
      const { vault } = input;
      if (vault.status === "paused") expect(decision.moves).deep.equal([]);
      for (const move of decision.moves.filter((one) => one.change > 0n)) {
        const position = vault.positions.find((one) => one.marketId === move.marketId);
        const flags = input.observations.find(
          (one) => one.marketId === move.marketId && decision.observationIds.includes(`${one.marketId}@${one.blockNumber}`),
        )?.flags;
        expect([vault.status, vault.breakerDue]).deep.equal(["normal", null]);
        expect(position?.healthy && !flags?.paused && !flags?.frozen).equal(true);
      }
    }, 1000);
  });

  it("adds nothing to a market with a veto or of high risk, nor more than its smaller cap to one of medium risk", () => {
    let closed = 0;
    everyDecision((input, decision) => {
      expect(addedInSpiteOfRisk(input, decision)).deep.equal([]);
      closed += decision.markets.filter(({ risk }) => risk !== null && (risk.riskClass === "high" || risk.vetoes.length > 0)).length;
    }, 2000);
    expect(closed).above(200);
  });

  it("conserves assets: targets are positions plus moves, and idle pays for what is allocated", () => {
    everyDecision((input, decision) => {
      const change = decision.markets.reduce((sum, market) => sum + market.target - market.current, 0n);
      const moved = decision.moves.reduce((sum, move) => sum + move.change, 0n);
      expect(change).equal(moved);
      expect(input.vault.idle - moved >= 0n).equal(true);
      for (const market of decision.markets) {
        const own = decision.moves.filter((move) => move.marketId === market.marketId);
        expect(own.length).equal(market.target === market.current ? 0 : 1);
        if (own[0] !== undefined) expect(own[0].change).equal(market.target - market.current);
      }
    });
  });

  it("allocates only what arrives: idle and withdrawals less exit cost and rounding, above the idle floor", () => {
    everyDecision((input, decision) => {
      const { vault, costs } = input;
      const allocated = decision.moves.reduce((sum, move) => sum + maxBigint(0n, move.change), 0n);
      if (allocated === 0n) return;
      const arriving = decision.moves.reduce((sum, move) => {
        const exitBps = BigInt(costs.conversion[move.marketId]?.exitBps ?? 0);
        return move.change < 0n ? sum + (-move.change * (BPS - exitBps)) / BPS - 1n : sum;
      }, 0n);
      const floor = (vault.grossAssets * BigInt(vault.limits.idleFloorBps)) / BPS;
      expect(vault.idle + arriving - allocated >= floor).equal(true);
    }, 1000);
  });

  it("withdraws before it allocates", () => {
    let both = 0;
    everyDecision((_, decision) => {
      const signs = decision.moves.map((move) => (move.change < 0n ? 0 : 1));
      expect(signs).deep.equal(signs.toSorted((a, b) => a - b));
      if (new Set(signs).size === 2) both += 1;
    }, 3000);
    expect(both).above(10);
  });

  it("is the same for the same input, in whatever order that comes, and changes nothing in it", () => {
    everyDecision((input, decision, strategy) => {
      const shuffled = {
        ...input,
        observations: input.observations.toReversed(),
        forecasts: input.forecasts.toReversed(),
        risks: input.risks.toReversed(),
      };
      expect(decide(deepFrozen(structuredClone(shuffled)), strategy)).deep.equal(decision);
    });
  });

  it("does not look at data from after its block, nor at stale data", () => {
    everyDecision((input, decision, strategy) => {
      const { blockTimeSeconds } = input.vault;
      const usable = (time: number): boolean => time <= blockTimeSeconds && time >= blockTimeSeconds - input.policy.maxDataAgeSeconds;
      const seen = {
        ...input,
        observations: input.observations.filter((one) => usable(one.blockTimeSeconds)),
        risks: input.risks.filter((one) => usable(one.madeAtSeconds)),
      };
      expect(decide(seen, strategy)).deep.equal(decision);
    });
  });

  it("explains every market that stays where it is, and only those", () => {
    everyDecision((_, decision) => {
      for (const market of decision.markets) {
        expect(market.skipped === null).equal(market.target !== market.current);
        const reason = market.skipped?.reason;
        if (reason === "gas-exceeds-gain" && market.skipped?.cost) expect(market.skipped.cost.netBenefitUsd).at.most(0);
        if (reason === "not-in-best-plan") expect(market.skipped?.cost?.netBenefitUsd).at.least(market.skipped?.cost?.requiredUsd ?? 0);
      }
      expect(decision.explanation).match(/^[A-Z].*\.$/);
      expect(decision.explanation).not.match(/NaN|undefined|Infinity/);
    });
  });

  it("states only finite figures, and net = gain + risk − gas − exit", () => {
    everyDecision((_, decision) => {
      for (const cost of [decision.outcome, ...decision.markets.map((market) => market.skipped?.cost ?? null)]) {
        if (cost === null) continue;
        expect(Object.values(cost).every(Number.isFinite)).equal(true);
        expect(cost.netBenefitUsd).equal(cost.gainUsd + cost.riskUsd - cost.gasUsd - cost.exitCostUsd);
      }
    });
  });
});

describe("a decision to maximise net yield", () => {
  const reasons = new Map<string, number>();
  const skips = new Map<string, number>();
  const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

  it("never makes a voluntary move whose stated net benefit is negative or below the margin", () => {
    fc.assert(
      fc.property(decisionInput, (input) => {
        const { action, reason, outcome, markets } = decide(input, maximiseNetYield);
        count(reasons, reason);
        for (const market of markets) count(skips, market.skipped?.reason ?? "moves");
        if (action === "hold" || URGENT.includes(reason)) return;
        expect(reason).equal("net-benefit");
        expect(outcome?.netBenefitUsd).at.least(0);
        expect(outcome?.netBenefitUsd).at.least(outcome?.requiredUsd ?? Number.POSITIVE_INFINITY);
      }),
      { numRuns: 5000 },
    );
  });

  it("was tried in every kind of situation there is", () => {
    // Target weights are the other strategies' reason.
    for (const reason of DECISION_REASONS.filter((one) => one !== "target-weights")) {
      expect(reasons.get(reason) ?? 0, reason).above(0);
    }
    for (const reason of ["moves", ...SKIP_REASONS]) {
      expect(skips.get(reason) ?? 0, reason).above(0);
    }
  });
});

/** Which limits a plan goes up to, but for what is kept clear of them. */
function bindings({ vault }: DecisionInput, decision: Decision): Record<string, boolean> {
  const isNear = (amount: bigint, limit: bigint): boolean => limit > 0n && amount * BPS > limit * (BPS - 5n);
  const added = decision.markets.flatMap((market, i) => {
    const position = vault.positions[i];
    return position !== undefined && market.target > market.current ? [{ position, target: market.target }] : [];
  });
  const change = decision.moves.reduce((sum, move) => sum + move.change, 0n);
  const allocated = added.reduce((sum, { position, target }) => sum + target - position.totalAssets, 0n);
  const exposure = (name: string) =>
    decision.markets.reduce((sum, market, i) => (vault.positions[i]?.risks.includes(name) ? sum + market.target : sum), 0n);
  const { limits, usage } = vault;
  const turnoverBps = Math.min(limits.rebalanceTurnoverBps, limits.dailyTurnoverBps - usage.turnoverBps);
  return {
    absoluteCap: added.some(({ position, target }) => isNear(target, position.absoluteCap)),
    relativeCap: added.some(
      ({ position, target }) =>
        position.relativeCapBps < 10_000 && isNear(target * BPS, vault.grossAssets * BigInt(position.relativeCapBps)),
    ),
    riskCap: vault.risks.some(
      (risk) =>
        risk.relativeCapBps < 10_000 &&
        added.filter(({ position }) => position.risks.includes(risk.name)).length > 1 &&
        isNear(exposure(risk.name) * BPS, vault.grossAssets * BigInt(risk.relativeCapBps)),
    ),
    turnover: turnoverBps < 10_000 && isNear(allocated * BPS, vault.grossAssets * BigInt(turnoverBps)),
    idleFloor:
      added.length > 0 && limits.idleFloorBps > 0 && isNear(vault.grossAssets * BigInt(limits.idleFloorBps), (vault.idle - change) * BPS),
  };
}

function deepFrozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) deepFrozen(part);
    Object.freeze(value);
  }
  return value;
}
