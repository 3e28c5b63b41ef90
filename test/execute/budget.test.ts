import { expect } from "chai";
import fc from "fast-check";
import { overBudget } from "../../bot/execute/budget.ts";

const ETHER = 10n ** 18n;
const amounts = fc.bigInt(0n, 3n * ETHER);

describe("execute: the day's gas budget", () => {
  it("allows exactly what fits into both of its limits, in wei without rounding", () => {
    fc.assert(
      fc.property(amounts, amounts, fc.bigInt(1n, 4n * ETHER), fc.integer({ min: 1, max: 10_000 }), (spent, cost, maxWeiPerDay, price) => {
        const unlimitedUsd = { maxUsdPerDay: Number.POSITIVE_INFINITY, maxWeiPerDay };
        expect(overBudget({ wei: spent, usd: 0 }, cost, price, unlimitedUsd) === null).to.equal(spent + cost <= maxWeiPerDay);
        const whole = { wei: 0n, usd: Number(spent / ETHER) * price };
        const usdOnly = { maxUsdPerDay: 3 * price, maxWeiPerDay: 100n * ETHER };
        expect(overBudget(whole, (cost / ETHER) * ETHER, price, usdOnly) === null).to.equal(spent / ETHER + cost / ETHER <= 3n);
      }),
    );
  });

  it("allows nothing at a price that is not known", () => {
    const budget = { maxUsdPerDay: 1e9, maxWeiPerDay: ETHER };
    expect(overBudget({ wei: 0n, usd: 0 }, 1n, Number.NaN, budget)).to.be.a("string");
    expect(overBudget({ wei: 0n, usd: Number.NaN }, 1n, 1, budget)).to.be.a("string");
  });

  it("says what was spent, what is asked for and what is allowed", () => {
    const budget = { maxUsdPerDay: 100, maxWeiPerDay: ETHER };
    expect(overBudget({ wei: ETHER / 2n, usd: 90 }, ETHER / 100n, 2_000, budget)).to.equal(
      "Gas of 90.00 USD was spent within 24 hours and this may cost 20.00 more; the budget is 100.00 USD",
    );
    expect(overBudget({ wei: ETHER, usd: 0 }, 1n, 2_000, budget)).to.contain("1.0000 ETH");
  });
});
