import { expect } from "chai";
import { encodeBytes32String, id } from "ethers";
import { describeRevert } from "../../bot/execute/revert.ts";
import { vaultInterface } from "../../bot/execute/vaultAbi.ts";

const ADAPTER = "0x00000000000000000000000000000000000000A1";

describe("execute: why the vault refuses a rebalance", () => {
  const refusals: readonly (readonly [string, readonly unknown[], string])[] = [
    ["Closed", [1], "Closed (status reduce-only)"],
    ["Closed", [2], "Closed (status paused)"],
    ["CooldownNotElapsed", [1_750_000_000n], "CooldownNotElapsed (allowedAt 1750000000)"],
    ["TurnoverExceeded", [2_501n, 2_500n], "TurnoverExceeded (turnoverBps 2501, limitBps 2500)"],
    ["DailyLossExceeded", [3_001n, 3_000n], "DailyLossExceeded (lossMillionths 3001, limitMillionths 3000)"],
    ["RelativeRiskCapExceeded", [id("protocol:aave-v3"), 8n, 7n], "RelativeRiskCapExceeded (riskId protocol:aave-v3, positions 8, cap 7)"],
    ["AbsoluteRiskCapExceeded", [id("issuer:usds"), 8n, 7n], "AbsoluteRiskCapExceeded (riskId issuer:usds, positions 8, cap 7)"],
    ["AbsoluteRiskCapExceeded", [id("no one's"), 8n, 7n], `AbsoluteRiskCapExceeded (riskId ${id("no one's")}, positions 8, cap 7)`],
    ["AdapterUnhealthy", [ADAPTER, encodeBytes32String("frozen")], `AdapterUnhealthy (adapter ${ADAPTER}, reason frozen)`],
  ];
  for (const [name, args, words] of refusals) {
    it(words, () => {
      const data = vaultInterface.encodeErrorResult(name, args);
      expect(describeRevert(data, vaultInterface)).to.deep.equal({ errorName: name, reason: words });
    });
  }
});
