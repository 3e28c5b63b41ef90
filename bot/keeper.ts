import { inBackground } from "./collect/background.ts";
import type { Sampled } from "./collect/daemon.ts";
import type { MissLog } from "./collect/missLog.ts";
import { takeSample } from "./collect/sample.ts";
import type { Decision } from "./core/decision.ts";
import type { GasOutlook } from "./core/gasOutlook.ts";
import { bucketTime } from "./core/observation.ts";
import type { Address } from "./core/units.ts";
import { navUsdOf, sharePriceOf, type VaultState } from "./core/vaultState.ts";
import { decide } from "./decide/decide.ts";
import type { CostInput, DecisionInput } from "./decide/input.ts";
import type { DecisionPolicy } from "./decide/policy.ts";
import type { Strategy } from "./decide/strategies/strategy.ts";
import { type Clock, nowSeconds as secondsOf } from "./execute/clock.ts";
import { clockWarning } from "./execute/clockSkew.ts";
import type { ExecutionOutcome } from "./execute/outcome.ts";
import type { Collector, Snapshot } from "./observe/collector.ts";
import { MissingEthPriceError, VaultChangedError } from "./observe/errors.ts";
import type { Predict } from "./predict/live/prediction.ts";
import type { AssessRisk } from "./risk/live/assessment.ts";
import type { Store } from "./store/connection.ts";
import { recordDecision } from "./store/decisions.ts";
import { recordSnapshot } from "./store/recording.ts";
import { finishTick, startTick, type TickOutcome } from "./store/ticks.ts";
import type { TickReport } from "./watch/tickReport.ts";

export interface KeeperDeps {
  readonly chainId: number;
  readonly vault: Address;
  readonly tickSeconds: number;
  readonly collector: Collector;
  readonly store: Store;
  /** Forecasts every market that was observed, and stores what it says. */
  readonly predict: Predict;
  /** Judges every market's risk and how much of it the vault bears, and stores both. */
  readonly assessRisk: AssessRisk;
  readonly strategy: Strategy;
  readonly policy: DecisionPolicy;
  /** What a move costs at this block. */
  readonly costsAt: (snapshot: Snapshot, ethPriceUsd: number) => Promise<CostInput>;
  /** What base fee to expect before the policy's gas deadline; null when that is not known. */
  readonly gasOutlookAt: (vault: VaultState, baseFeePerGasWei: bigint) => Promise<GasOutlook | null>;
  /** Told what was seen, once it is stored, whatever becomes of the rest of the tick. */
  readonly onSampled?: (sampled: Sampled) => void;
  /** Told what was decided, and on what: together they can be replayed. */
  readonly onDecided?: (input: DecisionInput, decision: Decision) => void;
  /** Finds out what became of transactions that were sent and are not settled; asks the chain only if there are any. */
  readonly settle: () => Promise<void>;
  readonly execute: (decision: Decision, vault: VaultState, costs: CostInput) => Promise<ExecutionOutcome>;
  /** Looks after the store between ticks; fails by itself, never the loop. */
  readonly maintain?: (nowSeconds: number) => Promise<void>;
  readonly clock: Clock;
  /** Why earlier buckets have no sample. */
  readonly misses: MissLog;
  /** Samples of older blocks are not believed; null on a chain whose clock is its own. */
  readonly maxBlockAgeSeconds: number | null;
  /** Reads some of the buckets that were missed, until it is told to stop. */
  readonly refill: (stop: AbortSignal) => Promise<unknown>;
}

/**
 * One turn of the loop: observe → predict → assess risk → decide → execute, all about one pinned block. Whatever happens, it leaves its row: a tick
 * that throws is recorded as failed before the error goes on.
 */
export async function tick(deps: KeeperDeps): Promise<TickReport> {
  const { store, vault: address, chainId, clock, tickSeconds, misses } = deps;
  const now = () => new Date(clock.nowMilliseconds());
  const nowSeconds = secondsOf(clock);
  const bucket = bucketTime(nowSeconds, tickSeconds);
  const tickId = await startTick(store.db, { chainId, vault: address }, bucket, now());
  const stageMs: Record<string, number> = {};
  const timed = async <Result>(stage: string, work: () => Promise<Result>): Promise<Result> => {
    const before = clock.nowMilliseconds();
    try {
      return await work();
    } finally {
      stageMs[stage] = clock.nowMilliseconds() - before;
    }
  };

  try {
    await timed("settle", deps.settle);
    const sampling = { db: store.db, chainId, collector: deps.collector };
    const snapshot = await timed("observe", () => takeSample(sampling, { nowSeconds, maxBlockAgeSeconds: deps.maxBlockAgeSeconds }));
    const { vault, ethPriceUsd } = snapshot;
    const ofClock = deps.maxBlockAgeSeconds === null ? null : clockWarning(snapshot.block.timeSeconds, secondsOf(clock));
    // First of all: what was seen stays seen, whatever comes next.
    const recording = { chainId, bucketSeconds: tickSeconds, missOf: misses.reasonOf, seenAtSeconds: secondsOf(clock) };
    const recorded = await timed("store", () => recordSnapshot(store.db, snapshot, recording));
    misses.recorded(recorded.bucketTimeSeconds);
    deps.onSampled?.({ snapshot, recorded });
    if (vault === null) throw new VaultChangedError(address);
    if (ethPriceUsd === null) throw new MissingEthPriceError();

    const { forecasts, warnings: ofForecasts } = await timed("predict", () => deps.predict(snapshot));
    const { risks, tolerance, yieldCovariance, warnings: ofRisks } = await timed("risk", () => deps.assessRisk({ ...snapshot, vault }));

    const ofGas: string[] = [];
    // A plan can do without waiting for gas, so nothing that is wrong here keeps it from being made.
    const withoutOutlook = (error: unknown) => {
      ofGas.push(`there is no gas outlook: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    };
    const { decision, costs } = await timed("decide", async () => {
      const input: DecisionInput = {
        vault,
        observations: snapshot.observations,
        forecasts,
        risks,
        riskTolerance: tolerance,
        yieldCovariance,
        costs: await deps.costsAt(snapshot, ethPriceUsd),
        gasOutlook: await deps.gasOutlookAt(vault, snapshot.block.baseFeePerGasWei).catch(withoutOutlook),
        policy: deps.policy,
      };
      const made = decide(input, deps.strategy);
      await recordDecision(store.db, made);
      deps.onDecided?.(input, made);
      return { decision: made, costs: input.costs };
    });

    const outcome = decision.action === "hold" ? null : await timed("execute", () => deps.execute(decision, vault, costs));
    await finishTick(store.db, tickId, {
      ...tickResult(outcome),
      finishedAt: now(),
      decisionId: decision.id,
      stageMs,
      ...measures(snapshot, vault),
    });
    const warnings = [...(ofClock === null ? [] : [ofClock]), ...ofForecasts, ...ofRisks, ...ofGas];
    return { tickId, snapshot, vault, forecasts, risks, riskTolerance: tolerance, warnings, stageMs, decision, outcome };
  } catch (error) {
    misses.failed(bucket, error);
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    // A database that is gone cannot take the row either; the error that matters is the first one.
    await finishTick(store.db, tickId, { status: "failed", finishedAt: now(), error: { rule: name, message }, stageMs }).catch(
      () => undefined,
    );
    throw error;
  }
}

/** What the row of a tick says of what was executed. */
export function tickResult(outcome: ExecutionOutcome | null): Pick<TickOutcome, "status" | "error"> {
  switch (outcome?.kind) {
    case undefined:
      return { status: "held" };
    case "mined":
      return { status: "rebalanced" };
    case "pending":
    case "dry-run":
      return { status: outcome.kind };
    case "refused":
      return { status: "refused", error: { rule: outcome.reason, message: outcome.explanation } };
    case "reverted":
    case "replaced":
    case "dropped":
      return { status: "failed", error: { rule: outcome.kind, message: outcome.reason } };
  }
}

/** What the tick's row says of the vault, as far as it is known. */
function measures({ block, observations }: Snapshot, vault: VaultState) {
  const { totalAssets, totalShares, status, trip, usage } = vault;
  const navUsd = navUsdOf(vault, observations);
  const sharePrice = sharePriceOf(vault);
  return {
    blockNumber: block.number,
    baseFeeWei: block.baseFeePerGasWei,
    totalAssets,
    totalShares,
    vaultStatus: status,
    ...(trip?.condition == null ? {} : { tripReason: trip.condition.reason }),
    turnoverBps: usage.turnoverBps,
    lossMillionths: usage.lossMillionths,
    ...(navUsd === null ? {} : { navUsd }),
    ...(sharePrice === null ? {} : { sharePrice }),
  };
}

/**
 * Ticks at every boundary of `tickSeconds` (UTC) until `stop` is aborted. A tick that fails is reported and the next one tries again: a
 * keeper that gives up keeps nothing.
 */
export async function run(deps: KeeperDeps, stop: AbortSignal, onTick: (result: TickReport | Error) => void): Promise<void> {
  const refilling = inBackground(() => deps.refill(stop));
  while (!stop.aborted) {
    try {
      onTick(await tick(deps));
    } catch (error) {
      onTick(error instanceof Error ? error : new Error(String(error)));
    }
    await deps.maintain?.(Math.floor(deps.clock.nowMilliseconds() / 1000));
    // What cannot be read again now stays a gap that everybody sees.
    refilling.begin()?.catch(() => undefined);
    const nowMs = deps.clock.nowMilliseconds();
    const periodMs = deps.tickSeconds * 1000;
    await deps.clock.sleep(periodMs - (nowMs % periodMs), stop);
  }
  await refilling.idle();
}
