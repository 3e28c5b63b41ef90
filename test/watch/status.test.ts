import { expect } from "chai";
import { NO_ORDERS } from "../../bot/core/operatorOrders.ts";
import type { RecentBundle } from "../../bot/store/bundles.ts";
import type { Tick } from "../../bot/store/ticks.ts";
import { statusText } from "../../bot/watch/status.ts";
import { SAMPLE_VAULT } from "../store/samples.ts";

const TICK: Tick = {
  id: 1,
  chainId: 1,
  vault: SAMPLE_VAULT,
  bucketTimeSeconds: 1_750_000_200,
  startedAt: new Date(1_750_000_211_000),
  finishedAt: new Date(1_750_000_212_000),
  status: "held",
  blockNumber: 23_000_000,
  decisionId: null,
  error: null,
  stageMs: null,
  totalAssets: 1_000_000n,
  totalShares: 1n,
  navUsd: 1_000_123.25,
  sharePrice: 1,
  baseFeeWei: 7n,
  vaultStatus: "normal",
  tripReason: null,
  turnoverBps: 12_550,
  lossMillionths: 7,
};

describe("watch: status", () => {
  const rowsOf = (...ticks: readonly Tick[]) => {
    const text = statusText({
      chainId: 1,
      vault: SAMPLE_VAULT,
      orders: NO_ORDERS,
      ticks,
      lastDecision: null,
      transactions: [],
      bundles: [],
      bundleCounts: [],
      moves: [],
      drift: [],
    });
    return text.split("\n").slice(1);
  };

  it("shows with every tick what the vault let happen, why not more, and what was used of its budgets", () => {
    const closed: Tick = { ...TICK, vaultStatus: "reduce-only", tripReason: "price-fall" };
    const [header, open, tripped] = rowsOf(TICK, closed) as [string, string, string];
    expect(header).to.match(/^tick \(UTC\) +block +NAV USD +status +vault +turnover 24 h +loss 24 h +error$/);
    expect(open).to.match(/^2025-06-15 15:10:11 +23000000 +1,000,123\.25 +held +normal +125\.50 % +0\.0007 %$/);
    expect(tripped).to.match(/ held +reduce-only \(price-fall\) +125\.50 %/);
  });

  it("shows a tick that failed before it saw the vault", () => {
    const error = { rule: "RpcUnreachable", message: "no answer" };
    const failed: Tick = { ...TICK, status: "failed", error, blockNumber: null, navUsd: null };
    const unknown: Tick = { ...failed, vaultStatus: null, turnoverBps: null, lossMillionths: null };
    expect(rowsOf(unknown)[1]).to.match(/^2025-06-15 15:10:11 +– +– +failed +– +– +– +RpcUnreachable: no answer$/);
  });

  it("shows what was offered to builders and why it was not taken, if anything was", () => {
    const bundle: RecentBundle = {
      id: "7",
      transactionId: "1",
      transactionHash: "0xabc",
      builder: "titan",
      method: "private-transaction",
      targetBlock: 23_000_007,
      bundleHash: null,
      replacementUuid: null,
      sentAtSeconds: 1_750_000_300,
      status: "missed",
      reason: "No block up to 23000007 took it",
    };
    const status = {
      chainId: 1,
      vault: SAMPLE_VAULT,
      orders: NO_ORDERS,
      ticks: [TICK],
      lastDecision: null,
      transactions: [],
      bundleCounts: [],
      moves: [],
      drift: [],
    };
    const lines = statusText({ ...status, bundles: [bundle, { ...bundle, status: "sent", reason: null }] }).split("\n");
    const [header, missed, sent] = lines.slice(lines.indexOf("") + 1) as [string, string, string];
    expect(header).to.match(/^offered +builder +as +for block +status +why$/);
    expect(missed).to.match(/^0xabc +titan +private-transaction +23000007 +missed +No block up to 23000007 took it$/);
    expect(sent).to.match(/^0xabc +titan +private-transaction +23000007 +sent *$/);
    expect(statusText({ ...status, bundles: [] })).not.to.contain("builder");
  });

  it("says first of all what an operator has ordered, also before the first tick", () => {
    const order = { by: "ada", comment: null, sinceSeconds: 1_750_000_211 };
    const orders = {
      pause: { ...order, comment: "oracle upgrade" },
      derisk: { all: { ...order, exceptMarketIds: ["1:sky-savings:usdc"] }, markets: [{ ...order, marketId: "1:aave-v3:usdc" }] },
    };
    const status = {
      chainId: 1,
      vault: SAMPLE_VAULT,
      orders,
      lastDecision: null,
      transactions: [],
      bundles: [],
      bundleCounts: [],
      moves: [],
      drift: [],
    };
    const lines = [
      "Paused by ada since 2025-06-15 15:10:11 UTC (oracle upgrade): nothing is sent until `keeper resume`",
      "To be left by ada since 2025-06-15 15:10:11 UTC: every market but 1:sky-savings:usdc, until `keeper lift`",
      "To be left by ada since 2025-06-15 15:10:11 UTC: 1:aave-v3:usdc, until `keeper lift --market 1:aave-v3:usdc`",
    ];
    expect(
      statusText({ ...status, ticks: [TICK] })
        .split("\n")
        .slice(1, 4),
    ).to.deep.equal(lines);
    expect(
      statusText({ ...status, ticks: [] })
        .split("\n")
        .slice(1),
    ).to.deep.equal(lines);
  });
});
