import { expect } from "chai";
import fc from "fast-check";
import { RAY } from "../../bot/core/units.ts";
import { rpow } from "../../bot/observe/sources/rpow.ts";

describe("rpow", () => {
  it("equals exp(n · ln(base)) to the precision of a double", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 19n), fc.integer({ min: 0, max: 31_536_000 }), (excess, seconds) => {
        const exact = Number(rpow(RAY + excess, BigInt(seconds))) / 1e27;
        const expected = Math.exp(seconds * Math.log1p(Number(excess) / 1e27));
        expect(exact / expected).to.be.closeTo(1, 1e-12);
      }),
    );
  });

  it("gives the yearly rate that Sky publishes for 6.5 %", () => {
    // ssr for 6.5 % APY as filed by governance: 1000000001996917783620820123.
    const yearly = rpow(1000000001996917783620820123n, 31_536_000n);
    expect(Number(yearly) / 1e27).to.be.closeTo(1.065, 1e-12);
  });

  it("is one for no time and the base for one second", () => {
    expect(rpow(RAY + 5n, 0n)).to.equal(RAY);
    expect(rpow(RAY + 5n, 1n)).to.equal(RAY + 5n);
  });
});
