import { expect } from "chai";
import fc from "fast-check";
import {
  counterDifference,
  type FeeGrowth,
  feeGrowthInside,
  growthBetween,
  isWithin,
  signed,
} from "../../../bot/observe/uniswapV3/feeGrowth.ts";

const RANGE = { tickLower: -10, tickUpper: 10 };
const WORD = 1n << 256n;

const counter = fc.bigInt(0n, WORD - 1n);
const path = fc.array(fc.record({ tick: fc.integer({ min: -20, max: 20 }), fees: fc.bigInt(0n, 1n << 130n) }), {
  minLength: 1,
  maxLength: 30,
});

/** A pool's counters while swaps happen and cross ticks, as `UniswapV3Pool.swap` and `Tick.cross` keep them. */
class Pool {
  tick = 0;
  global: bigint;
  readonly outside: { lower: bigint; upper: bigint };

  constructor(global: bigint, outside: { lower: bigint; upper: bigint }) {
    this.global = global;
    this.outside = outside;
  }

  swapTo(tick: number, fees: bigint): void {
    this.global = (this.global + fees) % WORD;
    if (this.tick < RANGE.tickLower !== tick < RANGE.tickLower) this.outside.lower = counterDifference(this.global, this.outside.lower);
    if (this.tick < RANGE.tickUpper !== tick < RANGE.tickUpper) this.outside.upper = counterDifference(this.global, this.outside.upper);
    this.tick = tick;
  }

  inside(): FeeGrowth {
    const both = (value: bigint) => ({ token0X128: value, token1X128: value });
    return feeGrowthInside(
      {
        tick: this.tick,
        global: both(this.global),
        lower: { ...both(this.outside.lower), initialized: true },
        upper: { ...both(this.outside.upper), initialized: true },
      },
      RANGE,
    );
  }
}

describe("fee growth inside a range", () => {
  it("is the fees paid while the price was in it, wherever the counters stood and run over", () => {
    fc.assert(
      fc.property(counter, counter, counter, path, (global, lower, upper, swaps) => {
        const pool = new Pool(global, { lower, upper });
        const before = pool.inside();
        let expected = 0n;
        for (const { tick, fees } of swaps) {
          // Fees go to the liquidity where the price is before it moves on.
          if (pool.tick >= RANGE.tickLower && pool.tick < RANGE.tickUpper) expected += fees;
          pool.swapTo(tick, fees);
        }
        const growth = growthBetween(before, pool.inside());
        expect(growth).to.deep.equal({ token0X128: expected, token1X128: expected });
      }),
    );
  });

  it("keeps its differences when counters are read with their signs", () => {
    fc.assert(
      fc.property(fc.bigInt(-(1n << 200n), 1n << 200n), fc.bigInt(0n, 1n << 200n), (start, growth) => {
        const [before, after] = [BigInt.asUintN(256, start), BigInt.asUintN(256, start + growth)];
        expect(signed(after) - signed(before)).to.equal(growth);
      }),
    );
  });

  it("is more than the pool's whole growth when a bound begins anew, which tells a reset", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 1n << 200n), fc.bigInt(0n, 1n << 130n), (earned, since) => {
        const before = { token0X128: earned, token1X128: earned };
        const after = { token0X128: 0n, token1X128: 0n };
        const whole = { token0X128: since, token1X128: since };
        expect(isWithin(growthBetween(before, after), whole)).to.equal(false);
      }),
    );
  });
});
