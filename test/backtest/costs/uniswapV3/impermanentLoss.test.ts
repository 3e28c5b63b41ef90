import { expect } from "chai";
import fc from "fast-check";
import { impermanentLossFraction } from "../../../../bot/backtest/costs/uniswapV3/impermanentLoss.ts";
import { positionAmounts } from "../../../../bot/backtest/costs/uniswapV3/positionAmounts.ts";
import { expectNear } from "../../../near.ts";

const anyRange = fc
  .tuple(fc.integer({ min: -300_000, max: 300_000 }), fc.integer({ min: 1, max: 30_000 }))
  .map(([tickLower, width]) => ({ tickLower, tickUpper: tickLower + width }));

/** A range, and square roots of two prices from one width below it to one above. */
const anyMove = anyRange.chain((range) => {
  const width = range.tickUpper - range.tickLower;
  const price = fc.double({ min: -1, max: 2, noNaN: true }).map((place) => 1.0001 ** ((range.tickLower + place * width) / 2));
  return fc.record({ range: fc.constant(range), entry: price, now: price });
});

describe("impermanent loss of a range position", () => {
  it("is never above zero, and zero at the entry's price", () => {
    fc.assert(
      fc.property(anyMove, ({ range, entry, now }) => {
        expect(impermanentLossFraction(range, entry, now)).within(-1, 0);
        expect(impermanentLossFraction(range, entry, entry)).to.equal(0);
      }),
    );
  });

  it("is what the amounts then, less the amounts at entry, are worth", () => {
    fc.assert(
      fc.property(anyMove, ({ range, entry, now }) => {
        const worth = (sqrtPrice: number) => {
          const [amount0, amount1] = positionAmounts({ range, liquidity: 10n ** 18n }, sqrtPrice);
          return amount0 * now ** 2 + amount1;
        };
        // Against amounts whose difference cancels: the narrower the range, the more.
        const cancelled = 1e-11 + 1e-10 / (range.tickUpper - range.tickLower);
        expectNear(impermanentLossFraction(range, entry, now), worth(now) / worth(entry) - 1, cancelled);
      }),
    );
  });

  it("of the full range is 2√r/(1 + r) − 1, which a narrower range only exceeds", () => {
    const full = { tickLower: -887_272, tickUpper: 887_272 };
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.double({ min: 0.1, max: 10, noNaN: true }), (ratio, entry) => {
        const unbounded = (2 * Math.sqrt(ratio)) / (1 + ratio) - 1;
        const now = entry * Math.sqrt(ratio);
        expectNear(impermanentLossFraction(full, entry, now), unbounded, 1e-12);
        const around = Math.round((2 * Math.log(entry)) / Math.log(1.0001));
        const narrow = { tickLower: around - 1_000, tickUpper: around + 1_000 };
        expect(impermanentLossFraction(narrow, entry, now)).at.most(unbounded + 1e-12);
      }),
    );
  });

  it("grows with the distance from the entry's price", () => {
    fc.assert(
      fc.property(anyMove, fc.double({ min: 0, max: 1, noNaN: true }), ({ range, entry, now }, part) => {
        const between = entry * (now / entry) ** part;
        const lossBetween = impermanentLossFraction(range, entry, between);
        expect(impermanentLossFraction(range, entry, now)).at.most(lossBetween + 1e-14);
      }),
    );
  });

  it("beyond the range is that of having sold all at the mean price of the range's way", () => {
    // From the middle of ± 10 ticks out of it by 1 %: half was sold at √(1 · 1.001), by 0.95 % too cheap.
    const range = { tickLower: -10, tickUpper: 10 };
    const loss = impermanentLossFraction(range, 1, Math.sqrt(1.01));
    const soldFor = 1.0001 ** 5;
    expectNear(loss, (1 + soldFor) / (1 + 1.01) - 1, 1e-6);
  });
});
