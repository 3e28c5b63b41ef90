import { expect } from "chai";
import fc from "fast-check";
import { weightedLevels } from "../../../bot/decide/strategies/weights.ts";

const amount = fc.bigInt(0n, 10n ** 12n);
const market = fc.record({
  bounds: fc.tuple(amount, amount).map(([a, b]) => ({ low: a < b ? a : b, high: a < b ? b : a })),
  weight: fc.oneof(fc.constant(1n), fc.bigInt(1n, 10n ** 12n)),
});
const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, one) => sum + one, 0n);

describe("a budget shared out by weight", () => {
  it("is given out whole, within bounds, and in proportion where no bound holds", () => {
    fc.assert(
      fc.property(fc.array(market, { minLength: 1, maxLength: 6 }), fc.bigInt(0n, 6n * 10n ** 12n), (markets, budget) => {
        const limits = markets.map(({ bounds }) => bounds);
        const weights = markets.map(({ weight }) => weight);
        const levels = weightedLevels(limits, weights, budget);
        const least = total(limits.map(({ low }) => low));
        const most = total(limits.map(({ high }) => high));
        for (const [i, level] of levels.entries()) {
          const { low, high } = limits[i] ?? { low: 0n, high: 0n };
          expect(level >= low && level <= high).equal(true);
        }
        if (budget >= most) expect(total(levels)).equal(most);
        else if (budget >= least) expect(total(levels) <= budget && budget - total(levels) <= BigInt(limits.length)).equal(true);
        else expect(total(levels)).equal(least);
        const free = levels.flatMap((level, i) => {
          const { low, high } = limits[i] ?? { low: 0n, high: 0n };
          return level > low && level < high ? [{ level, weight: weights[i] ?? 0n }] : [];
        });
        // Levels a and b are rounded down from one multiple of their weights: they differ from proportion by less than a unit each.
        for (const a of free) {
          for (const b of free) expect(a.level * b.weight < (b.level + 1n) * a.weight).equal(true);
        }
      }),
    );
  });

  it("is the same to the unit for equal weights", () => {
    const limits = [0, 1, 2].map(() => ({ low: 0n, high: 1_000n }));
    expect(weightedLevels(limits, [1n, 1n, 1n], 1_000n)).deep.equal([333n, 333n, 333n]);
    expect(weightedLevels([...limits, { low: 500n, high: 600n }], [1n, 1n, 1n, 1n], 1_000n)).deep.equal([166n, 166n, 166n, 500n]);
  });

  it("leaves what has no weight at its lower bound", () => {
    const limits = [
      { low: 10n, high: 1_000n },
      { low: 0n, high: 1_000n },
    ];
    expect(weightedLevels(limits, [0n, 5n], 100n)).deep.equal([10n, 90n]);
    expect(weightedLevels(limits, [0n, 0n], 100n)).deep.equal([10n, 0n]);
  });
});
