import { expect } from "chai";
import fc from "fast-check";
import { replacementFees } from "../../bot/execute/replacementFees.ts";

const GWEI = 10n ** 9n;
const fee = fc.bigInt(1n, 200n * GWEI);
const attempts = fc.array(
  fc.record({ maxFeePerGasWei: fee, maxPriorityFeePerGasWei: fc.bigInt(0n, 5n * GWEI), ethPriceUsd: fc.constant(2_000) }),
  { minLength: 1, maxLength: 4 },
);
const history = fc.record({
  nextBaseFeePerGasWei: fee,
  priorityFeesPerGasWei: fc.array(fc.bigInt(0n, 5n * GWEI), { minLength: 1, maxLength: 5 }),
  gasUsedRatios: fc.constant([0.5, 0.5, 0.5, 0.5, 0.5]),
});
const policy = {
  fees: {
    historyBlocks: 5,
    priorityFeePercentile: 50,
    minPriorityFeePerGasWei: GWEI / 100n,
    maxPriorityFeePerGasWei: 5n * GWEI,
    maxFeePerGasWei: 300n * GWEI,
    maxGasCostUsd: 500,
    maxGasCostWei: 10n ** 18n,
  },
  replacement: { afterBlocks: 3, atMost: 4, bumpBps: 1_250 },
};

describe("execute: fees of a replacement", () => {
  it("are what nodes take for a replacement of any earlier attempt, pay the next base fee, and stay below every ceiling", () => {
    let offered = 0;
    fc.assert(
      fc.property(attempts, history, (before, market) => {
        const fees = replacementFees(before, market, 300_000n, policy);
        if (!fees.ok) return;
        offered++;
        for (const { maxFeePerGasWei, maxPriorityFeePerGasWei } of before) {
          // geth, core/txpool/legacypool/list.go: both must rise by PriceBump, ten per cent unless configured otherwise.
          expect(fees.maxFeePerGasWei * 100n >= maxFeePerGasWei * 110n).to.equal(true);
          expect(fees.maxPriorityFeePerGasWei * 100n >= maxPriorityFeePerGasWei * 110n).to.equal(true);
        }
        expect(fees.maxFeePerGasWei >= market.nextBaseFeePerGasWei).to.equal(true);
        expect(fees.maxFeePerGasWei <= policy.fees.maxFeePerGasWei).to.equal(true);
        expect(fees.maxPriorityFeePerGasWei <= policy.fees.maxPriorityFeePerGasWei).to.equal(true);
        expect(fees.maxCostWei).to.equal(300_000n * fees.maxFeePerGasWei);
      }),
    );
    expect(offered).to.be.greaterThan(10);
  });

  it("are refused, and not trimmed, above a ceiling", () => {
    const before = [{ maxFeePerGasWei: 290n * GWEI, maxPriorityFeePerGasWei: GWEI, ethPriceUsd: 2_000 }];
    const market = { nextBaseFeePerGasWei: GWEI, priorityFeesPerGasWei: [GWEI], gasUsedRatios: [0.5] };
    expect(replacementFees(before, market, 300_000n, policy)).to.include({ ok: false, reason: "gas-above-ceiling" });
  });
});
