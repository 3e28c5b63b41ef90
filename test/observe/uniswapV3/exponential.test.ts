import { expect } from "chai";
import fc from "fast-check";
import { RAY } from "../../../bot/core/units.ts";
import { expRay } from "../../../bot/observe/uniswapV3/exponential.ts";
import { expectNear } from "../../near.ts";

const exponent = fc.bigInt(-20n * RAY, 20n * RAY);

describe("expRay", () => {
  it("is Math.exp to the precision of a double", () => {
    fc.assert(
      fc.property(exponent, (x) => {
        fc.pre(x > -15n * RAY);
        expectNear(Number(expRay(x)) / 1e27 / Math.exp(Number(x) / 1e27), 1, 1e-13);
      }),
    );
  });

  it("is e to 27 digits", () => {
    expect(expRay(RAY)).to.equal(2_718_281_828_459_045_235_360_287_471n);
  });

  it("turns sums into products, so that growth does not depend on where it is measured from", () => {
    fc.assert(
      fc.property(fc.bigInt(-10n * RAY, 10n * RAY), fc.bigInt(0n, RAY / 1_000n), (from, growth) => {
        const ratio = (expRay(from + growth) * RAY) / expRay(from);
        const exact = expRay(growth);
        // One unit in the last place of the smallest index there is here, e^-10.
        expect(ratio - exact).within(-100_000n, 100_000n);
      }),
    );
  });

  it("never falls", () => {
    fc.assert(
      fc.property(exponent, fc.bigInt(0n, RAY), (x, more) => {
        expect(expRay(x + more) >= expRay(x)).to.equal(true);
      }),
    );
  });
});
