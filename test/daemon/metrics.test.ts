import { expect } from "chai";
import fc from "fast-check";
import type { MarketId } from "../../bot/core/market.ts";
import type { RiskScore } from "../../bot/core/risk.ts";
import { build } from "../../bot/daemon/build.ts";
import type { DaemonEvent } from "../../bot/daemon/events.ts";
import { createMetrics } from "../../bot/daemon/metrics/metrics.ts";
import type { TickReport } from "../../bot/watch/tickReport.ts";
import { sampleRisk } from "../store/samples.ts";
import { sampleReport } from "../watch/reports.ts";
import { EVENTS, inclusion, measures, sampled } from "./everyEvent.ts";

const NOW = 1_800_000_000;
const MARKET: MarketId = "1:aave-v3:usdc";
const kept = EVENTS.filter(({ type }) => type !== "standing-by" && type !== "stopped");

/** What a scrape says after this has happened: the value of a series, NaN where there is none. */
async function scraped(events: readonly DaemonEvent[]): Promise<(series: string) => number> {
  const metrics = createMetrics({ version: "1.2.3", node: "24.0.0" }, () => NOW);
  for (const event of events) metrics.observe(event);
  const lines = (await metrics.text()).split("\n");
  return (series) => Number(lines.find((line) => line.startsWith(`${series} `))?.slice(series.length));
}

const ticked = (changes: Partial<TickReport>): DaemonEvent => ({
  type: "ticked",
  vault: "usdc",
  report: { ...sampleReport(null), ...changes },
});

describe("daemon: metrics", () => {
  it("count what happened in ticks and to transactions", async () => {
    const offer = { transactionId: "1", builder: "flashbots", method: "bundle", targetBlock: 8, reason: null } as const;
    const offers = (["sent", "included"] as const).map(
      (status): DaemonEvent => ({ type: "execution", vault: "usdc", event: { type: "bundle", status, ...offer } }),
    );
    const value = await scraped([...kept, ...offers]);
    expect(value('yield_keeper_ticks_total{vault="usdc",status="rebalanced"}')).to.equal(1);
    expect(value('yield_keeper_ticks_total{vault="usdc",status="failed"}')).to.equal(4);
    expect(value('yield_keeper_rebalances_total{vault="usdc",result="mined"}')).to.equal(1);
    expect(value('yield_keeper_transactions_total{vault="usdc",status="mined",route="private"}')).to.equal(1);
    expect(value('yield_keeper_gas_spent_wei_total{vault="usdc"}')).to.equal(Number(inclusion.costWei));
    expect(value('yield_keeper_gas_spent_usd_total{vault="usdc"}')).to.be.closeTo((Number(inclusion.costWei) / 1e18) * 3000, 1e-9);
    expect(value('yield_keeper_last_tick_timestamp_seconds{vault="usdc"}')).to.equal(NOW);
    expect(value('yield_keeper_tick_duration_seconds_sum{vault="usdc",stage="observe"}')).to.be.closeTo(0.12 * 8, 1e-9);
    expect(value(`yield_keeper_move_drift_ratio{vault="usdc",market="${MARKET}"}`)).to.equal(-0.0003);
    expect(value('yield_keeper_bundles_total{vault="usdc",builder="flashbots",status="included"}')).to.equal(1);
    expect(value('yield_keeper_key_balance_wei{vault="usdc",address="0x02"}')).to.equal(1e17);
    expect(value('yield_keeper_rebalance_max_cost_wei{vault="usdc",address="0x02"}')).to.equal(1e15);
    expect(value('yield_keeper_build_info{version="1.2.3",node="24.0.0"}')).to.equal(1);
    expect(value("process_cpu_seconds_total")).to.be.greaterThan(0);
    expect(build).to.deep.equal({ version: process.env.npm_package_version ?? build.version, node: process.versions.node });
  });

  it("say of a vault what the last tick saw: amounts in whole tokens and USD, limits as fractions", async () => {
    const report = sampleReport(null);
    const position = { marketId: MARKET, totalAssets: 5_500_000n } as TickReport["vault"]["positions"][number];
    const value = await scraped([ticked({ vault: { ...report.vault, positions: [position], status: "reduce-only" } })]);
    const [price] = report.snapshot.observations.map(({ assetPriceUsd }) => assetPriceUsd);
    expect(value('yield_vault_total_assets{vault="usdc",asset="USDC"}')).to.be.closeTo(9_007_199_254.740993, 1e-3);
    expect(value('yield_vault_idle_assets{vault="usdc",asset="USDC"}')).to.equal(20_002);
    expect(value(`yield_vault_position_assets{vault="usdc",asset="USDC",market="${MARKET}"}`)).to.equal(5.5);
    expect(value('yield_vault_nav_usd{vault="usdc"}')).to.be.closeTo(9_007_199_254.740993 * (price ?? Number.NaN), 1);
    expect(value('yield_vault_share_price{vault="usdc"}')).to.be.closeTo(9_007.1992547, 1e-6);
    expect(value('yield_vault_turnover_used_ratio{vault="usdc"}')).to.equal(0.1275);
    expect(value('yield_vault_loss_used_ratio{vault="usdc"}')).to.be.closeTo(0.07 / 30, 1e-12);
    const statuses = ["normal", "reduce-only", "paused"].map((status) => value(`yield_vault_status{vault="usdc",status="${status}"}`));
    expect(statuses).to.deep.equal([0, 1, 0]);
  });

  it("say of markets what they pay, hold and may come to", async () => {
    const { snapshot } = sampleReport(null);
    const [seen] = snapshot.observations;
    if (seen === undefined) throw new Error("the sample has an observation");
    const risk = sampleRisk(1, {
      marketId: MARKET,
      riskClass: "medium",
      score: 40,
      vetoes: [{ reason: "frozen", effect: "close", detail: "" }],
    });
    const observation = { ...seen, supplyApr: 0.05, rewardApr: 0.01, utilization: 0.9, totalSupply: 10n ** 12n, liquidity: 10n ** 11n };
    const value = await scraped([
      ticked({ snapshot: { ...snapshot, observations: [{ ...observation, assetPriceUsd: 0.5 }] }, risks: [risk] }),
    ]);
    expect(value(`yield_pool_apr_ratio{market="${MARKET}",kind="supply"}`)).to.equal(0.05);
    expect(value(`yield_pool_apr_ratio{market="${MARKET}",kind="reward"}`)).to.equal(0.01);
    expect(value(`yield_pool_utilization_ratio{market="${MARKET}"}`)).to.equal(0.9);
    expect(value(`yield_pool_supply_usd{market="${MARKET}"}`)).to.equal(500_000);
    expect(value(`yield_pool_liquidity_usd{market="${MARKET}"}`)).to.equal(50_000);
    const classes = ["low", "medium", "high"].map((one) => value(`yield_risk_class{market="${MARKET}",class="${one}"}`));
    expect(classes).to.deep.equal([0, 1, 0]);
    expect(value(`yield_risk_score_ratio{market="${MARKET}"}`)).to.equal(0.4);
    expect(value(`yield_risk_vetoes{market="${MARKET}",effect="close"}`)).to.equal(1);
    expect(value(`yield_risk_vetoes{market="${MARKET}",effect="exit"}`)).to.equal(0);
  });

  it("have no class at all while it is not known, and no score", async () => {
    const value = await scraped([ticked({ risks: [sampleRisk(1, { marketId: MARKET, riskClass: null, score: null }) as RiskScore] })]);
    for (const one of ["low", "medium", "high"]) expect(value(`yield_risk_class{market="${MARKET}",class="${one}"}`)).to.equal(0);
    expect(value(`yield_risk_score_ratio{market="${MARKET}"}`)).to.be.NaN;
  });

  it("count samples by protocol, and when each last gave one that was believed, though the rest of the tick failed", async () => {
    const failed: DaemonEvent = { type: "tick-failed", vault: "usdc", error: new Error("no price of ETH") };
    const value = await scraped([{ type: "sampled", vault: "usdc", chainId: 1, sampled }, failed]);
    const [observation] = sampled.snapshot.observations;
    expect(value('yield_collector_last_success_timestamp_seconds{chain_id="1",source="aave-v3"}')).to.equal(observation?.blockTimeSeconds);
    expect(value('yield_collector_last_success_timestamp_seconds{chain_id="1",source="compound-v3"}')).to.be.NaN;
    expect(value('yield_collector_samples_total{chain_id="1",source="aave-v3",result="accepted"}')).to.equal(1);
    expect(value('yield_collector_samples_total{chain_id="1",source="compound-v3",result="unreadable"}')).to.equal(1);
    expect(value('yield_collector_missed_buckets_total{chain_id="1"}')).to.equal(1);
  });

  it("add up requests to nodes over providers that count from nothing again", async () => {
    const uses = (answered: number): DaemonEvent => ({
      type: "rpc",
      vault: "usdc",
      uses: [{ endpoint: "http://node", outcomes: { answered, failed: 0, "rate-limited": 0, "too-large": 0 } }],
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.nat(100), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), async (lives) => {
        const events = lives.flatMap((steps): DaemonEvent[] => {
          const counts = steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, step) => sum + step, 0));
          return [{ type: "opening", vault: "usdc" }, ...counts.map(uses)];
        });
        const value = await scraped(events);
        expect(value('yield_rpc_requests_total{vault="usdc",endpoint="http://node",result="answered"}')).to.equal(
          lives.flat().reduce((sum, step) => sum + step, 0),
        );
      }),
      { numRuns: 20 },
    );
  });

  it("say what the database says: scores, alerts and room", async () => {
    const value = await scraped(EVENTS);
    expect(value('yield_forecast_absolute_error_ratio{model="champion",horizon="24h"}')).to.equal(0.004);
    expect(value('yield_forecast_persistence_absolute_error_ratio{model="champion",horizon="24h"}')).to.equal(0.005);
    expect(value('yield_forecast_coverage_ratio{model="champion",horizon="24h"}')).to.equal(0.79);
    expect(value('yield_forecast_scored_trials{model="champion",horizon="24h"}')).to.equal(400);
    expect(value('yield_alerts_open{severity="warning"}')).to.equal(2);
    expect(value('yield_alert_deliveries_total{channel="pager",result="failed"}')).to.equal(1);
    expect(value('yield_alert_deliveries_total{channel="team",result="delivered"}')).to.equal(1);
    expect(value("yield_database_size_bytes")).to.equal(8e6);
    expect(value("yield_database_limit_bytes")).to.equal(1e12);
    expect(value("yield_database_disk_free_bytes")).to.equal(40e9);
    const remote = await scraped([
      { type: "measured", measures: { ...measures, space: { ...measures.space, limitBytes: null, disk: null } } },
    ]);
    expect(remote("yield_database_limit_bytes")).to.be.NaN;
    expect(remote("yield_database_disk_free_bytes")).to.be.NaN;
  });

  it("forget what is not so any more: a market that gave nothing, a model that is gone, a vault that is not kept", async () => {
    const { snapshot } = sampleReport(null);
    const none = await scraped([
      ticked({}),
      ticked({ snapshot: { ...snapshot, observations: [] } }),
      { type: "measured", measures },
      { type: "measured", measures: { ...measures, forecasts: [] } },
    ]);
    expect(none(`yield_pool_apr_ratio{market="${MARKET}",kind="supply"}`)).to.be.NaN;
    expect(none('yield_forecast_coverage_ratio{model="champion",horizon="24h"}')).to.be.NaN;
    const metrics = createMetrics({ version: "1.2.3", node: "24.0.0" }, () => NOW);
    for (const event of kept) metrics.observe(event);
    metrics.observe({ type: "stopped", vault: "usdc" });
    const left = (await metrics.text())
      .split("\n")
      .filter((line) => /^yield_(vault|pool|risk)_|^yield_keeper_(leader|last_tick)/.test(line));
    expect(left).to.deep.equal([]);
  });
});
