import { expect } from "chai";
import fc from "fast-check";
import { PriceOutsideRangeError } from "../../../../bot/backtest/costs/uniswapV3/errors.ts";
import { positionAmounts } from "../../../../bot/backtest/costs/uniswapV3/positionAmounts.ts";
import { type ConstantLiquidity, swapWithinRange } from "../../../../bot/backtest/costs/uniswapV3/swapWithinRange.ts";
import { expectNear } from "../../../near.ts";

const anyPool: fc.Arbitrary<ConstantLiquidity> = fc
  .record({
    middle: fc.integer({ min: -250_000, max: 250_000 }),
    halfWidth: fc.integer({ min: 10, max: 10_000 }),
    place: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
    liquidity: fc.integer({ min: 1e12, max: 1e15 }),
    feeFraction: fc.constantFrom(0, 0.0001, 0.0005, 0.003, 0.01),
  })
  .map(({ middle, halfWidth, place, liquidity, feeFraction }) => ({
    range: { tickLower: middle - halfWidth, tickUpper: middle + halfWidth },
    liquidity,
    feeFraction,
    sqrtPrice: 1.0001 ** ((middle + place * halfWidth) / 2),
  }));

/** What the range holds of the tokens, at a price. */
function reserves({ range, liquidity }: ConstantLiquidity, sqrtPrice: number): readonly [number, number] {
  return positionAmounts({ range, liquidity: BigInt(liquidity) }, sqrtPrice);
}

describe("a swap within a range of constant liquidity", () => {
  it("changes what the range holds by what goes in after the fee and what comes out", () => {
    fc.assert(
      fc.property(anyPool, fc.boolean(), fc.double({ min: 0, max: 1.5, noNaN: true }), (pool, sellsToken0, part) => {
        const all = swapWithinRange(pool, sellsToken0, Number.MAX_VALUE).sold;
        const { sold, received, sqrtPriceAfter } = swapWithinRange(pool, sellsToken0, all * part);
        const [before, after] = [reserves(pool, pool.sqrtPrice), reserves(pool, sqrtPriceAfter)];
        const [soldOf, receivedOf] = sellsToken0 ? ([0, 1] as const) : ([1, 0] as const);
        // The reserves are differences of what is thousands of times as much.
        const rounding = (of: 0 | 1) => 1e-13 * pool.liquidity * (of === 0 ? 1 / pool.sqrtPrice : pool.sqrtPrice);
        expectNear(after[soldOf] - before[soldOf], sold * (1 - pool.feeFraction), rounding(soldOf), "sold");
        expectNear(before[receivedOf] - after[receivedOf], received, rounding(receivedOf), "received");
      }),
    );
  });

  it("costs the fee and what the price moves by, which is what is received less than at the price before", () => {
    fc.assert(
      fc.property(anyPool, fc.boolean(), fc.double({ min: 0.001, max: 1, noNaN: true }), (pool, sellsToken0, part) => {
        const all = swapWithinRange(pool, sellsToken0, Number.MAX_VALUE).sold;
        const { sold, received, costFraction } = swapWithinRange(pool, sellsToken0, all * part);
        const atPriceBefore = sellsToken0 ? sold * pool.sqrtPrice ** 2 : sold / pool.sqrtPrice ** 2;
        expectNear(costFraction, 1 - received / atPriceBefore, 1e-12);
        expect(costFraction).greaterThan(pool.feeFraction);
        expectNear(swapWithinRange(pool, sellsToken0, 0).costFraction, pool.feeFraction, 1e-15);
      }),
    );
  });

  it("ends where the range does, with all of the other token", () => {
    fc.assert(
      fc.property(anyPool, fc.boolean(), (pool, sellsToken0) => {
        const { sold, received, sqrtPriceAfter } = swapWithinRange(pool, sellsToken0, 1e60);
        expect(sold).lessThan(1e60);
        const end = 1.0001 ** ((sellsToken0 ? pool.range.tickLower : pool.range.tickUpper) / 2);
        expectNear(sqrtPriceAfter / end, 1, 1e-14);
        const held = reserves(pool, pool.sqrtPrice)[sellsToken0 ? 1 : 0];
        expectNear(received / held, 1, 1e-9);
      }),
    );
  });

  it("in two parts gives what it gives in one", () => {
    fc.assert(
      fc.property(anyPool, fc.boolean(), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (pool, sellsToken0, part) => {
        const whole = swapWithinRange(pool, sellsToken0, 0.9 * swapWithinRange(pool, sellsToken0, Number.MAX_VALUE).sold);
        const first = swapWithinRange(pool, sellsToken0, whole.sold * part);
        const second = swapWithinRange({ ...pool, sqrtPrice: first.sqrtPriceAfter }, sellsToken0, whole.sold * (1 - part));
        expectNear((first.received + second.received) / whole.received, 1, 1e-10);
      }),
    );
  });

  it("is refused at a price outside the range", () => {
    const pool = { range: { tickLower: -10, tickUpper: 10 }, liquidity: 1e15, feeFraction: 0.0001, sqrtPrice: 1.001 };
    expect(() => swapWithinRange(pool, true, 1)).to.throw(PriceOutsideRangeError);
    expect(() => swapWithinRange({ ...pool, sqrtPrice: Number.NaN }, true, 1)).to.throw(PriceOutsideRangeError);
  });
});
