import { expect } from "chai";
import { pricesUsd } from "../../bot/observe/prices.ts";

const NOW = 1_764_000_000;

function round(answer: bigint, ageSeconds: number) {
  return { ok: true as const, value: { answer, updatedAt: BigInt(NOW - ageSeconds) } };
}

describe("pricesUsd", () => {
  it("scales a fresh answer of 8 decimals to USD", () => {
    expect(pricesUsd({ ETH: round(312_345_000_000n, 60) }, NOW)).to.deep.equal({ ETH: 3123.45 });
  });

  it("gives null for a feed that is stale, not positive or absent", () => {
    const results = {
      STALE: round(100_000_000n, 27 * 3600),
      ZERO: round(0n, 60),
      NEGATIVE: round(-1n, 60),
      ABSENT: { ok: false as const, reason: "reverted" },
    };
    expect(pricesUsd(results, NOW)).to.deep.equal({ STALE: null, ZERO: null, NEGATIVE: null, ABSENT: null });
  });
});
