import { expect } from "chai";
import fc from "fast-check";
import { exactAmount, partOf, shownAmount } from "../../../../../bot/watch/web/pages/deposit/amounts/exactAmount.ts";
import { parseAmount, parseBps } from "../../../../../bot/watch/web/pages/deposit/amounts/parseAmount.ts";

const USDC = { symbol: "USDC", decimals: 6 };
const amounts = fc.bigInt({ min: 1n, max: 2n ** 200n });
const decimals = fc.integer({ min: 0, max: 24 });

describe("amounts that people type", () => {
  it("are read back as they are written", () => {
    fc.assert(
      fc.property(amounts, decimals, (amount, places) => {
        expect(parseAmount(exactAmount(amount, places), { symbol: "T", decimals: places })).to.deep.equal({ amount, problem: null });
      }),
    );
  });

  it("are what a string of digits says, whatever its leading and trailing zeros", () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 6 }), (amount, zeros) => {
        const text = `${"0".repeat(zeros)}${amount}.${"0".repeat(zeros)}`.replace(/\.$/, "");
        expect(parseAmount(` ${text} `, USDC).amount).to.equal(amount * 10n ** 6n);
      }),
    );
  });

  it("are refused where they are none, or could be two", () => {
    const refused = (text: string) => parseAmount(text, USDC, { amount: 5_000_000n, because: "You have" }).problem;
    expect(refused("1.0000001")).to.equal("USDC has at most 6 decimals.");
    expect(refused("-1")).to.equal("An amount cannot be negative.");
    expect(refused("−1")).to.equal("An amount cannot be negative.");
    expect(refused("1,000")).to.match(/without commas/);
    expect(refused("0.000000")).to.equal("It must be more than zero.");
    expect(refused("5.000001")).to.equal("You have 5 USDC.");
    for (const text of ["1e6", "0x10", "1.", ".5", "1 000", "1.2.3", "NaN", "٣", "+1"])
      expect(refused(text), text).to.match(/^Write a number/);
    expect(parseAmount("1.5", { symbol: "T", decimals: 0 }).problem).to.equal("T has no decimals.");
  });

  it("have nothing wrong with them while nothing is typed, and may be all there is", () => {
    expect(parseAmount("  ", USDC)).to.deep.equal({ amount: null, problem: null });
    expect(parseAmount("5", USDC, { amount: 5_000_000n, because: "" }).amount).to.equal(5_000_000n);
  });

  it("may be percentages, in basis points", () => {
    expect(["0", "0.00", "0.01", "12.5", "100"].map((text) => parseBps(text).bps)).to.deep.equal([0n, 0n, 1n, 1250n, 10_000n]);
    expect(["", "100.01", "0.001", "-1"].map((text) => parseBps(text).bps)).to.deep.equal([null, null, null, null]);
    expect(parseBps("101").problem).to.equal("At most 100 %.");
  });
});

describe("amounts that are shown", () => {
  it("are never more than there is, and less by under a unit of the last digit", () => {
    fc.assert(
      fc.property(amounts, decimals, fc.integer({ min: 0, max: 8 }), (amount, places, digits) => {
        const text = shownAmount(amount, places, digits);
        if (text.startsWith("<")) return;
        // Both in units of 10^-32 of a token.
        const shown = BigInt(text.replaceAll(/[,.]/g, "")) * 10n ** BigInt(32 - digits);
        const whole = amount * 10n ** BigInt(32 - places);
        expect(shown <= whole && whole - shown < 10n ** BigInt(32 - digits)).to.equal(true);
      }),
    );
  });

  it("are grouped, and never nothing where there is something", () => {
    expect(shownAmount(1_234_567_890_000n, 6)).to.equal("1,234,567.89");
    expect(shownAmount(1n, 6)).to.equal("<0.01");
    expect(shownAmount(0n, 6)).to.equal("0.00");
    expect(shownAmount(1_999_999n, 6, 0)).to.equal("1");
    expect(exactAmount(1_500_000n, 6)).to.equal("1.5");
  });

  it("are parts of a whole", () => {
    expect(partOf(1n, 3n)).to.be.closeTo(1 / 3, 1e-9);
    expect(partOf(1n, 0n)).to.equal(0);
  });
});
