import { expect } from "chai";
import { parseUnits } from "ethers";
import fc from "fast-check";
import { chooseFees, type FeeHistory, type FeePolicy, type Fees } from "../../bot/execute/feePolicy.ts";
import { POLICY } from "./support/scenario.ts";

const gwei = (amount: string) => parseUnits(amount, "gwei");

const history = fc
  .record({
    nextBaseFeePerGasWei: fc.bigInt(7n, gwei("500")),
    blocks: fc.array(fc.record({ fee: fc.bigInt(0n, gwei("20")), ratio: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 30 }),
  })
  .map(
    ({ nextBaseFeePerGasWei, blocks }): FeeHistory => ({
      nextBaseFeePerGasWei,
      priorityFeesPerGasWei: blocks.map(({ fee }) => fee),
      gasUsedRatios: blocks.map(({ ratio }) => ratio),
    }),
  );

const policies = fc
  .record({
    floor: fc.bigInt(0n, gwei("2")),
    room: fc.bigInt(0n, gwei("5")),
    maxFeePerGasWei: fc.bigInt(gwei("1"), gwei("1200")),
    maxGasCostUsd: fc.integer({ min: 1, max: 2_000 }),
  })
  .map(
    ({ floor, room, ...ceilings }): FeePolicy => ({
      ...POLICY.fees,
      ...ceilings,
      minPriorityFeePerGasWei: floor,
      maxPriorityFeePerGasWei: floor + room,
    }),
  );

const gasLimits = fc.bigInt(21_000n, 16_000_000n);
const ethPrices = fc.integer({ min: 100, max: 20_000 });

describe("execute: fee policy", () => {
  it("offers within every ceiling, or refuses and names the ceiling that is in the way", () => {
    const seen = { fees: 0, refused: 0 };
    fc.assert(
      fc.property(history, policies, gasLimits, ethPrices, (fees, policy, gasLimit, ethPriceUsd) => {
        const answer = chooseFees({ history: fees, ethPriceUsd }, gasLimit, policy);
        if (answer.ok) {
          seen.fees++;
          expect(answer.maxFeePerGasWei <= policy.maxFeePerGasWei).to.equal(true);
          expect(answer.maxPriorityFeePerGasWei >= policy.minPriorityFeePerGasWei).to.equal(true);
          expect(answer.maxPriorityFeePerGasWei <= policy.maxPriorityFeePerGasWei).to.equal(true);
          expect(answer.maxFeePerGasWei).to.equal(2n * fees.nextBaseFeePerGasWei + answer.maxPriorityFeePerGasWei);
          expect(answer.maxCostWei).to.equal(gasLimit * answer.maxFeePerGasWei);
          expect(answer.maxCostWei <= policy.maxGasCostWei).to.equal(true);
          // In integers: wei × USD per ETH ≤ ceiling × 10^18, but for the rounding of floating point.
          const slack = 10n ** 9n * BigInt(policy.maxGasCostUsd);
          expect(answer.maxCostWei * BigInt(ethPriceUsd) <= BigInt(policy.maxGasCostUsd) * 10n ** 18n + slack).to.equal(true);
        } else {
          seen.refused++;
          expect(answer.reason).to.equal("gas-above-ceiling");
          const least = 2n * fees.nextBaseFeePerGasWei + policy.minPriorityFeePerGasWei;
          const most = 2n * fees.nextBaseFeePerGasWei + policy.maxPriorityFeePerGasWei;
          const feeCouldBeAbove = most > policy.maxFeePerGasWei;
          const costCouldBeAbove = gasLimit * most * BigInt(ethPriceUsd) > BigInt(policy.maxGasCostUsd) * 10n ** 18n - 10n ** 12n;
          const weiCouldBeAbove = gasLimit * most > policy.maxGasCostWei;
          expect(feeCouldBeAbove || costCouldBeAbove || weiCouldBeAbove, `refused although even ${least} to ${most} wei fits`).to.equal(
            true,
          );
        }
      }),
      { numRuns: 500 },
    );
    expect(seen.fees).to.be.greaterThan(20);
    expect(seen.refused).to.be.greaterThan(20);
  });

  it("offers more when the base fee is higher, and never refuses at a lower one", () => {
    fc.assert(
      fc.property(history, policies, gasLimits, fc.bigInt(1n, gwei("100")), (fees, policy, gasLimit, rise) => {
        const higher = { ...fees, nextBaseFeePerGasWei: fees.nextBaseFeePerGasWei + rise };
        const [now, later] = [fees, higher].map((h) => chooseFees({ history: h, ethPriceUsd: 3_000 }, gasLimit, policy));
        if (later?.ok) expect(now?.ok && later.maxFeePerGasWei - now.maxFeePerGasWei === 2n * rise).to.equal(true);
      }),
    );
  });

  it("still covers the base fee after five full blocks, the most EIP-1559 lets it rise", () => {
    fc.assert(
      fc.property(fc.bigInt(7n, gwei("500")), (baseFee) => {
        const fees = choose({ nextBaseFeePerGasWei: baseFee, priorityFeesPerGasWei: [], gasUsedRatios: [] });
        let risen = baseFee;
        // A full block is twice the target: baseFee + max(baseFee / 8, 1), EIP-1559's own integer arithmetic.
        for (let block = 0; block < 5; block++) risen += risen / 8n > 1n ? risen / 8n : 1n;
        expect(fees.maxFeePerGasWei >= risen).to.equal(true);
      }),
    );
  });

  it("pays the median priority fee of the blocks that had transactions", () => {
    const fees = choose({
      nextBaseFeePerGasWei: gwei("10"),
      priorityFeesPerGasWei: [gwei("0"), gwei("3"), gwei("1"), gwei("0"), gwei("2")],
      gasUsedRatios: [0, 0.9, 0.5, 0, 0.4],
    });
    expect(fees.maxPriorityFeePerGasWei).to.equal(gwei("2"));
    expect(fees.maxFeePerGasWei).to.equal(gwei("22"));
  });

  it("falls back to the floor when no block had a transaction", () => {
    const fees = choose({ nextBaseFeePerGasWei: gwei("10"), priorityFeesPerGasWei: [0n, 0n], gasUsedRatios: [0, 0] });
    expect(fees.maxPriorityFeePerGasWei).to.equal(POLICY.fees.minPriorityFeePerGasWei);
  });

  it("says which ceiling and by how much", () => {
    const policy = { ...POLICY.fees, maxFeePerGasWei: gwei("50") };
    const dear = { nextBaseFeePerGasWei: gwei("40"), priorityFeesPerGasWei: [], gasUsedRatios: [] };
    expect(chooseFees({ history: dear, ethPriceUsd: 3_000 }, 400_000n, policy)).to.deep.equal({
      ok: false,
      reason: "gas-above-ceiling",
      explanation: "Gas is too expensive now: 80.100 gwei a gas would have to be offered, the ceiling is 50.000 gwei",
    });
    // 400,000 gas × 80.1 gwei = 0.03204 ETH, at 3,000 USD 96.12 USD.
    expect(chooseFees({ history: dear, ethPriceUsd: 3_000 }, 400_000n, { ...POLICY.fees, maxGasCostUsd: 96 })).to.deep.include({
      ok: false,
      explanation: "Gas is too expensive now: the transaction could cost 96.12 USD, the ceiling is 96.00 USD",
    });
  });

  for (const ethPriceUsd of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`refuses when ETH costs ${ethPriceUsd} USD: then a ceiling in USD means nothing`, () => {
      const cheap = { nextBaseFeePerGasWei: 7n, priorityFeesPerGasWei: [], gasUsedRatios: [] };
      expect(chooseFees({ history: cheap, ethPriceUsd }, 21_000n, POLICY.fees)).to.include({ ok: false, reason: "eth-price-unknown" });
    });
  }
});

function choose(fees: FeeHistory): Fees {
  const unlimited = { ...POLICY.fees, maxFeePerGasWei: gwei("2000"), maxGasCostUsd: 1e9 };
  const answer = chooseFees({ history: fees, ethPriceUsd: 3_000 }, 400_000n, unlimited);
  if (!answer.ok) throw new Error(answer.explanation);
  return answer;
}
