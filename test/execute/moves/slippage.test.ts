import { expect } from "chai";
import fc from "fast-check";
import type { Plan } from "../../../bot/core/plan.ts";
import type { Measured } from "../../../bot/execute/moves/measure.ts";
import { expectationOf, requireSlippage, slippageOf, tightenedMinimum } from "../../../bot/execute/moves/slippage.ts";
import { PlanRefusedError } from "../../../bot/execute/plan.ts";
import { ADAPTER_A, ADAPTER_B } from "../support/scenario.ts";

const POLICY = { maxMoveSlippageBps: 30, slippageToleranceBps: 5 };
const MARKET = "1:curve:3pool-usdc";
const amounts = fc.bigInt(1_000_000n, 10n ** 24n);

function planOf(...changes: bigint[]): Plan {
  const moves = changes.map((change, i) => ({ marketId: MARKET, adapter: i === 0 ? ADAPTER_A : ADAPTER_B, change }));
  return {
    decisionId: "d",
    chainId: 1,
    vault: ADAPTER_A,
    stateNonce: 0n,
    deadlineSeconds: 0,
    minTotalAssets: 0n,
    moves,
    calldata: "0x",
  };
}

/** A plan's positions where each move loses this many units. */
function measuredOf(plan: Plan, before: bigint, costs: readonly bigint[], gross = 10n ** 30n): Measured {
  return {
    ok: true,
    blockTag: "pending",
    fallbackReason: null,
    grossBefore: gross,
    grossAfter: costs.reduce((sum, cost) => sum - cost, gross),
    positions: plan.moves.map(({ change }, i) => ({ before, after: before + change - (costs[i] ?? 0n) })),
  };
}

function refusal(changeBps: number, reason: Parameters<typeof requireSlippage>[1], change = 10n ** 12n, reckonedBps = 0): string | null {
  const plan = planOf(change);
  const cost = (BigInt(Math.round(changeBps * 100)) * 10n ** 12n) / 1_000_000n;
  const reckoned = { [MARKET]: { enterBps: reckonedBps, exitBps: reckonedBps } };
  try {
    requireSlippage(slippageOf(plan, measuredOf(plan, 10n ** 13n, [cost])), reason, reckoned, POLICY);
    return null;
  } catch (error) {
    if (error instanceof PlanRefusedError) return error.reason;
    throw error;
  }
}

describe("slippage of moves", () => {
  it("is what a position misses, whichever way the money goes, and in basis points of the move", () => {
    fc.assert(
      fc.property(amounts, fc.boolean(), fc.bigInt(-500n, 500n), (size, into, tenThousandths) => {
        const change = into ? size : -size;
        const cost = (size * tenThousandths) / 10_000n;
        const plan = planOf(change);
        const [slippage] = slippageOf(plan, measuredOf(plan, 2n * size, [cost]));
        expect(slippage?.cost).to.equal(cost);
        // A cost is a whole number of units, of a million or more.
        expect(slippage?.slippageBps).to.be.closeTo(Number(tenThousandths), 0.0101);
      }),
    );
  });

  it("says what every position and the vault would have", () => {
    const plan = planOf(-500n, 400n);
    const measured = measuredOf(plan, 1_000n, [2n, 3n], 5_000n);
    expect(expectationOf(plan, measured, 7n)).to.deep.equal({
      moves: [
        { marketId: MARKET, adapter: ADAPTER_A, plannedChange: -500n, expectedPosition: 498n },
        { marketId: MARKET, adapter: ADAPTER_B, plannedChange: 400n, expectedPosition: 1_397n },
      ],
      totalAssets: 4_995n,
      gasUsed: 7n,
    });
  });

  it("is refused above the bound of one move, for whatever reason it moves", () => {
    for (const reason of ["net-benefit", "risk-exit", "idle-floor", "over-cap"] as const) {
      expect(refusal(30.1, reason, 10n ** 12n, 100), reason).to.equal("slippage");
      expect(refusal(29.9, reason, 10n ** 12n, 100), reason).to.equal(null);
    }
  });

  it("is refused when the decision reckoned with less, unless it was urgent", () => {
    expect(refusal(9.1, "net-benefit", 10n ** 12n, 2)).to.equal("slippage");
    expect(refusal(8.9, "net-benefit", 10n ** 12n, 2), "in: both ways").to.equal(null);
    expect(refusal(7.1, "net-benefit", -(10n ** 12n), 2), "out: one way").to.equal("slippage");
    expect(refusal(6.9, "net-benefit", -(10n ** 12n), 2)).to.equal(null);
    expect(refusal(9.1, "risk-exit", 10n ** 12n, 2)).to.equal(null);
  });

  it("is no slippage where a market rounds, however little moves", () => {
    const plan = planOf(1n);
    expect(() => requireSlippage(slippageOf(plan, measuredOf(plan, 0n, [10n])), "net-benefit", {}, POLICY)).not.to.throw();
    expect(() => requireSlippage(slippageOf(plan, measuredOf(plan, 0n, [11n])), "net-benefit", {}, POLICY)).to.throw(PlanRefusedError);
  });
});

describe("the least a plan may leave", () => {
  const bound = (plan: Plan, costs: readonly bigint[], minTotalAssets: bigint, gross: bigint) => {
    const measured = measuredOf(plan, 10n ** 25n, costs, gross);
    return tightenedMinimum(minTotalAssets, measured.grossAfter, slippageOf(plan, measured), POLICY.slippageToleranceBps);
  };

  it("is never less than the loss limits demand, lets through what was measured, and gives up the tolerance at most", () => {
    fc.assert(
      fc.property(amounts, amounts, fc.nat(100), fc.nat(100), fc.nat(100), (first, second, firstBps, secondBps, lossBps) => {
        const gross = 3n * (first + second);
        const costs = [(first * BigInt(firstBps)) / 10_000n, (second * BigInt(secondBps)) / 10_000n];
        const total = costs.reduce((sum, cost) => sum + cost);
        const minTotalAssets = gross - (gross * BigInt(lossBps)) / 10_000n;
        const least = bound(planOf(-first, second), costs, minTotalAssets, gross);
        expect(least >= minTotalAssets).to.equal(true);
        if (total <= gross - minTotalAssets) expect(least <= gross - total, "what was measured passes").to.equal(true);
        if (costs.some((cost) => cost > 10n)) {
          expect(gross - total - least <= ((first + second) * 5n) / 10_000n + 10n, "and little more").to.equal(true);
        }
      }),
    );
  });

  it("stays as it is where everything moves at par, so that a withdrawal of others makes no plan fail", () => {
    fc.assert(
      fc.property(amounts, fc.bigInt(-10n, 10n), fc.bigInt(-10n, 10n), (size, first, second) => {
        const gross = 3n * size;
        expect(bound(planOf(-size, size), [first, second], gross - size, gross)).to.equal(gross - size);
      }),
    );
  });
});
