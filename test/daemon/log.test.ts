import { expect } from "chai";
import { keccak256 } from "ethers";
import type { DaemonEvent } from "../../bot/daemon/events.ts";
import { jsonLog } from "../../bot/daemon/log.ts";
import { createMetrics } from "../../bot/daemon/metrics.ts";
import type { ExecutionEvent } from "../../bot/execute/events.ts";
import { SAMPLE_HASH, sampleDryRun, sampleOutcomes, sampleReport } from "../watch/reports.ts";

const SIGNED_BYTES = `0x02f8${"5ec4e7".repeat(30)}`;

const dryRun = sampleDryRun(SIGNED_BYTES);
if (dryRun.kind !== "dry-run") throw new Error("the sample is no dry run");
const decisionId = dryRun.plan.decisionId;
const { inclusion } = sampleOutcomes.mined;

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

const EVENTS: readonly DaemonEvent[] = [
  { vault: "usdc", type: "opening" },
  { vault: "usdc", type: "leading", chainId: 1, address: "0x01", strategy: "idle", tickSeconds: 300 },
  { vault: "usdc", type: "ticked", report: sampleReport(dryRun) },
  ...Object.values(sampleOutcomes).map((outcome): DaemonEvent => ({ vault: "usdc", type: "ticked", report: sampleReport(outcome) })),
  ...EXECUTION.map((event): DaemonEvent => ({ vault: "usdc", type: "execution", event })),
  { vault: "usdc", type: "tick-failed", error: new Error("the node is gone") },
  { vault: "usdc", type: "trouble", what: "clock", error: new Error("40 s") },
  { vault: "usdc", type: "restarting", error: new Error("lost"), pauseSeconds: 5 },
  { vault: "usdc", type: "outbox", pending: 1 },
  { vault: "usdc", type: "standing-by" },
  { vault: "usdc", type: "stopped" },
  { type: "alerts-failed", error: new Error("route pager: HTTP 500") },
  { type: "listening", what: "health", address: "http://127.0.0.1:9464" },
  { type: "api-failed", error: new Error("no answer") },
  { type: "reloaded", changes: ["usdc: tickSeconds"] },
  { type: "reload-failed", error: new Error("no") },
  { type: "stopping" },
];

function logged(level: "debug" | "info" | "error", events = EVENTS): readonly Record<string, unknown>[] {
  let text = "";
  const log = jsonLog(level, {
    write: (line) => {
      text += line;
    },
  });
  for (const event of events) log(event);
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("daemon: the log", () => {
  it("is one JSON line an event, with level, time, vault and what leads back to the decision", () => {
    const lines = logged("debug");
    expect(lines).to.have.length(EVENTS.length - 1);
    for (const line of lines) {
      expect(line).to.include.keys("level", "time", "event", "msg");
      expect(new Date(String(line.time)).toISOString()).to.equal(line.time);
    }
    const submitted = lines.find(({ step }) => step === "submitted");
    expect(submitted).to.include({ level: "info", vault: "usdc", decisionId, hash: SAMPLE_HASH });
    expect(lines.find(({ event }) => event === "ticked")).to.include({ tickId: 12, vault: "usdc" });
  });

  it("tells what a dry run would have sent", () => {
    const [line] = logged("info", [{ vault: "usdc", type: "ticked", report: sampleReport(dryRun) }]);
    expect(line?.outcome).to.deep.include({
      kind: "dry-run",
      hash: SAMPLE_HASH,
      route: "public",
      nonce: 7,
      maxFeePerGasWei: "30000000000",
      maxCostWei: String(900_000n * 30_000_000_000n),
      moves: dryRun.plan.moves.map(({ marketId, change }) => ({ marketId, change: String(change) })),
    });
  });

  it("never holds signed bytes or a secret", () => {
    const text = JSON.stringify(logged("debug"));
    expect(text).to.not.include(SIGNED_BYTES.slice(2, 40));
    expect(text).to.not.include("rawTransaction");
    expect(text).to.not.include(keccak256(SIGNED_BYTES));
  });

  it("has the levels it is asked for", () => {
    expect(new Set(logged("error").map(({ level }) => level))).to.deep.equal(new Set(["error"]));
    expect(logged("info").map(({ step }) => step)).to.not.include("planned");
  });
});

describe("daemon: metrics", () => {
  it("count what happened", async () => {
    const metrics = createMetrics(() => 1_800_000_000);
    for (const event of EVENTS.slice(0, -6)) metrics.observe(event);
    const offer = { transactionId: "1", builder: "flashbots", method: "bundle", targetBlock: 8, reason: null } as const;
    for (const status of ["sent", "included"] as const) {
      metrics.observe({ type: "execution", vault: "usdc", event: { type: "bundle", status, ...offer } });
    }
    const text = await metrics.text();
    const value = (series: string) =>
      Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`${series} `))
          ?.split(" ")[1],
      );
    expect(value('yield_keeper_ticks_total{vault="usdc",status="rebalanced"}')).to.equal(1);
    expect(value('yield_keeper_ticks_total{vault="usdc",status="failed"}')).to.equal(4);
    expect(value('yield_keeper_transactions_total{vault="usdc",status="mined",route="private"}')).to.equal(1);
    expect(value('yield_keeper_gas_spent_wei_total{vault="usdc"}')).to.equal(Number(inclusion.costWei));
    expect(value('yield_keeper_gas_spent_usd_total{vault="usdc"}')).to.be.closeTo((Number(inclusion.costWei) / 1e18) * 3000, 1e-9);
    expect(value('yield_keeper_last_tick_timestamp_seconds{vault="usdc"}')).to.equal(1_800_000_000);
    expect(value('yield_keeper_tick_duration_seconds_sum{vault="usdc",stage="observe"}')).to.be.closeTo(0.12 * 8, 1e-9);
    expect(value('yield_vault_total_assets{vault="usdc",asset="USDC"}')).to.be.closeTo(9_007_199_254.740993, 1e-3);
    expect(value('yield_keeper_move_drift_bps{vault="usdc",market="1:aave-v3:usdc"}')).to.equal(-3);
    expect(value('yield_keeper_bundles_total{vault="usdc",builder="flashbots",status="included"}')).to.equal(1);
    expect(text).to.include("process_cpu_seconds_total");
  });
});
