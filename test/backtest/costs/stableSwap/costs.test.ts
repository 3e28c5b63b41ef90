import { expect } from "chai";
import fc from "fast-check";
import {
  depositCostFraction,
  exchangeCostFraction,
  exitCostFraction,
  withdrawalCostFraction,
} from "../../../../bot/backtest/costs/stableSwap/costs.ts";
import { StableSwapInputError } from "../../../../bot/backtest/costs/stableSwap/errors.ts";
import { expectNear } from "../../../near.ts";
import { EVEN_POOL } from "./pools.ts";

const USDC = 10n ** 6n;
const FEE = 1e-4;

describe("what a StableSwap pool costs", () => {
  it("is the fee for a small swap in an even pool, and grows with the amount", () => {
    const cost = (whole: bigint) => exchangeCostFraction(EVEN_POOL, { sold: 1, bought: 2, amount: whole * USDC });
    expectNear(cost(100n), FEE, 1e-7);
    fc.assert(
      fc.property(fc.bigInt(100n, 5_000_000n), fc.bigInt(1_000n, 3_000_000n), (whole, more) => {
        expect(cost(whole + more)).greaterThan(cost(whole));
      }),
    );
  });

  it("without the fee is the curvature of the invariant", () => {
    // To second order where all balances are x, the invariant's derivatives being n·(A + 1), −2n/x and −n/x: dy = dx − dx² / ((A + 1)·x).
    const free = { ...EVEN_POOL, fee: 0n };
    for (const whole of [10_000, 30_000, 100_000]) {
      const expected = whole / ((2_000 + 1) * 10_000_000);
      const cost = exchangeCostFraction(free, { sold: 1, bought: 2, amount: BigInt(whole) * USDC });
      expectNear(cost, expected, expected * 0.02);
    }
  });

  it("is half a swap's fee on two thirds of what enters or leaves in one of three coins", () => {
    const expected = ((FEE * 3) / 8) * (2 / 3 + 2 / 3);
    const amount = 1_000n * USDC;
    expectNear(depositCostFraction(EVEN_POOL, 1, amount), expected, 2e-7);
    expectNear(withdrawalCostFraction(EVEN_POOL, 1, amount), expected, 2e-7);
    expectNear(exitCostFraction(EVEN_POOL, 1, 1_000n * 10n ** 18n), expected, 2e-7);
  });

  it("is negative for what makes the pool more even", () => {
    const uneven = { ...EVEN_POOL, balances: [EVEN_POOL.balances[0] as bigint, 2_000_000n * USDC, 18_000_000n * USDC] };
    const amount = 100_000n * USDC;
    expect(exchangeCostFraction(uneven, { sold: 1, bought: 2, amount })).lessThan(0);
    expect(exchangeCostFraction(uneven, { sold: 2, bought: 1, amount })).greaterThan(FEE);
    expect(depositCostFraction(uneven, 1, amount)).lessThan(0);
    expect(depositCostFraction(uneven, 2, amount)).greaterThan(0);
    expect(withdrawalCostFraction(uneven, 2, amount)).lessThan(0);
    expect(withdrawalCostFraction(uneven, 1, amount)).greaterThan(0);
    expect(exitCostFraction(uneven, 2, 10n ** 23n)).lessThan(0);
  });

  it("is not told for no amount", () => {
    expect(() => depositCostFraction(EVEN_POOL, 1, 0n)).to.throw(StableSwapInputError);
    expect(() => withdrawalCostFraction(EVEN_POOL, 1, -1n)).to.throw(StableSwapInputError);
  });
});
