import type { Decision } from "../../core/decision.ts";
import type { MarketId } from "../../core/market.ts";
import { maxBigint, toFloat } from "../../core/units.ts";
import type { VaultState } from "../../core/vaultState.ts";
import { decide } from "../../decide/decide.ts";
import { strategyByName } from "../../decide/strategies/registry.ts";
import type { Strategy } from "../../decide/strategies/strategy.ts";
import { encodeDecision } from "../../store/decisionEncoding.ts";
import type { Run } from "../engine/run.ts";
import { simulate } from "../engine/simulate.ts";
import { recordedSurroundings } from "./recordedSurroundings.ts";
import { InvalidRecordingError, type RecordedTick, type Recording } from "./recording.ts";

/** How a recorded run and its replay compare. Basis points are of the vault's gross assets at the tick. */
export interface ReplayReport {
  readonly strategy: string;
  readonly ticks: number;
  readonly rebalances: number;
  /** Ticks at which `decide`, given what was recorded, decides the same, byte for byte. */
  readonly decidedAgain: number;
  /** Ticks at which the simulated vault's keeper takes the same action, for the same reason, in the same markets. */
  readonly sameDecisions: number;
  /** Between the amounts that are moved in one market, recorded and simulated, over all ticks. */
  readonly greatestMoveDifferenceBps: number;
  /** Between the chain's gross assets and the simulated vault's, gas left out, over all ticks and the closing. */
  readonly greatestNavDifferenceBps: number;
  /** By tick, the closing last: simulated less recorded. */
  readonly navDifferencesBps: readonly number[];
  /** What the recorded vault earned from the first tick to the closing: what a difference is to be seen against. */
  readonly earnedBps: number;
  /** Between where a decision meant to bring a position and where it was after its block. */
  readonly greatestExecutionDifferenceBps: number;
  /** From the block decided on to the one that took the decision. */
  readonly longestExecutionSeconds: number;
  readonly gas: GasComparison;
  /** Every tick that did not come out the same, in words. */
  readonly differences: readonly string[];
}

/** What rebalances cost, in USD. */
export interface GasComparison {
  /** As the recorded decisions expected. */
  readonly expectedUsd: number;
  /** By their receipts. */
  readonly paidUsd: number;
  /** What the simulation took off its net asset value. */
  readonly simulatedUsd: number;
}

/** What a replay may be off by. */
const TOLERANCE_BPS = 1;
const BPS_DECIMALS = 4;

/** Whether the replay made the same decisions and came to the same net asset value, both within a basis point. */
export function isParity(report: ReplayReport): boolean {
  const { ticks, decidedAgain, sameDecisions, greatestMoveDifferenceBps, greatestNavDifferenceBps } = report;
  return (
    decidedAgain === ticks &&
    sameDecisions === ticks &&
    greatestMoveDifferenceBps < TOLERANCE_BPS &&
    greatestNavDifferenceBps < TOLERANCE_BPS
  );
}

/**
 * Lives through a recording twice: tick by tick, each decision from its recorded input; and in one go, the engine with a vault of its own that
 * starts as the recorded one did and is told nothing of where its money went. A rebalance that the chain did not carry out is carried out by
 * the engine, so that a run with one has no parity.
 *
 * @throws InvalidRecordingError, UnknownStrategyError, and what `simulate` throws.
 */
export function replayRecording(recording: Recording): ReplayReport {
  const { ticks, flows, closing } = recording;
  const [first] = ticks;
  if (first === undefined) throw new InvalidRecordingError("it has no ticks");
  const strategy = strategyByName(recording.strategy);
  const simulated: Decision[] = [];
  const run = simulate({
    contender: strategy.name,
    surroundings: recordedSurroundings(recording),
    strategy,
    policy: first.input.policy,
    limits: first.input.vault.limits,
    opening: first.input.vault,
    flows,
    onMoment: (_, decision) => {
      if (decision !== null) simulated.push(decision);
    },
  });
  const again = ticks.map((tick) => isDecidedAgain(tick, strategy));
  const same = ticks.map(({ decision }, i) => isSameDecision(decision, simulated[i] as Decision));
  const navDifferencesBps = navDifferences(run, [...ticks.map(({ input }) => input.vault), closing.vault]);
  const executions = ticks.flatMap(({ decision, execution }) => (execution === null ? [] : [{ decision, execution }]));
  const mined = executions.filter(({ execution }) => execution.status === "mined");
  return {
    strategy: strategy.name,
    ticks: ticks.length,
    rebalances: mined.length,
    decidedAgain: again.filter(Boolean).length,
    sameDecisions: same.filter(Boolean).length,
    greatestMoveDifferenceBps: greatest(
      ticks.map(({ input, decision }, i) => moveDifference(input.vault, decision, simulated[i] as Decision)),
    ),
    greatestNavDifferenceBps: greatest(navDifferencesBps.map(Math.abs)),
    navDifferencesBps,
    earnedBps: earnedBps(recording, first.input.vault),
    greatestExecutionDifferenceBps: greatest(mined.map(({ decision, execution }) => executionDifference(decision, execution.after))),
    longestExecutionSeconds: greatest(mined.map(({ decision, execution }) => execution.atSeconds - decision.blockTimeSeconds)),
    gas: {
      expectedUsd: sumOf(ticks.map(({ decision }) => (decision.action === "rebalance" ? (decision.outcome?.gasUsd ?? 0) : 0))),
      paidUsd: sumOf(executions.map(({ execution }) => execution.gasUsd)),
      simulatedUsd: run.costs.gasUsd,
    },
    differences: ticks.flatMap(({ decision }, i) => [
      ...(again[i] ? [] : [`tick ${i + 1}: decide no longer gives the recorded ${wordsOf(decision)}`]),
      ...(same[i] ? [] : [`tick ${i + 1}: recorded ${wordsOf(decision)}, simulated ${wordsOf(simulated[i] as Decision)}`]),
    ]),
  };
}

function isDecidedAgain({ input, decision }: RecordedTick, strategy: Strategy): boolean {
  return encodeDecision(decide(input, strategy)) === encodeDecision(decision);
}

function isSameDecision(recorded: Decision, simulated: Decision): boolean {
  const marketsOf = ({ moves }: Decision) => moves.map(({ marketId, change }) => `${change < 0n ? "-" : "+"}${marketId}`).join();
  return recorded.action === simulated.action && recorded.reason === simulated.reason && marketsOf(recorded) === marketsOf(simulated);
}

function wordsOf({ action, reason, moves }: Decision): string {
  return [action, `(${reason})`, ...moves.map(({ marketId, change }) => `${marketId} ${change}`)].join(" ");
}

/** The greatest by which what one market gets differs, basis points of the vault. */
function moveDifference(vault: VaultState, recorded: Decision, simulated: Decision): number {
  const changeIn = ({ moves }: Decision, marketId: MarketId) => moves.find((move) => move.marketId === marketId)?.change ?? 0n;
  return greatest(
    vault.positions.map(({ marketId }) => bpsOf(absolute(changeIn(recorded, marketId) - changeIn(simulated, marketId)), vault.grossAssets)),
  );
}

/** The greatest by which a position missed its target, basis points of the vault. */
function executionDifference({ markets }: Decision, { positions, grossAssets }: VaultState): number {
  const reached = new Map(positions.map(({ marketId, totalAssets }) => [marketId, totalAssets]));
  return greatest(markets.map(({ marketId, target }) => bpsOf(absolute((reached.get(marketId) ?? 0n) - target), grossAssets)));
}

/** The run's net asset value with the keeper's gas put back, against what the vault held, by moment. */
function navDifferences({ timeSeconds, navUsd, rebalances }: Run, vaults: readonly VaultState[]): readonly number[] {
  return vaults.map(({ grossAssets, asset }, moment) => {
    const atSeconds = timeSeconds[moment] as number;
    const gasUsd = sumOf(rebalances.filter((one) => one.atSeconds < atSeconds).map((one) => one.gasUsd));
    const held = toFloat(grossAssets, asset.decimals);
    return held === 0 ? 0 : (((navUsd[moment] as number) + gasUsd - held) / held) * 10 ** BPS_DECIMALS;
  });
}

function earnedBps({ flows, closing: { vault } }: Recording, opening: VaultState): number {
  const brought = flows.reduce((sum, { amount }) => sum + amount, opening.grossAssets);
  return bpsOf(vault.grossAssets - brought, vault.grossAssets);
}

function bpsOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : (Number(part) / Number(whole)) * 10 ** BPS_DECIMALS;
}

function absolute(amount: bigint): bigint {
  return maxBigint(amount, -amount);
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
