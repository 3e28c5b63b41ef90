import { expect } from "chai";
import { clockWarning, databaseClockWarning, withTrustedClock } from "../../bot/execute/clockSkew.ts";
import type { ExecutionOutcome } from "../../bot/execute/outcome.ts";
import { sampleReport } from "../watch/reports.ts";

const { decision, vault } = sampleReport(null);
const PENDING: ExecutionOutcome = { kind: "pending", hash: "0x01", nonce: 1 };

describe("a machine whose clock is behind the chain's", () => {
  const executeAt = (behindSeconds: number, most: number | null) => {
    const clock = { nowMilliseconds: () => (vault.blockTimeSeconds - behindSeconds) * 1000, sleep: async () => undefined };
    return withTrustedClock(async () => PENDING, clock, most)(decision, vault, { ethPriceUsd: 3_000, conversion: {} });
  };

  it("decides and executes nothing", async () => {
    expect(await executeAt(61, 60)).to.deep.include({ kind: "refused", reason: "clock-skew" });
  });

  it("executes while it is not too far behind, when it is ahead, and on a chain with a time of its own", async () => {
    for (const [behind, most] of [
      [60, 60],
      [-10_000, 60],
      [10_000, null],
    ] as const) {
      expect(await executeAt(behind, most)).to.equal(PENDING);
    }
  });

  it("is warned of before", () => {
    expect(clockWarning(1_000, 984)).to.include("16 s behind");
    expect(clockWarning(1_000, 985)).to.equal(null);
    expect(clockWarning(1_000, 2_000)).to.equal(null);
  });

  it("is told from a database that has another time", () => {
    expect(databaseClockWarning(-15)).to.equal(null);
    expect(databaseClockWarning(16.2)).to.include("16 s ahead");
    expect(databaseClockWarning(-3_600)).to.include("3600 s behind");
  });
});
