import { expect } from "chai";
import fc from "fast-check";
import { balanceFor, invariantOf } from "../../../../bot/backtest/costs/stableSwap/invariant.ts";
import { invariantOf as invariantByBisection } from "../../../local-mainnet/stableSwapInvariant.ts";

const anyBalances = fc.array(fc.bigInt(10n ** 24n, 10n ** 26n), { minLength: 2, maxLength: 4 });
const anyAmplification = fc.bigInt(1n, 5_000n);

describe("the StableSwap invariant", () => {
  it("is what bisection in exact integers finds, to two units of 1e-18", () => {
    fc.assert(
      fc.property(anyBalances, anyAmplification, (balances, amplification) => {
        expect(invariantOf(balances, amplification) - invariantByBisection(balances, amplification)).within(-2n, 2n);
      }),
    );
  });

  it("of equal balances is their sum", () => {
    expect(invariantOf([10n ** 24n, 10n ** 24n, 10n ** 24n], 2_000n)).to.equal(3n * 10n ** 24n);
  });

  it("determines every balance from the others", () => {
    fc.assert(
      fc.property(anyBalances, anyAmplification, (balances, amplification) => {
        const d = invariantOf(balances, amplification);
        for (const [coin, balance] of balances.entries()) {
          const found = balanceFor(balances, coin, d, amplification);
          // A unit of D is many of a cheap, plentiful coin and little of a rare one: both to a millionth of a millionth of a coin.
          expect(found - balance, `coin ${coin}`).within(-1_000_000n, 1_000_000n);
          const again = balances.map((other, index) => (index === coin ? found : other));
          expect(invariantOf(again, amplification) - d).within(-1_000n, 1_000n);
        }
      }),
    );
  });
});
