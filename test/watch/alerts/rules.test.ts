import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import type { RiskClass, RiskScore, Veto } from "../../../bot/core/risk.ts";
import type { VaultState } from "../../../bot/core/vaultState.ts";
import type { RecentBundle } from "../../../bot/store/bundles.ts";
import type { StoredGap } from "../../../bot/store/samplingGaps.ts";
import type { Tick } from "../../../bot/store/ticks.ts";
import type { AlertInput } from "../../../bot/watch/alerts/input.ts";
import { ruleNamed, rules } from "../../../bot/watch/alerts/rules/all.ts";
import { anomalyOf } from "../../../bot/watch/alerts/rules/apyAnomaly.ts";
import { SAMPLE_VAULT } from "../../store/samples.ts";
import { sampleReport } from "../reports.ts";
import { quietInput, USDC_MARKET } from "./inputs.ts";
import { NOW } from "./samples.ts";

/** "subject severity" of every finding; null when the rule cannot say. */
function judged(name: string, changes: Partial<AlertInput>): readonly string[] | null {
  const rule = ruleNamed(name);
  if (rule === null) throw new Error(`there is no rule ${name}`);
  return rule.judge(quietInput(changes))?.map(({ subject, severity }) => `${subject} ${severity}`) ?? null;
}

const tick = (changes: Partial<Tick> = {}): Tick => ({
  id: 1,
  chainId: 1,
  vault: SAMPLE_VAULT,
  bucketTimeSeconds: NOW - 60,
  startedAt: new Date((NOW - 60) * 1000),
  finishedAt: new Date((NOW - 50) * 1000),
  status: "held",
  blockNumber: 1,
  decisionId: null,
  error: null,
  stageMs: null,
  totalAssets: null,
  totalShares: null,
  navUsd: null,
  sharePrice: null,
  baseFeeWei: null,
  vaultStatus: "normal",
  tripReason: null,
  turnoverBps: null,
  lossMillionths: null,
  ...changes,
});
const failed = tick({ status: "failed", vaultStatus: null, error: { rule: "RpcUnreachable", message: "no answer" } });
const news = (changes: Partial<AlertInput["news"]> = {}) => ({ ...quietInput().news, ...changes });
const state = (changes: Partial<VaultState> = {}): VaultState => ({ ...sampleReport(null).vault, ...changes });

describe("alerts: rules", () => {
  it("have names of their own, and find nothing where all is well", () => {
    expect(new Set(rules.map(({ name }) => name)).size).to.equal(rules.length);
    for (const rule of rules) {
      expect(
        rule.judge(quietInput({ ticks: [tick()], news: news({ state: state({ breakerDue: null }) }) })) ?? [],
        rule.name,
      ).to.deep.equal([]);
      expect(rule.remedy).to.match(/\.$/);
    }
  });

  it("keeper-stalled: when no tick begins for three of its periods, counted from when it is watched", () => {
    const at = (secondsAgo: number) => [tick({ startedAt: new Date((NOW - secondsAgo) * 1000) })];
    const long = news({ watchedSinceSeconds: 0 });
    expect(judged("keeper-stalled", { ticks: at(900), news: long })).to.deep.equal([]);
    expect(judged("keeper-stalled", { ticks: at(901), news: long })).to.deep.equal(["vault critical"]);
    expect(judged("keeper-stalled", { ticks: [], news: news({ watchedSinceSeconds: NOW - 901 }) })).to.deep.equal(["vault critical"]);
    expect(judged("keeper-stalled", { ticks: at(90_000), news: news({ watchedSinceSeconds: NOW - 100 }) })).to.deep.equal([]);
  });

  it("ticks-failing: after three in a row, critical after twelve; a tick that runs does not count", () => {
    const running = tick({ status: "running" });
    expect(judged("ticks-failing", { ticks: [failed, failed, tick(), failed] })).to.deep.equal([]);
    expect(judged("ticks-failing", { ticks: [running, failed, failed, failed, tick()] })).to.deep.equal(["vault warning"]);
    expect(judged("ticks-failing", { ticks: Array(12).fill(failed) })).to.deep.equal(["vault critical"]);
  });

  it("leader-changed: for a quarter of an hour, and not for the first leader", () => {
    expect(judged("leader-changed", { leader: { epoch: 1, sinceSeconds: NOW } })).to.deep.equal([]);
    expect(judged("leader-changed", { leader: { epoch: 2, sinceSeconds: NOW - 899 } })).to.deep.equal(["leader 2 info"]);
    expect(judged("leader-changed", { leader: { epoch: 2, sinceSeconds: NOW - 901 } })).to.deep.equal([]);
  });

  it("breaker-tripped: by what the last tick that saw the vault saw, or when the condition holds and nobody has tripped it", () => {
    expect(judged("breaker-tripped", { ticks: [] })).to.equal(null);
    expect(judged("breaker-tripped", { ticks: [failed, tick({ vaultStatus: "reduce-only" })] })).to.deep.equal(["vault critical"]);
    expect(judged("breaker-tripped", { ticks: [tick(), tick({ vaultStatus: "paused" })] })).to.deep.equal([]);
    const due = state({ breakerDue: { reason: "asset-off-peg", subject: SAMPLE_VAULT } });
    expect(judged("breaker-tripped", { ticks: [tick()], news: news({ state: due }) })).to.deep.equal(["due critical"]);
  });

  it("breaker-near: from 80 % of a limit on, and nothing is said without the vault's limits", () => {
    const used = (turnoverBps: number, lossMillionths: number, latest = 1) => {
      const limits = { ...state().limits, dailyTurnoverBps: 10_000, dailyLossBps: 10, dailyPriceFallBps: 100 };
      const usage = { lastRebalanceSeconds: null, turnoverBps, lossMillionths };
      return judged("breaker-near", {
        news: news({ state: state({ limits, usage }) }),
        prices: { share: { highest: 1, latest }, assetUsd: null },
      });
    };
    expect(judged("breaker-near", {})).to.equal(null);
    expect(used(7_999, 799, 0.9921)).to.deep.equal([]);
    expect(used(8_000, 0)).to.deep.equal(["dailyTurnoverBps warning"]);
    expect(used(0, 800)).to.deep.equal(["dailyLossBps critical"]);
    expect(used(0, 0, 0.9919)).to.deep.equal(["dailyPriceFallBps critical"]);
  });

  it("nav-fall: of the share from 5 bp, of the asset's price from 1 %; never for a price that rose", () => {
    const share = (latest: number) => judged("nav-fall", { prices: { share: { highest: 1.02, latest }, assetUsd: null } });
    expect(share(1.02 * 0.9996)).to.deep.equal([]);
    expect(share(1.02 * 0.9994)).to.deep.equal(["share-price warning"]);
    expect(share(1.02 * 0.994)).to.deep.equal(["share-price critical"]);
    expect(judged("nav-fall", { prices: { share: null, assetUsd: { highest: 1, latest: 0.96 } } })).to.deep.equal(["asset-price critical"]);
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (price) => {
        expect(judged("nav-fall", { prices: { share: { highest: price, latest: price }, assetUsd: null } })).to.deep.equal([]);
      }),
    );
  });

  it("risk-raised: when the class is worse than a day ago, critical where we are in it or have to leave it", () => {
    const risk = (riskClass: RiskClass | null, vetoes: readonly Veto[] = []) => [
      { marketId: USDC_MARKET, riskClass, score: 50, drivers: [], vetoes } as unknown as RiskScore,
    ];
    const before = new Map<string, RiskClass>([[USDC_MARKET, "low"]]);
    const position = { ...state().positions[0], marketId: USDC_MARKET, totalAssets: 1n };
    const held = news({ state: state({ positions: [position as VaultState["positions"][number]] }) });
    expect(judged("risk-raised", { risks: risk("low"), earlierRiskClasses: before })).to.deep.equal([]);
    expect(judged("risk-raised", { risks: risk("medium"), earlierRiskClasses: before })).to.deep.equal([`${USDC_MARKET} warning`]);
    expect(judged("risk-raised", { risks: risk("high"), earlierRiskClasses: before })).to.deep.equal([`${USDC_MARKET} warning`]);
    expect(judged("risk-raised", { risks: risk("high"), earlierRiskClasses: before, news: held })).to.deep.equal([
      `${USDC_MARKET} critical`,
    ]);
    const exit: Veto = { reason: "off-peg", effect: "exit", detail: "USDC is worth 0.95 $" };
    expect(judged("risk-raised", { risks: risk(null, [exit]), news: held })).to.deep.equal([`${USDC_MARKET} critical`]);
    expect(judged("risk-raised", { risks: risk(null, [exit]) })).to.deep.equal([]);
  });

  it("gas-budget and key-balance: before and when nothing can be sent any more", () => {
    expect(judged("gas-budget", { gasSpent: { wei: 10n ** 17n, usd: 799 } })).to.deep.equal([]);
    expect(judged("gas-budget", { gasSpent: { wei: 10n ** 17n, usd: 800 } })).to.deep.equal(["vault warning"]);
    expect(judged("gas-budget", { gasSpent: { wei: 10n ** 18n, usd: 0 } })).to.deep.equal(["vault critical"]);
    const broke = tick({ status: "refused", error: { rule: "insufficient-funds", message: "0.001 ETH" } });
    expect(judged("key-balance", { ticks: [tick(), tick(), broke] })).to.deep.equal(["account critical"]);
    expect(judged("key-balance", { ticks: [tick({ status: "rebalanced" }), broke] })).to.deep.equal([]);
  });

  it("key-balance: by how many rebalances the account pays for at the present maximum fee, whatever it last sent", () => {
    const has = (balanceWei: bigint, rebalanceCostWei = 10n ** 15n) =>
      judged("key-balance", {
        ticks: [tick({ status: "rebalanced" })],
        news: news({ account: { address: SAMPLE_VAULT, balanceWei, rebalanceCostWei } }),
      });
    expect(has(20n * 10n ** 15n)).to.deep.equal([]);
    expect(has(20n * 10n ** 15n - 10n ** 9n)).to.deep.equal(["account warning"]);
    expect(has(3n * 10n ** 15n)).to.deep.equal(["account warning"]);
    expect(has(3n * 10n ** 15n - 10n ** 9n)).to.deep.equal(["account critical"]);
    expect(has(0n)).to.deep.equal(["account critical"]);
    expect(has(0n, 0n)).to.deep.equal([]);
    const worth = [undefined, "warning", "critical"];
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 20n), fc.bigInt(0n, 10n ** 18n), fc.bigInt(1n, 10n ** 17n), (balance, more, cost) => {
        const level = (balanceWei: bigint) => worth.indexOf(has(balanceWei, cost)?.[0]?.split(" ")[1]);
        expect(level(balance + more)).to.be.at.most(level(balance));
      }),
    );
  });

  it("database-full: when little is left of the disk both in part and in all, or of the limit; seen by anyone", () => {
    const disk = (freeBytes: number, totalBytes: number) =>
      judged("database-full", { database: { bytes: 1e9, limitBytes: null, disk: { freeBytes, totalBytes } } });
    expect(disk(9e9, 100e9)).to.deep.equal(["disk warning"]);
    expect(disk(10e9, 100e9)).to.deep.equal([]);
    expect(disk(4.9e9, 100e9)).to.deep.equal(["disk critical"]);
    expect(disk(1e9, 8e9)).to.deep.equal([]);
    expect(disk(0.3e9, 8e9)).to.deep.equal(["disk critical"]);
    expect(disk(21e9, 4e12)).to.deep.equal([]);
    expect(disk(19e9, 4e12)).to.deep.equal(["disk warning"]);
    const limit = (bytes: number) => judged("database-full", { database: { bytes, limitBytes: 10e9, disk: null } });
    expect(limit(8.4e9)).to.deep.equal([]);
    expect(limit(8.5e9)).to.deep.equal(["limit warning"]);
    expect(limit(11e9)).to.deep.equal(["limit critical"]);
    expect(ruleNamed("database-full")?.judgedByAnyone).to.equal(true);
  });

  it("are in docs/alerts.md, each in a row of its own and in this order", () => {
    const documented = [...readFileSync("docs/alerts.md", "utf8").matchAll(/^\| `([a-z-]+)` \|.*\|.*\|.*\|$/gm)].map(([, name]) => name);
    expect(documented.filter((name) => name !== undefined && ruleNamed(name) !== null)).to.deep.equal(rules.map(({ name }) => name));
  });

  it("bundle-misses: when 8 of the last 10 offers that ended came to nothing", () => {
    const offers = (vain: number, of: number) =>
      Array.from(
        { length: of },
        (_, i) => ({ status: i < vain ? "missed" : "included", builder: "flashbots", reason: null }) as unknown as RecentBundle,
      );
    const open = { status: "sent", builder: "flashbots" } as RecentBundle;
    expect(judged("bundle-misses", { bundles: offers(7, 10) })).to.deep.equal([]);
    expect(judged("bundle-misses", { bundles: [open, open, ...offers(8, 10)] })).to.deep.equal(["offers warning"]);
    expect(judged("bundle-misses", { bundles: offers(2, 2) })).to.deep.equal([]);
  });

  it("execution-drift, transaction-failed, reorganised and model-fallback: one alert for each", () => {
    const drift = (worstBps: number) => [{ marketId: USDC_MARKET, adapter: SAMPLE_VAULT, count: 1, meanBps: worstBps, worstBps }];
    expect(judged("execution-drift", { drift: drift(-9) })).to.deep.equal([]);
    expect(judged("execution-drift", { drift: drift(-10) })).to.deep.equal([`${USDC_MARKET} ${SAMPLE_VAULT} warning`]);
    expect(judged("execution-drift", { drift: drift(-50) })).to.deep.equal([`${USDC_MARKET} ${SAMPLE_VAULT} critical`]);
    const reverted = { hash: "0xa", decisionId: "d", status: "reverted" as const, reason: "CapExceeded" };
    expect(judged("transaction-failed", { failedTransactions: [reverted] })).to.deep.equal(["0xa warning"]);
    const lost = news({ reorganised: [{ hash: "0xb", atSeconds: NOW }] });
    expect(judged("reorganised", { news: lost, orphanedBlocks: 2 })).to.deep.equal(["0xb warning", "blocks info"]);
    const event = { timeSeconds: NOW, model: "champion", modelVersion: "3", detail: {} };
    const modelEvents = [
      { ...event, kind: "fallback" as const },
      { ...event, kind: "fallback" as const },
      { ...event, kind: "promoted" as const },
    ];
    expect(judged("model-fallback", { modelEvents })).to.deep.equal(["champion fallback warning"]);
  });

  it("data-gap: from 15 % of an hour on, without what was filled and what nobody was there for", () => {
    const gap = (buckets: number, changes: Partial<StoredGap> = {}): StoredGap => ({
      marketId: USDC_MARKET,
      firstBucketSeconds: NOW - 3_600,
      lastBucketSeconds: NOW,
      reason: "rpc",
      detail: "",
      bucketSeconds: 300,
      buckets,
      refilled: 0,
      irrecoverable: 0,
      ...changes,
    });
    expect(judged("data-gap", { gaps: [gap(1)] })).to.deep.equal([]);
    expect(judged("data-gap", { gaps: [gap(1), gap(1, { reason: "stale-head" })] })).to.deep.equal([`${USDC_MARKET} warning`]);
    expect(judged("data-gap", { gaps: [gap(12, { refilled: 6 })] })).to.deep.equal([`${USDC_MARKET} critical`]);
    expect(judged("data-gap", { gaps: [gap(12, { reason: "not-running" }), gap(12, { refilled: 12 })] })).to.deep.equal([]);
  });

  it("source-diverging: after three samples that contradict, not after three that could not be read", () => {
    const sample = (rule: string, i: number) => ({
      marketId: USDC_MARKET,
      origin: "rpc",
      sampleTimeSeconds: NOW - i * 300,
      blockNumber: null,
      rule,
      value: null,
      detail: "",
      sample: null,
    });
    const three = (rule: string) => [1, 2, 3].map((i) => sample(rule, i));
    expect(judged("source-diverging", { rejected: three("rate-inconsistent").slice(1) })).to.deep.equal([]);
    expect(judged("source-diverging", { rejected: three("rate-inconsistent") })).to.deep.equal([`${USDC_MARKET} warning`]);
    expect(judged("source-diverging", { rejected: three("unreadable") })).to.deep.equal([]);
  });
});

describe("alerts: apy-anomaly", () => {
  const hours = (aprAt: (hoursAgo: number) => number, count = 720) =>
    Array.from({ length: count }, (_, i) => ({ hourStartSeconds: NOW - (count - i) * 3_600, apr: aprAt(count - i) }));
  const usual = (hoursAgo: number) => 0.04 + 0.002 * Math.sin(hoursAgo);

  it("finds an hour far from what is usual, and a level that has changed, and neither in what is usual", () => {
    expect(anomalyOf(hours(usual), NOW)).to.equal(null);
    expect(
      anomalyOf(
        hours((ago) => (ago === 1 ? 0.2 : usual(ago))),
        NOW,
      ),
    ).to.include({ severity: "warning" });
    const shifted = anomalyOf(
      hours((ago) => usual(ago) + (ago <= 23 ? 0.035 : 0)),
      NOW,
    );
    expect(shifted).to.include({ severity: "info" });
    expect(shifted?.summary).to.match(/higher/);
    expect(
      anomalyOf(
        hours((ago) => usual(ago) - (ago <= 23 ? 0.035 : 0)),
        NOW,
      )?.summary,
    ).to.match(/lower/);
  });

  it("is not moved by single hours of the month before, and says nothing of a market it hardly knows", () => {
    expect(
      anomalyOf(
        hours((ago) => (ago % 50 === 30 ? 5 : usual(ago))),
        NOW,
      ),
    ).to.equal(null);
    expect(
      anomalyOf(
        hours((ago) => (ago === 1 ? 0.2 : usual(ago)), 150),
        NOW,
      ),
    ).to.equal(null);
    expect(anomalyOf([], NOW)).to.equal(null);
  });

  it("takes a rate that never moved for usual within a tenth of a percent of deviation", () => {
    expect(
      anomalyOf(
        hours((ago) => (ago <= 5 ? 0.0455 : 0.045)),
        NOW,
      ),
    ).to.equal(null);
    expect(
      anomalyOf(
        hours((ago) => (ago <= 5 ? 0.075 : 0.045)),
        NOW,
      ),
    ).to.include({ severity: "warning" });
  });
});
