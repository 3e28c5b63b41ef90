import { expect } from "chai";
import fc from "fast-check";
import { UsageWindow } from "../../../bot/backtest/engine/usageWindow.ts";
import { holdToRules } from "../../../bot/backtest/engine/vaultRules.ts";
import { MoveNotAllowedError } from "../../../bot/backtest/errors.ts";
import { DEFAULT_LIMITS } from "../../../bot/config/vaultDefaults.ts";
import type { Position, VaultState } from "../../../bot/core/vaultState.ts";
import { ASSET } from "./runs.ts";

const position = (marketId: string, totalAssets: bigint, over: Partial<Position> = {}): Position => ({
  marketId,
  adapter: "0x0000000000000000000000000000000000000001",
  totalAssets,
  withdrawable: totalAssets,
  allocatable: 10n ** 30n,
  absoluteCap: 10n ** 30n,
  relativeCapBps: 6_000,
  risks: [],
  healthy: true,
  healthReason: "",
  ...over,
});

const vault = (over: Partial<VaultState> = {}): VaultState => ({
  chainId: 1,
  address: "0x0000000000000000000000000000000000000000",
  blockNumber: 1,
  blockTimeSeconds: 1,
  asset: ASSET,
  totalAssets: 1_000_000n,
  grossAssets: 1_000_000n,
  totalShares: 1n,
  shareDecimals: 18,
  idle: 1_000_000n,
  status: "normal",
  trip: null,
  breakerDue: null,
  stateNonce: 0n,
  limits: DEFAULT_LIMITS,
  usage: { lastRebalanceSeconds: null, turnoverBps: 0, lossMillionths: 0 },
  risks: [],
  positions: [position("a", 0n), position("b", 0n)],
  ...over,
});

describe("the vault's rules in a simulation", () => {
  it("let what keeps them pass, and measure it", () => {
    expect(holdToRules(vault(), { idle: 400_000n, positions: [599_500n, 0n] })).to.deep.equal({
      allocated: 599_500n,
      lost: 500n,
      turnoverBps: 5_995,
      lossMillionths: 500,
    });
  });

  it("refuse a position above its cap, an idle floor that is broken, and losses and turnover beyond their limits", () => {
    const refused = (state: VaultState, idle: bigint, positions: readonly bigint[]) =>
      expect(() => holdToRules(state, { idle, positions })).to.throw(MoveNotAllowedError);
    refused(vault(), 399_999n, [600_001n, 0n]).with.property("message").that.contains("its cap");
    refused(vault(), 9_999n, [500_000n, 490_001n]).with.property("message").that.contains("idle money");
    refused(vault(), 498_000n, [500_000n, 0n]).with.property("message").that.contains("loses");
    const used = { lastRebalanceSeconds: 0, turnoverBps: 15_001, lossMillionths: 0 };
    refused(vault({ usage: used }), 500_000n, [500_000n, 0n])
      .with.property("message")
      .that.contains("allocates");
    const lost = { lastRebalanceSeconds: 0, turnoverBps: 0, lossMillionths: 2_800 };
    refused(vault({ usage: lost }), 499_700n, [500_000n, 0n])
      .with.property("message")
      .that.contains("loses");
  });

  it("leave alone what outgrew its cap and is only cut", () => {
    const grown = vault({ idle: 100_000n, positions: [position("a", 700_000n), position("b", 200_000n)] });
    expect(holdToRules(grown, { idle: 150_000n, positions: [650_000n, 200_000n] }).allocated).to.equal(0n);
  });
});

describe("what was used within a day", () => {
  it("is never counted short for any 24 hours, and is forgotten after 28.8", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 1, max: 100 })), { minLength: 1, maxLength: 30 }),
        (steps) => {
          const window = new UsageWindow();
          const uses: { at: number; amount: number }[] = [];
          let at = 1_700_000_000;
          for (const [wait, amount] of steps) {
            at += wait;
            window.add(amount, at);
            uses.push({ at, amount });
            const within = (seconds: number) => uses.filter((use) => use.at > at - seconds).reduce((sum, use) => sum + use.amount, 0);
            expect(window.total(at)).to.be.at.least(within(86_400));
            expect(window.total(at)).to.be.at.most(within(1.2 * 86_400 + 1));
          }
          expect(window.total(at + 1.2 * 86_400)).to.equal(0);
        },
      ),
    );
  });
});
