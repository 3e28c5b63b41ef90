import type { Decision } from "../../core/decision.ts";
import type { MarketId } from "../../core/market.ts";
import { type Address, maxBigint, minBigint, RAY, toFloat, type UnixSeconds } from "../../core/units.ts";
import type { VaultLimits } from "../../core/vaultLimits.ts";
import type { VaultState } from "../../core/vaultState.ts";
import { decide } from "../../decide/decide.ts";
import type { DecisionPolicy } from "../../decide/policy.ts";
import type { Strategy } from "../../decide/strategies/strategy.ts";
import type { Reweighting } from "../metrics/turnover.ts";
import { Book } from "./book.ts";
import { type GlancedVault, glancedVault } from "./glance/glancedVault.ts";
import { glanceOf } from "./glance/glances.ts";
import { ASK, type Glimpse } from "./glance/glimpse.ts";
import type { Rebalance, Run } from "./run.ts";
import { RunRecorder } from "./runRecorder.ts";
import type { Seen, SeenPosition, Surroundings } from "./surroundings.ts";
import { UsageWindow } from "./usageWindow.ts";
import { holdToRules } from "./vaultRules.ts";

/** Money that comes to the vault or, negative, is asked back, smallest units. */
export interface Flow {
  readonly atSeconds: UnixSeconds;
  readonly amount: bigint;
}

export interface Simulation {
  readonly contender: string;
  readonly surroundings: Surroundings;
  readonly strategy: Strategy;
  readonly policy: DecisionPolicy;
  /** Where the policy changes on the way: what holds at a time, instead of `policy`. */
  readonly policyAt?: (atSeconds: UnixSeconds) => DecisionPolicy;
  readonly limits: VaultLimits;
  /** A vault that has money already; without one the first flow is the capital. */
  readonly opening?: VaultState;
  readonly flows: readonly Flow[];
  /** Decides at every moment on all markets, even where a glance tells that it would hold or what it depends on: the run is the same, and slower. */
  readonly decidesInFull?: boolean;
  /** Told after each moment, and what was decided then; null where a glance was enough, and at the end. */
  readonly onMoment?: (moment: number, decision: Decision | null) => void;
}

/** No vault on any chain. */
const VAULT: Address = "0x0000000000000000000000000000000000000000";
const CHAIN_ID = 1;

/**
 * Lives through the surroundings with one vault. At each moment: what markets paid since the last one, then what users brought and took, then
 * the same `decide` as the keeper's, then its moves, held to the vault's rules. The net asset value of a moment is from before its
 * decision, so that what a decision costs shows at the next. Where a glance at the numbers proves that the decision would be to hold, its reason is
 * counted and the rest of it spared; where it proves that the decision can depend on a few markets only, those are decided on. The last moment decides nothing: nobody would see what comes of it.
 *
 * @throws CapitalNotConservedError, MoveNotAllowedError: flaws, never results.
 */
export function simulate(simulation: Simulation): Run {
  const { surroundings, strategy, limits, onMoment } = simulation;
  const policyAt = simulation.policyAt ?? (() => simulation.policy);
  const { asset, marketIds, timeSeconds } = surroundings;
  const moments = timeSeconds.length;
  const book = new Book(marketIds.length);
  const turnover = new UsageWindow();
  const losses = new UsageWindow();
  const recorder = new RunRecorder(simulation.contender, strategy.name, marketIds, timeSeconds, asset.decimals);
  const { opening } = simulation;
  const schedule = simulation.flows.toSorted((a, b) => a.atSeconds - b.atSeconds);
  const glance = simulation.decidesInFull === true ? null : glancer(surroundings, strategy);
  let due = 0;
  let shares = opening?.totalShares ?? 0n;
  let lastRebalanceSeconds: UnixSeconds | null = opening?.usage.lastRebalanceSeconds ?? null;
  let nonce = opening?.stateNonce ?? 0n;
  if (opening !== undefined) {
    book.deposit(opening.idle);
    for (const { marketId, totalAssets } of opening.positions) book.bring(marketIds.indexOf(marketId), totalAssets);
    // When within the day it was used is not known, so it counts as used last.
    turnover.add(opening.usage.turnoverBps, opening.blockTimeSeconds);
    losses.add(opening.usage.lossMillionths, opening.blockTimeSeconds);
  }
  /** What left each market at this moment for withdrawals: cash that cannot leave twice. */
  let freed: readonly bigint[] | null = null;

  const stateAt = (moment: number, positions: readonly SeenPosition[]): VaultState => {
    const atSeconds = timeSeconds[moment] as number;
    const held = book.held();
    const simulated: VaultState = {
      chainId: CHAIN_ID,
      address: VAULT,
      blockNumber: surroundings.blockNumberAt(moment),
      blockTimeSeconds: atSeconds,
      asset,
      totalAssets: held,
      grossAssets: held,
      totalShares: shares,
      shareDecimals: asset.decimals,
      idle: book.idle,
      status: "normal",
      trip: null,
      breakerDue: null,
      stateNonce: nonce,
      limits,
      usage: { lastRebalanceSeconds, turnoverBps: turnover.total(atSeconds), lossMillionths: losses.total(atSeconds) },
      risks: [],
      positions: positions.map(({ position }) => position),
    };
    return surroundings.vaultAt?.(moment, simulated) ?? simulated;
  };

  /** What users bring and take at a moment; what cannot be paid is paid as soon as it can. */
  const settleFlows = (moment: number): bigint => {
    const atSeconds = timeSeconds[moment] as number;
    let flow = 0n;
    freed = null;
    const issue = (amount: bigint) => {
      const held = book.held();
      shares = maxBigint(0n, shares + (shares === 0n || held === 0n ? amount : (amount * shares) / held));
    };
    for (; due < schedule.length && (schedule[due] as Flow).atSeconds <= atSeconds; due++) {
      const { amount } = schedule[due] as Flow;
      if (amount < 0n) book.askFor(-amount);
      else {
        issue(amount);
        book.deposit(amount);
        flow += amount;
      }
    }
    if (book.owed > 0n) {
      const heldBefore = book.held();
      const before = book.positions.slice();
      const paid = book.pay((market) => surroundings.withdrawable(moment, market, book.positions[market] as bigint));
      freed = book.positions.map((position, market) => (before[market] as bigint) - position);
      shares -= heldBefore === 0n ? 0n : (paid * shares) / heldBefore;
      flow -= paid;
      if (book.owed > 0n) recorder.unpaid(book.owed);
    }
    return flow;
  };

  for (let moment = 0; moment < moments; moment++) {
    const atSeconds = timeSeconds[moment] as number;
    if (moment > 0) growSince(surroundings, book, moment - 1);
    const flow = settleFlows(moment);
    book.check(atSeconds);
    recorder.worth(moment, book, flow);
    if (moment + 1 === moments) {
      onMoment?.(moment, null);
      break;
    }
    const nowPolicy = policyAt(atSeconds);
    // Who still owes, or has just paid out of markets, decides in full.
    const isPlain = book.owed === 0n && freed === null;
    const glimpse = glance !== null && isPlain ? glance(moment, stateAt(moment, []), nowPolicy, book.positions) : NOTHING;
    const { heldBecause } = glimpse;
    if (heldBecause !== null) {
      recorder.locked(glimpse.lockedShare);
      recorder.held(heldBecause);
      onMoment?.(moment, null);
      continue;
    }
    // What idle money is worth later hangs on every market's forecast.
    const among = isLaterPriced(nowPolicy) ? null : glimpse.among;
    const positions = lessFreed(surroundings.positionsAt(moment, book.positions, among), freed);
    const vault = stateAt(moment, positions);
    recorder.locked(lockedShare(vault));
    const seen = surroundings.see(moment, vault, book.positions, among);
    const decision = decide({ ...seen, vault, policy: nowPolicy }, strategy);
    if (decision.action === "rebalance" && !isPayable(decision, book, asset.decimals)) recorder.held("cost-exceeds-gain");
    else if (decision.action === "rebalance") {
      const measured = execute(decision, { book, vault, seen, positions, marketIds }, recorder);
      turnover.add(measured.turnoverBps, atSeconds);
      losses.add(measured.lossMillionths, atSeconds);
      lastRebalanceSeconds = atSeconds;
      nonce += 1n;
      book.check(atSeconds);
    } else recorder.held(decision.reason);
    onMoment?.(moment, decision);
  }
  return recorder.run(book);
}

function isLaterPriced({ idlePaybackSeconds, horizonSeconds }: DecisionPolicy): boolean {
  return idlePaybackSeconds !== null && idlePaybackSeconds > horizonSeconds;
}

const NOTHING = { ...ASK, lockedShare: 0 };

/** Null where every moment takes a full decision. */
function glancer({ columns }: Surroundings, strategy: Strategy) {
  const glance = glanceOf(strategy);
  if (columns == null || glance === undefined) return null;
  const holdings = new Float64Array(columns.markets);
  return (
    moment: number,
    vault: VaultState,
    policy: DecisionPolicy,
    positions: readonly bigint[],
  ): Glimpse & Pick<GlancedVault, "lockedShare"> => {
    const glanced = glancedVault(vault, policy, columns, { moment, positions, holdings });
    return glanced === null ? NOTHING : { ...glance(glanced), lockedShare: glanced.lockedShare };
  };
}

function growSince(surroundings: Surroundings, book: Book, moment: number): void {
  // All rates are of the money as it was: one market's growth changes no other's.
  for (let market = 0; market < book.positions.length; market++) {
    const position = book.positions[market] as bigint;
    if (position === 0n) continue;
    book.earn(market, surroundings.growthRay(moment, market, position));
    const changeRay = surroundings.priceChangeRay(moment, market);
    if (changeRay !== 0n) book.reprice(market, changeRay);
  }
}

function lessFreed(positions: readonly SeenPosition[], freed: readonly bigint[] | null): readonly SeenPosition[] {
  if (freed === null) return positions;
  return positions.map(({ market, position }) => ({
    market,
    position: { ...position, withdrawable: maxBigint(0n, position.withdrawable - (freed[market] ?? 0n)) },
  }));
}

/** Whoever moves whatever it costs is ruined in the end, and then moves no more. */
function isPayable({ outcome }: Decision, book: Book, decimals: number): boolean {
  return toUnits((outcome?.gasUsd ?? 0) + Math.max(0, outcome?.exitCostUsd ?? 0), decimals) < book.netAssets();
}

function lockedShare({ positions, grossAssets }: VaultState): number {
  if (grossAssets === 0n) return 0;
  const locked = positions.reduce((sum, { totalAssets, withdrawable }) => sum + maxBigint(0n, totalAssets - withdrawable), 0n);
  return toFloat(locked, 0) / toFloat(grossAssets, 0);
}

interface Execution {
  readonly book: Book;
  readonly vault: VaultState;
  readonly seen: Seen;
  readonly positions: readonly SeenPosition[];
  readonly marketIds: readonly MarketId[];
}

const NANO_DECIMALS = 9;
const ONE_BPS_RAY = RAY / 10_000n;

function execute(decision: Decision, { book, vault, seen, positions, marketIds }: Execution, recorder: RunRecorder) {
  const { asset } = vault;
  const before = weightsOf(book);
  const seenOf = new Map<MarketId, SeenPosition>(positions.map((one) => [one.position.marketId, one]));
  const settled = decision.moves.map(({ marketId, change }) => {
    const { market } = seenOf.get(marketId) as SeenPosition;
    const cost = seen.costs.conversion[marketId];
    const costRay = bpsToRay(change > 0n ? (cost?.enterBps ?? 0) : (cost?.exitBps ?? 0));
    if (change > 0n) return book.move(market, change, costRay);
    return book.move(market, -minBigint(-change, (seenOf.get(marketId) as SeenPosition).position.withdrawable), costRay);
  });
  const measured = holdToRules(vault, { idle: book.idle, positions: positions.map(({ market }) => book.positions[market] as bigint) });
  const gasUsd = decision.outcome?.gasUsd ?? 0;
  book.payGas(toUnits(gasUsd, asset.decimals));
  const rebalance: Rebalance = {
    atSeconds: vault.blockTimeSeconds,
    reason: decision.reason,
    explanation: decision.explanation,
    moves: settled.map(({ market, change }) => ({
      marketId: marketIds[market] as MarketId,
      changeUsd: toFloat(change, asset.decimals),
    })),
    gasUsd,
    conversionUsd: settled.reduce((sum, { conversionCost }) => sum + toFloat(conversionCost, asset.decimals), 0),
    expectedUsd: decision.outcome?.netBenefitUsd ?? null,
  };
  const reweighting: Reweighting = { before, after: weightsOf(book) };
  recorder.rebalanced(rebalance, reweighting);
  return measured;
}

/** Idle first; together one. */
function weightsOf(book: Book): Float64Array {
  const total = toFloat(book.held(), 0);
  return Float64Array.from([book.idle, ...book.positions], (amount) => (amount === 0n ? 0 : toFloat(amount, 0) / total));
}

function bpsToRay(bps: number): bigint {
  return (BigInt(Math.round(bps * 1e9)) * ONE_BPS_RAY) / 1_000_000_000n;
}

/** USD in the vault's asset, rounded up. */
function toUnits(usd: number, decimals: number): bigint {
  const nanos = BigInt(Math.ceil(usd * 10 ** NANO_DECIMALS));
  if (decimals >= NANO_DECIMALS) return nanos * 10n ** BigInt(decimals - NANO_DECIMALS);
  const scale = 10n ** BigInt(NANO_DECIMALS - decimals);
  return (nanos + scale - 1n) / scale;
}
