import { expect } from "chai";
import { RpcUnreachableError } from "../bot/chain/errors.ts";
import { createMissLog } from "../bot/collect/missLog.ts";
import type { Decision } from "../bot/core/decision.ts";
import { riskId } from "../bot/core/risk.ts";
import type { VaultState } from "../bot/core/vaultState.ts";
import { decide } from "../bot/decide/decide.ts";
import type { DecisionInput } from "../bot/decide/input.ts";
import { DEFAULT_POLICY } from "../bot/decide/policy.ts";
import { strategyByName } from "../bot/decide/strategies/registry.ts";
import { execute as executeDecision } from "../bot/execute/execute.ts";
import type { ExecutionOutcome } from "../bot/execute/outcome.ts";
import { permitUnlessPaused } from "../bot/execute/permit.ts";
import { RpcUnavailableError } from "../bot/execute/rpc.ts";
import { type KeeperDeps, run, tick } from "../bot/keeper.ts";
import type { Snapshot } from "../bot/observe/collector.ts";
import { MissingEthPriceError, VaultChangedError } from "../bot/observe/errors.ts";
import { createPrediction } from "../bot/predict/live/prediction.ts";
import { persistenceForecaster } from "../bot/predict/persistence.ts";
import { createRiskAssessment } from "../bot/risk/live/assessment.ts";
import { DEFAULT_VETO_SETTINGS } from "../bot/risk/vetoes/settings.ts";
import type { Store } from "../bot/store/connection.ts";
import { decisionById, recentDecisions } from "../bot/store/decisions.ts";
import { upsertMarkets } from "../bot/store/markets.ts";
import { latestObservations } from "../bot/store/observations.ts";
import { operatorOrders, recordOperatorAction } from "../bot/store/operatorActions.ts";
import { newestRisks } from "../bot/store/risks.ts";
import { newestTolerance } from "../bot/store/riskTolerances.ts";
import { markInterruptedTicks, recentTicks, startTick } from "../bot/store/ticks.ts";
import type { TickReport } from "../bot/watch/tickReport.ts";
import { MemoryOutbox } from "./execute/memoryOutbox.ts";
import { keeper, ManualClock } from "./execute/support/scenario.ts";
import { openVault } from "./openVault.ts";
import { SAMPLE_VAULT, sampleMarket, sampleObservation } from "./store/samples.ts";
import { createTestStore } from "./store/testStore.ts";

const TICK_SECONDS = 300;
const MILLION = 1_000_000_000_000n;
const key = { chainId: 1, vault: SAMPLE_VAULT };

/** What a tick sees at the n-th bucket of the samples: a million idle, and one market that would take it. */
function snapshotAt(bucket: number, changes: Partial<Snapshot> = {}): Snapshot {
  const observation = sampleObservation(bucket);
  const { blockNumber, blockTimeSeconds } = observation;
  const vault: VaultState = {
    ...key,
    address: SAMPLE_VAULT,
    blockNumber,
    blockTimeSeconds,
    asset: sampleMarket.asset,
    totalAssets: MILLION,
    grossAssets: MILLION,
    totalShares: MILLION * 10n ** 12n,
    shareDecimals: 18,
    idle: MILLION,
    ...openVault({ idleFloorBps: 200, rebalanceLossBps: 5 }),
    stateNonce: 1n,
    positions: [
      {
        marketId: sampleMarket.id,
        adapter: SAMPLE_VAULT,
        totalAssets: 0n,
        withdrawable: 0n,
        allocatable: 10n * MILLION,
        absoluteCap: 10n * MILLION,
        relativeCapBps: 8_000,
        risks: [],
        healthy: true,
        healthReason: "",
      },
    ],
  };
  return {
    block: { number: blockNumber, hash: "0x", timeSeconds: blockTimeSeconds, baseFeePerGasWei: 10n ** 9n },
    observations: [observation],
    rejected: [],
    vault,
    ethPriceUsd: 3_000,
    orphaned: [],
    ...changes,
  };
}

/** The same with the million in the market. */
function allocatedAt(bucket: number): Snapshot {
  const snapshot = snapshotAt(bucket);
  const { vault } = snapshot;
  const [position] = vault?.positions ?? [];
  if (vault === null || position === undefined) throw new Error("the snapshot has no position");
  return {
    ...snapshot,
    vault: { ...vault, idle: 0n, positions: [{ ...position, totalAssets: MILLION, withdrawable: MILLION }] },
  };
}

const NO_COST = {
  priorityFeePerGasWei: 0n,
  gas: { base: 150_000, perMove: {}, otherMove: { allocate: 100_000, deallocate: 100_000 } },
  conversion: {},
} as const;

const refused: ExecutionOutcome = { kind: "refused", reason: "node-behind", explanation: "The node is behind" };

describe("the keeper's loop", () => {
  let store: Store;
  let bucket: number;
  let faults: Error[];
  let deps: KeeperDeps;

  beforeEach(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket]);
    bucket = 0;
    faults = [];
    deps = {
      ...key,
      tickSeconds: TICK_SECONDS,
      // The collector, the forecasters, the decision and the store have tests of their own; here they fail when told to.
      collector: {
        collect: async () => {
          const fault = faults.shift();
          if (fault !== undefined) throw fault;
          return snapshotAt(bucket++);
        },
      },
      store,
      predict: createPrediction({
        db: store.db,
        contenders: () => ({ champion: { kind: "baseline", forecaster: persistenceForecaster() }, shadows: [] }),
        historySeconds: 86_400,
        horizonSeconds: DEFAULT_POLICY.horizonSeconds,
      }),
      assessRisk: createRiskAssessment({
        db: store.db,
        classifier: null,
        markets: [sampleMarket],
        priceFeeds: {},
        vetoSettings: DEFAULT_VETO_SETTINGS,
      }),
      strategy: strategyByName("maximise-net-yield"),
      policy: DEFAULT_POLICY,
      costsAt: async ({ block }, ethPriceUsd) => ({ ...NO_COST, baseFeePerGasWei: block.baseFeePerGasWei, ethPriceUsd }),
      gasOutlookAt: async () => null,
      settle: async () => undefined,
      execute: async () => refused,
      clock: new ManualClock(),
      misses: createMissLog(),
      maxBlockAgeSeconds: null,
      refill: async () => undefined,
    };
  });
  afterEach(() => store.close());

  const rows = async () => (await recentTicks(store.db, key, 100)).toReversed();
  const failureOf = (failing: KeeperDeps) =>
    tick(failing).then(
      () => expect.fail("the tick did not fail"),
      (error: unknown) => error,
    );

  describe("a tick", () => {
    it("records what it saw, expected and decided before it executes", async () => {
      let known: unknown;
      const report = await tick({
        ...deps,
        execute: async (decision) => {
          known = await decisionById(store.db, decision.id);
          return refused;
        },
      });
      expect(report.decision.action).to.equal("rebalance");
      expect(known).to.deep.equal(report.decision);
      expect(await latestObservations(store.db, [sampleMarket.id])).to.deep.equal(report.snapshot.observations);
    });

    it("tells on what it decided, so that the same can be decided again", async () => {
      const told: [DecisionInput, Decision][] = [];
      const { decision } = await tick({ ...deps, onDecided: (...what) => told.push(what) });
      expect(told.map(([, decided]) => decided)).to.deep.equal([decision]);
      for (const [input] of told) expect(decide(input, deps.strategy)).to.deep.equal(decision);
    });

    it("leaves a market at once that is vetoed, by scores that are stored and that the decision names", async () => {
      const { risks } = await tick(deps);
      expect(risks.map(({ vetoes }) => vetoes)).to.deep.equal([[]]);
      const snapshot = allocatedAt(1);
      const observations = snapshot.observations.map((one) => ({ ...one, flags: { ...one.flags, frozen: true } }));
      const frozen = { ...snapshot, observations };
      const report = await tick({ ...deps, collector: { collect: async () => frozen } });
      expect(report.decision).to.deep.include({ action: "rebalance", reason: "risk-exit", riskIds: report.risks.map(riskId) });
      expect(report.decision.moves.map(({ change }) => change < 0n)).to.deep.equal([true]);
      expect(report.decision.riskTolerance).to.equal(report.riskTolerance.tolerance).and.lessThan(1);
      expect(await newestRisks(store.db, [sampleMarket.id])).to.deep.equal(report.risks);
      expect(await newestTolerance(store.db, key)).to.deep.include({ blockNumber: frozen.block.number, ...report.riskTolerance });
    });

    it("sends nothing while an operator has paused the vault, records why, and goes on when it is resumed", async () => {
      const now = { by: "ada", comment: null, marketIds: null, atSeconds: 0 };
      const sent: string[] = [];
      const permit = permitUnlessPaused(async () => (await operatorOrders(store.db, key)).pause);
      const execution = keeper({
        provider: { send: async () => Promise.reject(new RpcUnreachableError("eth_chainId", [])) },
        vault: SAMPLE_VAULT,
        outbox: new MemoryOutbox(),
        permit,
      });
      // Whoever may act asks the node first.
      const execute: KeeperDeps["execute"] = async (decision, vault) =>
        executeDecision(execution.deps, decision, vault).catch((error) => {
          if (!(error instanceof RpcUnavailableError)) throw error;
          sent.push(decision.id);
          return refused;
        });
      await recordOperatorAction(store.db, key, { kind: "pause", ...now });
      const paused = await tick({ ...deps, execute });
      expect(paused.decision.action).to.equal("rebalance");
      await tick({ ...deps, execute });
      expect(sent).to.deep.equal([]);
      await recordOperatorAction(store.db, key, { kind: "resume", ...now });
      const resumed = await tick({ ...deps, execute });
      expect(sent).to.deep.equal([resumed.decision.id]);
      const error = { rule: "paused-by-operator", message: "Paused by ada" };
      expect((await rows()).map((row) => [row.status, row.error])).to.deep.equal([
        ["refused", error],
        ["refused", error],
        ["refused", { rule: "node-behind", message: "The node is behind" }],
      ]);
      expect(await recentDecisions(store.db, key, 10)).to.have.length(3);
    });

    it("leaves a market that an operator has ordered to be left, stays out, and goes back when that is lifted", async () => {
      const now = { by: "ada", comment: "hack elsewhere", marketIds: null, atSeconds: 0 };
      const before = await tick(deps);
      expect(before.decision.moves.map(({ change }) => change > 0n)).to.deep.equal([true]);

      await recordOperatorAction(store.db, key, { kind: "derisk", ...now });
      const told: DecisionInput[] = [];
      const out = await tick({ ...deps, collector: { collect: async () => allocatedAt(1) }, onDecided: (input) => told.push(input) });
      expect(out.decision).to.deep.include({ action: "rebalance", reason: "risk-exit" });
      expect(out.decision.moves.map(({ change }) => change)).to.deep.equal([-MILLION]);
      expect(out.decision.explanation).to.include("operator: ordered by ada: hack elsewhere");
      // Nothing is wrong with the market: what else the vault bears stays as it was.
      expect(out.riskTolerance).to.deep.equal(before.riskTolerance);
      // The order is part of what was decided on: the same is decided again of it.
      for (const input of told) expect(decide(structuredClone(input), deps.strategy)).to.deep.equal(out.decision);

      bucket = 2;
      expect((await tick(deps)).decision.action).to.equal("hold");
      await recordOperatorAction(store.db, key, { kind: "lift", ...now });
      expect((await tick(deps)).decision.moves.map(({ change }) => change > 0n)).to.deep.equal([true]);
    });

    it("tells what went wrong with forecasts and with risk, and goes on", async () => {
      const report = await tick({
        ...deps,
        predict: async (seen) => ({ ...(await deps.predict(seen)), warnings: ["no forecast"] }),
        assessRisk: async (seen) => ({ ...(await deps.assessRisk(seen)), warnings: ["no score"] }),
      });
      expect(report.warnings).to.deep.equal(["no forecast", "no score"]);
      expect(report.decision.action).to.equal("rebalance");
    });

    it("waits for cheaper gas, and goes on without an outlook where that cannot be read", async () => {
      const cheaper: typeof deps.gasOutlookAt = async ({ blockTimeSeconds }, baseFeePerGasWei) => ({
        expectedFees: [{ atSeconds: blockTimeSeconds + 60, baseFeePerGasWei: baseFeePerGasWei / 10n }],
        waitingSinceSeconds: null,
      });
      const dear = snapshotAt(0);
      const collect = async () => ({ ...dear, block: { ...dear.block, baseFeePerGasWei: 50n * 10n ** 9n } });
      const waiting = await tick({ ...deps, collector: { collect }, gasOutlookAt: cheaper });
      expect(waiting.decision).to.deep.include({ action: "hold", reason: "waiting-for-gas" });
      const unread = await tick({
        ...deps,
        collector: { collect: async () => snapshotAt(1) },
        gasOutlookAt: async () => Promise.reject(new Error("gone")),
      });
      expect(unread.decision.reason).to.equal("net-benefit");
      expect(unread.warnings).to.deep.equal(["there is no gas outlook: gone"]);
    });

    it("decides nothing where not even vetoes could be made", async () => {
      const failure = new Error("no vetoes");
      expect(await failureOf({ ...deps, assessRisk: async () => Promise.reject(failure) })).to.equal(failure);
      expect(await recentDecisions(store.db, key, 10)).to.deep.equal([]);
    });

    it("that is refused says why, and its row how long each stage took", async () => {
      const { tickId, decision } = await tick(deps);
      const [row] = await rows();
      expect(row).to.deep.include({
        id: tickId,
        status: "refused",
        error: { rule: "node-behind", message: "The node is behind" },
        decisionId: decision.id,
        totalAssets: MILLION,
        totalShares: MILLION * 10n ** 12n,
        sharePrice: 1,
      });
      expect(row?.stageMs).to.have.all.keys(["settle", "observe", "store", "predict", "risk", "decide", "execute"]);
    });

    it("that fails leaves its row with the error's name and words, and the error goes on", async () => {
      const unreachable = new RpcUnreachableError("eth_call", ["http://127.0.0.1:1: connection refused"]);
      faults.push(unreachable);
      expect(await failureOf(deps)).to.equal(unreachable);
      const [row] = await rows();
      expect(row).to.deep.include({
        status: "failed",
        error: { rule: "RpcUnreachableError", message: unreachable.message },
        decisionId: null,
      });
      expect(row?.finishedAt).not.to.equal(null);
    });

    it("decides nothing without the vault's state or the price of ether", async () => {
      const seeing = (changes: Partial<Snapshot>) => ({ ...deps, collector: { collect: async () => snapshotAt(0, changes) } });
      expect(await failureOf(seeing({ vault: null }))).to.be.instanceOf(VaultChangedError);
      expect(await failureOf(seeing({ ethPriceUsd: null }))).to.be.instanceOf(MissingEthPriceError);
      expect(await recentDecisions(store.db, key, 10)).to.deep.equal([]);
      expect((await rows()).map((row) => row.error?.rule)).to.deep.equal(["VaultChangedError", "MissingEthPriceError"]);
    });

    it("looks after earlier transactions first, and stops when it cannot", async () => {
      const lost = new Error("the outbox cannot be read");
      const failing = {
        ...deps,
        settle: async () => Promise.reject(lost),
        collector: { collect: async () => expect.fail("it went on") },
      };
      expect(await failureOf(failing)).to.equal(lost);
    });

    it("whose execution fails leaves the decision that was to be executed", async () => {
      const failure = new Error("the node is gone");
      expect(await failureOf({ ...deps, execute: async () => Promise.reject(failure) })).to.equal(failure);
      expect((await rows())[0]).to.deep.include({ status: "failed", error: { rule: "Error", message: "the node is gone" } });
      expect(await recentDecisions(store.db, key, 10)).to.have.lengthOf(1);
    });

    it("that was killed on the way is marked as interrupted, once", async () => {
      await startTick(store.db, key, 0);
      await tick(deps);
      expect(await markInterruptedTicks(store.db, key)).to.equal(1);
      expect(await markInterruptedTicks(store.db, key)).to.equal(0);
      expect((await rows()).map((row) => row.status)).to.deep.equal(["interrupted", "refused"]);
    });
  });

  describe("run", () => {
    /** Runs until the clock has slept `sleeps` times; the results, and the time of each sleep's end. */
    async function runFor(sleeps: number, startMilliseconds = 0) {
      const stop = new AbortController();
      const wokenAt: number[] = [];
      const clock: ManualClock = new ManualClock(async (slept) => {
        wokenAt.push(clock.nowMilliseconds());
        if (slept === sleeps) stop.abort();
      });
      if (startMilliseconds > 0) {
        const original = clock.nowMilliseconds.bind(clock);
        clock.nowMilliseconds = () => original() + startMilliseconds;
      }
      const results: (TickReport | Error)[] = [];
      await run({ ...deps, clock }, stop.signal, (result) => results.push(result));
      return { results, wokenAt };
    }

    it("ticks at once and then at every boundary of the period", async () => {
      const { results, wokenAt } = await runFor(3, 47_123);
      expect(results).to.have.lengthOf(3);
      expect(wokenAt.map((time) => time % (TICK_SECONDS * 1000))).to.deep.equal([0, 0, 0]);
      expect(wokenAt.map((time) => time - (wokenAt[0] ?? 0))).to.deep.equal([0, 300_000, 600_000]);
    });

    it("goes on after a tick that fails, and tells", async () => {
      const failure = new RpcUnreachableError("eth_call", []);
      faults.push(failure);
      const { results } = await runFor(3);
      expect(results[0]).to.equal(failure);
      expect(results.slice(1).every((result) => !(result instanceof Error))).to.equal(true);
      expect((await rows()).map((row) => row.status)).to.deep.equal(["failed", "refused", "refused"]);
    });

    it("looks after the store after every tick, also one that failed", async () => {
      faults.push(new RpcUnreachableError("eth_call", []));
      const seen: number[] = [];
      deps = { ...deps, maintain: async (nowSeconds) => void seen.push(nowSeconds) };
      await runFor(2);
      expect(seen).to.have.lengthOf(2);
      expect(seen[1]).to.be.greaterThan(seen[0] ?? 0);
    });

    it("does nothing when it was stopped before it began", async () => {
      await run(deps, AbortSignal.abort(), () => expect.fail("it ticked"));
      expect(await rows()).to.deep.equal([]);
    });
  });
});
