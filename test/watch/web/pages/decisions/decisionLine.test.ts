import { expect } from "chai";
import { decisionLine } from "../../../../../bot/watch/web/pages/decisions/decisionLine.ts";

const USDC = { symbol: "USDC", decimals: 6 };
const AAVE = "1:aave-v3:usdc";
const SKY = "1:sky-savings:usdc";

describe("a decision in one line", () => {
  it("says where money goes", () => {
    expect(line([AAVE, "-1500000000"], [SKY, "1499000000"])).to.equal("1,500.00 USDC from aave-v3:usdc to sky-savings:usdc");
  });

  it("knows idle money", () => {
    expect(line([AAVE, "10000000"], [SKY, "5000000"])).to.equal("15.00 USDC from idle to aave-v3:usdc and sky-savings:usdc");
    expect(line([AAVE, "-10000000"])).to.equal("10.00 USDC from aave-v3:usdc to idle");
  });

  it("says why nothing moves", () => {
    expect(decisionLine({ moves: [], reason: "cost-exceeds-gain" }, USDC)).to.equal("No move pays for itself");
  });
});

function line(...moves: readonly (readonly [string, string])[]): string {
  const adapter = `0x${"a".repeat(40)}`;
  return decisionLine({ moves: moves.map(([marketId, change]) => ({ marketId, adapter, change })), reason: "net-benefit" }, USDC);
}
