import { expect } from "chai";
import { forecastId } from "../../bot/core/forecast.ts";
import { observationId } from "../../bot/core/observation.ts";
import { FULL_TOLERANCE, riskId } from "../../bot/core/risk.ts";
import { BPS, SECONDS_PER_YEAR } from "../../bot/core/units.ts";
import { decide } from "../../bot/decide/decide.ts";
import type { Snapshot } from "../../bot/observe/collector.ts";
import { decisionById } from "../../bot/store/decisions.ts";
import { forecastHistory } from "../../bot/store/forecasts.ts";
import { driftByAdapter, recentDrift } from "../../bot/store/moveResults.ts";
import { observationsById } from "../../bot/store/observations.ts";
import { recentTransactions } from "../../bot/store/outbox.ts";
import { riskHistory } from "../../bot/store/risks.ts";
import { recentTicks } from "../../bot/store/ticks.ts";
import { developmentAccounts } from "../../scripts/local-mainnet/accounts.ts";
import { type Fork, forkOf } from "../../scripts/local-mainnet/forkOf.ts";
import type { Life } from "../../scripts/local-mainnet/life/createLife.ts";
import { HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import type { Scenarios } from "../../scripts/local-mainnet/life/scenarios.ts";
import { readBlockHeader } from "../../scripts/local-mainnet/provider.ts";
import { createTestDatabase } from "../store/testStore.ts";
import { type KeeperOnFork, openKeeperOnFork, type RecordedTick } from "./keeperOnFork.ts";
import { sharedUpstream, skipOnMainnet } from "./upstream.ts";
import { usdcVaultOn, type VaultOnFork, vaultOnFork } from "./vaultOnFork.ts";

const USDC = 10n ** 6n;
const MARKETS = ["1:aave-v3:usdc", "1:compound-v3:usdc", "1:sky-savings:usdc"];
const COMPOUND = 1;
const TICK_SECONDS = 4 * HOUR;
/** Persistence sees a shock at once, nothing holds a worthwhile move back, and every door is too narrow for a market of class high. */
const DECISION = { cooldownSeconds: 0, marginDoubt: 0, highRiskExitCover: 1e6 };
const SETTINGS = { tickSeconds: TICK_SECONDS, forecaster: "persistence", decision: DECISION };
const NONCE = "eth_getTransactionCount";

describe("vault and keeper together on a fork", function () {
  this.timeout(120_000);
  const [, { privateKey }] = developmentAccounts(2) as [unknown, { privateKey: string }];
  let fork: Fork | undefined;
  let chain: VaultOnFork;
  let databaseUrl: string;
  let running: KeeperOnFork | undefined;
  let scenarios: Scenarios & { readonly life: Life };
  const ticks: RecordedTick[] = [];
  const story = { emptied: 0, deposited: 0, shocked: 0, calmed: 0, paused: 0 };

  const db = () => (running as KeeperOnFork).keeper.store.db;
  const key = () => (running as KeeperOnFork).key;
  const keeperNonce = async () => Number(await chain.provider.request({ method: NONCE, params: [chain.keeper, "latest"] }));
  const liveAndTick = async (count = 1) => {
    for (let i = 0; i < count; i++) {
      ticks.push(await (running as KeeperOnFork).tick());
      await scenarios.life.advance(TICK_SECONDS);
    }
    return ticks.length - 1;
  };

  before(async function () {
    await skipOnMainnet(this, "Compound V3 and Sky, stand-ins, and actors who move rates");
    fork = await forkOf(await sharedUpstream());
    chain = vaultOnFork(fork, await usdcVaultOn(MARKETS, { limits: { idleFloorBps: 200 }, relativeCapBps: 8_000 })(fork));
    databaseUrl = await createTestDatabase();
    scenarios = await chain.scenarios();
    running = await openKeeperOnFork({ chain, databaseUrl, markets: MARKETS, privateKey, settings: SETTINGS });

    story.emptied = await liveAndTick();
    await chain.deposit(chain.users[0].address, 500_000n * USDC);
    await chain.deposit(chain.users[1].address, 300_000n * USDC);
    story.deposited = await liveAndTick();
    await liveAndTick(3);
    const calm = await scenarios.rateShock("comet-usdc");
    story.shocked = await liveAndTick();
    await chain.deposit(chain.users[2].address, 200_000n * USDC);
    await liveAndTick(2);
    await calm();
    story.calmed = await liveAndTick();
    await liveAndTick();
    const unpause = await scenarios.psmHalt();
    story.paused = await liveAndTick();
    await unpause();
    await liveAndTick(2);
  });
  after(async () => {
    await running?.close();
    await fork?.close();
  });

  const rebalances = () => ticks.filter(({ report }) => report.outcome?.kind === "mined");

  it("has nothing to do for an empty vault, and says so", () => {
    const { decision, outcome } = (ticks[story.emptied] as RecordedTick).report;
    expect(decision).to.deep.include({ action: "hold", reason: "no-assets", moves: [] });
    expect(outcome).to.equal(null);
  });

  it("invests what users deposit, in a transaction of its own", () => {
    const { report, after } = ticks[story.deposited] as RecordedTick;
    expect(report.decision.action).to.equal("rebalance");
    expect(report.outcome?.kind).to.equal("mined");
    expect(after.totalAssets - after.idle).to.be.at.least((800_000n * USDC * 9_700n) / BPS);
  });

  it("brings every position to its target, within the interest of one block", () => {
    expect(rebalances().length).to.be.at.least(3);
    for (const { report, after } of rebalances()) {
      const elapsed = BigInt(after.timeSeconds - report.vault.blockTimeSeconds);
      for (const [i, market] of report.decision.markets.entries()) {
        const position = after.positions[i] ?? 0n;
        // No market here ever pays more than 100 % a year; and a unit or two of rounding each way.
        const earning = market.current > market.target ? market.current : market.target;
        const interest = (earning * elapsed) / BigInt(SECONDS_PER_YEAR) + 3n;
        expect(position, `${market.marketId} at block ${report.vault.blockNumber}`).within(market.target - 3n, market.target + interest);
      }
    }
  });

  it("never breaks a limit of the vault, after whichever tick", () => {
    for (const { report, after } of rebalances()) {
      const { vault } = report;
      expect(after.idle * BPS, "idle floor").to.be.at.least(after.grossAssets * BigInt(vault.limits.idleFloorBps));
      for (const [i, { absoluteCap, relativeCapBps, totalAssets: before }] of vault.positions.entries()) {
        const position = after.positions[i] ?? 0n;
        if (position <= before) continue;
        expect(position, "absolute cap").to.be.at.most(absoluteCap);
        expect(position * BPS, "relative cap").to.be.at.most(after.grossAssets * BigInt(relativeCapBps));
      }
      for (const { name, absoluteCap, relativeCapBps } of vault.risks) {
        const members = vault.positions.flatMap((one, i) => (one.risks.includes(name) ? [i] : []));
        if (!members.some((i) => (after.positions[i] ?? 0n) > (vault.positions[i]?.totalAssets ?? 0n))) continue;
        const exposed = members.reduce((sum, i) => sum + (after.positions[i] ?? 0n), 0n);
        expect(exposed, `absolute cap of ${name}`).to.be.at.most(absoluteCap);
        expect(exposed * BPS, `relative cap of ${name}`).to.be.at.most(after.grossAssets * BigInt(relativeCapBps));
      }
      const lost = vault.grossAssets - after.grossAssets;
      expect(lost, "loss").to.be.at.most((vault.grossAssets * BigInt(vault.limits.rebalanceLossBps)) / BPS);
    }
  });

  it("follows a rate shock with the next tick, and leaves when it is over", () => {
    const before = ticks[story.shocked - 1] as RecordedTick;
    const shocked = ticks[story.shocked] as RecordedTick;
    expect(shocked.report.snapshot.observations[COMPOUND]?.utilization).to.be.greaterThan(0.96);
    expect(shocked.report.outcome?.kind).to.equal("mined");
    const inCompound = ({ after }: RecordedTick) => after.positions[COMPOUND] ?? 0n;
    expect(inCompound(shocked) - inCompound(before)).to.be.greaterThan(100_000n * USDC);
    const calmed = ticks[story.calmed] as RecordedTick;
    expect(calmed.report.outcome?.kind).to.equal("mined");
    expect(inCompound(calmed)).to.be.lessThan(inCompound(ticks[story.calmed - 1] as RecordedTick));
  });

  it("puts nothing into a market that is halted", () => {
    const { report } = ticks[story.paused] as RecordedTick;
    const sky = report.decision.markets[2];
    expect(report.vault.positions[2]).to.deep.include({ healthy: false, healthReason: "psm-halted", withdrawable: 0n });
    expect(sky?.target).to.equal(sky?.current);
    expect(sky?.skipped?.reason ?? "at-target").to.be.oneOf(["unhealthy", "no-liquidity", "at-target"]);
  });

  it("leaves a row for every tick, with its block, its decision and its money", async () => {
    const rows = (await recentTicks(db(), key(), 100)).toReversed();
    expect(rows).to.have.lengthOf(ticks.length);
    for (const [i, row] of rows.entries()) {
      const { report } = ticks[i] as RecordedTick;
      expect(row).to.deep.include({
        id: report.tickId,
        status: report.outcome === null ? "held" : "rebalanced",
        blockNumber: report.snapshot.block.number,
        decisionId: report.decision.id,
        totalAssets: report.vault.totalAssets,
        totalShares: report.vault.totalShares,
        error: null,
      });
      expect(row.finishedAt).not.to.equal(null);
    }
    expect(rows.filter((row) => row.status === "held").length, "ticks that held").to.be.at.least(2);
  });

  it("keeps every decision as it was made, and a holding one with the reason of every market that does not move", async () => {
    for (const { report } of ticks) {
      const stored = await decisionById(db(), report.decision.id);
      expect(stored).to.deep.equal(report.decision);
      if (stored?.action !== "hold" || stored.reason === "no-assets") continue;
      expect(stored.explanation).to.have.length.greaterThan(20);
      expect(stored.markets).to.have.lengthOf(3);
      for (const market of stored.markets) expect(market.skipped?.reason, market.marketId).to.be.a("string");
    }
  });

  /** Everything stored about the markets, by id. */
  async function stored() {
    const observations = await observationsById(
      db(),
      ticks.flatMap(({ report }) => report.decision.observationIds),
    );
    const [model] = ticks.flatMap(({ report }) => report.forecasts);
    const { model: name, horizonSeconds } = model as { model: string; horizonSeconds: number };
    const forecasts = (
      await Promise.all(MARKETS.map((marketId) => forecastHistory(db(), { marketId, model: name, horizonSeconds }, 0)))
    ).flat();
    const risks = (await Promise.all(MARKETS.map((marketId) => riskHistory(db(), marketId, 0)))).flat();
    return {
      observations: new Map(observations.map((one) => [observationId(one), one])),
      forecasts: new Map(forecasts.map((one) => [forecastId(one), one])),
      risks: new Map(risks.map((one) => [riskId(one), one])),
    };
  }

  it("decides the same again from what the database holds", async () => {
    const { observations, forecasts, risks } = await stored();
    const { strategy, policy } = (running as KeeperOnFork).keeper.deps;
    for (const { report, costs } of ticks) {
      const recorded = (await decisionById(db(), report.decision.id)) as typeof report.decision;
      const replayed = decide(
        {
          vault: report.vault,
          observations: recorded.observationIds.flatMap((id) => observations.get(id) ?? []),
          forecasts: recorded.forecastIds.flatMap((id) => forecasts.get(id) ?? []),
          risks: recorded.riskIds.flatMap((id) => risks.get(id) ?? []),
          // What lowered it is for people; decisions go by what came of it.
          riskTolerance: { ...FULL_TOLERANCE, tolerance: recorded.riskTolerance },
          costs,
          policy,
        },
        strategy,
      );
      expect(replayed).to.deep.equal(recorded);
    }
  });

  it("lets every transaction be walked back to its decision, its forecasts, its observations and their blocks", async () => {
    const { observations, forecasts } = await stored();
    const transactions = await recentTransactions(db(), key(), 100);
    expect(transactions.map((row) => row.decisionId).toReversed()).to.deep.equal(rebalances().map(({ report }) => report.decision.id));
    for (const row of transactions) {
      expect(row).to.deep.include({ status: "mined", sender: chain.keeper, vault: chain.vault, chainId: 1 });
      const receipt = (await chain.provider.request({ method: "eth_getTransactionReceipt", params: [row.hash] })) as Record<string, string>;
      expect(receipt.status).to.equal("0x1");
      expect(Number(receipt.blockNumber)).to.equal(row.inclusion?.blockNumber);
      expect(BigInt(receipt.gasUsed ?? 0)).to.equal(row.inclusion?.gasUsed);

      const decision = await decisionById(db(), row.decisionId);
      expect(decision?.observationIds).to.have.lengthOf(3);
      expect(decision?.forecastIds).to.have.lengthOf(3);
      for (const id of decision?.forecastIds ?? []) expect(forecasts.get(id)?.blockNumber, id).to.equal(decision?.blockNumber);
      for (const id of decision?.observationIds ?? []) {
        const observation = observations.get(id);
        expect(observation, id).not.to.equal(undefined);
        const header = await readBlockHeader(chain.provider, observation?.blockNumber ?? 0);
        expect(header?.timestampSeconds, `time of block ${observation?.blockNumber}`).to.equal(observation?.blockTimeSeconds);
      }
    }
    expect(await keeperNonce()).to.equal(transactions.length);
  });

  it("knows of every move where it was expected to end, and that it did, within the interest of a block", async () => {
    const moves = await recentDrift(db(), key(), 100);
    expect(moves).to.have.lengthOf(rebalances().reduce((sum, { report }) => sum + report.decision.moves.length, 0));
    for (const { report, after } of rebalances()) {
      for (const { adapter, change } of report.decision.moves) {
        const move = moves.find((one) => one.decisionId === report.decision.id && one.adapter === adapter);
        expect(move?.plannedChange, adapter).to.equal(change);
        expect(move?.actualPosition, adapter).to.equal(after.positions[chain.adapters.indexOf(adapter)]);
        expect(Number((move?.actualPosition ?? 0n) - (move?.expectedPosition ?? 0n))).within(-3, 1e6);
      }
    }
    const byAdapter = await driftByAdapter(db(), key(), 0);
    expect(byAdapter.reduce((sum, { count }) => sum + count, 0)).to.equal(moves.length);
  });

  it("keeps what a decision has read also when two ticks fall into one bucket", async () => {
    const keeper = running as KeeperOnFork;
    const head = await readBlockHeader(chain.provider);
    await chain.passTime(TICK_SECONDS - ((head?.timestampSeconds ?? 0) % TICK_SECONDS));
    const before = ticks.length;
    ticks.push(await keeper.tick());
    await chain.passTime(60);
    ticks.push(await keeper.tick());
    const [first, second] = ticks.slice(before).map(({ report }) => report.snapshot) as [Snapshot, Snapshot];
    expect(first.observations[0]?.bucketTimeSeconds).to.equal(second.observations[0]?.bucketTimeSeconds);
    expect(first.block.number).to.be.lessThan(second.block.number);
    const { observations, forecasts } = await stored();
    for (const { report } of ticks.slice(before)) {
      for (const id of report.decision.observationIds) expect(observations.has(id), id).to.equal(true);
      for (const id of report.decision.forecastIds) expect(forecasts.has(id), id).to.equal(true);
    }
  });

  it("sends nothing in a dry run, and shows exactly what it would send", async () => {
    await running?.close();
    running = await openKeeperOnFork({ chain, databaseUrl, markets: MARKETS, privateKey, settings: SETTINGS, dryRun: true });
    await scenarios.rateShock("comet-usdc");
    await scenarios.life.advance(TICK_SECONDS);
    const nonce = await keeperNonce();
    const stateNonce = await chain.read(chain.vault, "function stateNonce() view returns (uint64)");
    const sent = await recentTransactions(db(), key(), 100);
    const { report, after } = await running.tick();
    expect(report.decision.action).to.equal("rebalance");
    const { outcome } = report;
    if (outcome?.kind !== "dry-run") throw new Error(`not a dry run but ${outcome?.kind}`);
    expect(await keeperNonce()).to.equal(nonce);
    expect(await chain.read(chain.vault, "function stateNonce() view returns (uint64)")).to.equal(stateNonce);
    expect(await recentTransactions(db(), key(), 100)).to.deep.equal(sent);
    expect(after.positions.map((position, i) => position - (report.vault.positions[i]?.totalAssets ?? 0n))).to.deep.equal([0n, 0n, 0n]);
    const [row] = await recentTicks(db(), key(), 1);
    expect(row).to.deep.include({ id: report.tickId, status: "dry-run", decisionId: report.decision.id });

    const hash = await chain.undone(async () => {
      await chain.setNextBlockTime(12);
      const answered = await chain.provider.request({ method: "eth_sendRawTransaction", params: [outcome.rawTransaction] });
      const receipt = (await chain.provider.request({ method: "eth_getTransactionReceipt", params: [answered] })) as Record<string, string>;
      expect(receipt.status, "what would have been sent works").to.equal("0x1");
      return answered;
    });
    expect(hash).to.equal(outcome.hash);
  });

  it("decides without a key, and sends nothing", async () => {
    await running?.close();
    running = await openKeeperOnFork({ chain, databaseUrl, markets: MARKETS, privateKey: null, settings: SETTINGS });
    const nonce = await keeperNonce();
    const { report } = await running.tick();
    expect(report.decision.action).to.equal("rebalance");
    expect(report.outcome).to.deep.include({ kind: "refused", reason: "no-key" });
    expect(await keeperNonce()).to.equal(nonce);
    expect((await recentTicks(db(), key(), 1))[0]).to.deep.include({
      id: report.tickId,
      status: "refused",
      decisionId: report.decision.id,
      blockNumber: report.snapshot.block.number,
    });
  });

  it("pays every user in full at the end, with what was earned", async () => {
    let received = 0n;
    for (const { address } of chain.users) {
      const shares = await chain.read(chain.vault, "function balanceOf(address) view returns (uint256)", [address]);
      await chain.send(address, chain.vault, "function redeem(uint256,address,address)", [shares, address, address]);
      received += await chain.read(chain.asset, "function balanceOf(address) view returns (uint256)", [address]);
    }
    expect(received).to.be.greaterThan(1_000_000n * USDC);
    expect(await chain.read(chain.vault, "function totalAssets() view returns (uint256)")).within(0n, 20n);
  });
});
