import type { Sampled } from "../../bot/collect/daemon.ts";
import type { DaemonEvent } from "../../bot/daemon/events.ts";
import type { ExecutionEvent } from "../../bot/execute/events.ts";
import type { DatabaseMeasures } from "../../bot/watch/databaseMeasures.ts";
import { SAMPLE_HASH, sampleDryRun, sampleOutcomes, sampleReport } from "../watch/reports.ts";

export const SIGNED_BYTES = `0x02f8${"5ec4e7".repeat(30)}`;

const outcome = sampleDryRun(SIGNED_BYTES);
if (outcome.kind !== "dry-run") throw new Error("the sample is no dry run");
export const dryRun = outcome;
export const decisionId = dryRun.plan.decisionId;
export const { inclusion } = sampleOutcomes.mined;

/** A sample of two markets, one of which could not be read. */
export const sampled: Sampled = {
  snapshot: sampleReport(null).snapshot,
  recorded: { bucketTimeSeconds: 1_750_000_200, stored: 1, rejected: 1, missed: 1, orphaned: 0 },
};

export const measures: DatabaseMeasures = {
  space: { bytes: 8_000_000, limitBytes: 1e12, disk: { freeBytes: 40e9, totalBytes: 100e9 } },
  openAlerts: { info: 0, warning: 2, critical: 1 },
  forecasts: [{ model: "champion", horizonSeconds: 86_400, samples: 400, mae: 0.004, persistenceMae: 0.005, coverage80: 0.79 }],
};

const EXECUTION: readonly ExecutionEvent[] = [
  { type: "planned", decisionId, plan: dryRun.plan },
  { type: "priced", decisionId, maxFeePerGasWei: 30n, maxPriorityFeePerGasWei: 1n, maxCostWei: 900n },
  { type: "refused", decisionId, reason: "gas-budget", explanation: "too much" },
  { type: "signed", decisionId, hash: SAMPLE_HASH, nonce: 7, route: "private" },
  { type: "submitted", decisionId, hash: SAMPLE_HASH, submitter: "public-mempool" },
  {
    type: "drift",
    decisionId,
    hash: SAMPLE_HASH,
    result: {
      moves: [{ marketId: "1:aave-v3:usdc", adapter: "0xa1", plannedChange: 10n, expectedPosition: 10n, actualPosition: 9n, driftBps: -3 }],
      expectedTotalAssets: 10n,
      actualTotalAssets: 9n,
      expectedGasUsed: 1n,
      actualGasUsed: 1n,
    },
  },
  { type: "settled", decisionId, hash: SAMPLE_HASH, purpose: "rebalance", status: "mined", inclusion, reason: null },
];

/** What can happen, each kind at least once: a vault that is opened, ticks, sends and is stopped. */
export const EVENTS: readonly DaemonEvent[] = [
  { vault: "usdc", type: "opening" },
  { vault: "usdc", type: "leading", chainId: 1, address: "0x01", strategy: "idle", tickSeconds: 300 },
  { vault: "usdc", type: "ticked", report: sampleReport(dryRun) },
  ...Object.values(sampleOutcomes).map((outcome): DaemonEvent => ({ vault: "usdc", type: "ticked", report: sampleReport(outcome) })),
  { vault: "usdc", type: "sampled", chainId: 1, sampled },
  { vault: "usdc", type: "account", account: { address: "0x02", balanceWei: 10n ** 17n, rebalanceCostWei: 10n ** 15n } },
  {
    vault: "usdc",
    type: "rpc",
    uses: [{ endpoint: "http://node", outcomes: { answered: 40, failed: 2, "rate-limited": 1, "too-large": 0 } }],
  },
  ...EXECUTION.map((event): DaemonEvent => ({ vault: "usdc", type: "execution", event })),
  { vault: "usdc", type: "tick-failed", error: new Error("the node is gone") },
  { vault: "usdc", type: "trouble", what: "clock", error: new Error("40 s") },
  { vault: "usdc", type: "restarting", error: new Error("lost"), pauseSeconds: 5 },
  { vault: "usdc", type: "outbox", pending: 1 },
  { vault: "usdc", type: "standing-by" },
  { vault: "usdc", type: "stopped" },
  { type: "alert-delivery", route: "pager", delivered: false },
  { type: "alert-delivery", route: "team", delivered: true },
  { type: "measured", measures },
  { type: "alerts-failed", error: new Error("route pager: HTTP 500") },
  { type: "listening", what: "health", address: "http://127.0.0.1:9464" },
  { type: "api-failed", error: new Error("no answer") },
  { type: "reloaded", changes: ["usdc: tickSeconds"] },
  { type: "reload-failed", error: new Error("no") },
  { type: "stopping" },
];
