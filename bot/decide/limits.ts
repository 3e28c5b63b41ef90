import type { Observation } from "../core/observation.ts";
import { BPS, maxBigint, minBigint } from "../core/units.ts";
import type { Position, VaultState } from "../core/vaultState.ts";
import type { RiskVerdict } from "./riskVerdict.ts";

/** Within what a position may be moved now, in smallest units. */
export interface MarketLimits {
  /** The least it can be brought to, by exit liquidity. */
  readonly minimum: bigint;
  /** The most it may hold after money is added to it; below the position itself when that has outgrown its cap. */
  readonly maximum: bigint;
  /** Why nothing may be added, if nothing may. */
  readonly closedBecause: Closure | "unhealthy" | RiskVerdict["closedBecause"] | "no-room" | "risk-cap";
}

/** Why the vault as a whole takes no allocation: its status, or a day's turnover that is used up. */
export type Closure = "paused" | "reduce-only" | "turnover";

/** What a position, or positions that share a risk, may hold after an allocation. */
export interface Caps {
  readonly absoluteCap: bigint;
  readonly relativeCapBps: number;
}

/** What is known of a market beside the vault's position in it. */
export interface MarketKnowledge {
  /** What the market was seen to be; null when that is unknown. */
  readonly observation: Observation | null;
  readonly risk: RiskVerdict;
}

/** How far to keep from the limits the contract checks. */
export interface Slack {
  /** Of each limit, for interest that accrues before execution. */
  readonly slackBps: number;
  /** What the rebalance itself may cost: relative caps are checked against gross assets after it. */
  readonly lossBps: number;
}

const MILLIONTHS = 1_000_000n;
const MILLIONTHS_PER_BPS = 100;

export const NO_SLACK: Slack = { slackBps: 0, lossBps: 0 };

/** Why no market of the vault may be given anything; null while it may. */
export function closureOf(vault: VaultState): Closure | null {
  if (vault.status === "paused") return "paused";
  // Whoever executes a plan could have the breaker tripped before it.
  if (vault.status === "reduce-only" || vault.breakerDue !== null) return "reduce-only";
  return turnoverRoomBps(vault) === 0 ? "turnover" : null;
}

/**
 * The limits of one position as the contract will check them, on the safe side by the slack and by rounding. What it shares with others
 * is in `sharedLimits`; here it only closes. Risk closes a market or makes its cap smaller, which the contract does not check.
 */
export function marketLimits(vault: VaultState, position: Position, known: MarketKnowledge, slack: Slack): MarketLimits {
  const current = position.totalAssets;
  const own = capOf(vault, capsWith(known.risk, position), slack);
  const cap = minBigint(own, ...risksOf(vault, position).map((risk) => capOf(vault, risk, slack)));
  const room = lessSlack(position.allocatable, slack.slackBps);
  const closedBecause =
    closureOfMarket(vault, position, known) ?? (room === 0n || own <= current ? "no-room" : closureByRisk(vault, position, slack));
  const open = closedBecause === null ? current + room : current;
  if (vault.status === "paused") return { minimum: current, maximum: minBigint(cap, current), closedBecause: "paused" };
  return { minimum: current - certainlyWithdrawable(position, slack.slackBps), maximum: minBigint(cap, open), closedBecause };
}

/** The vault's caps of a position, the relative one no larger than the market's risk lets it be. */
function capsWith(risk: RiskVerdict, { absoluteCap, relativeCapBps }: Caps): Caps {
  return { absoluteCap, relativeCapBps: Math.min(relativeCapBps, risk.relativeCapBps) };
}

/** The smaller of two caps. A relative cap of 100 % needs no slack: no position exceeds the total it is part of. */
export function capOf(vault: VaultState, { absoluteCap, relativeCapBps }: Caps, { slackBps, lossBps }: Slack): bigint {
  const absolute = lessSlack(absoluteCap, slackBps);
  const relative = BigInt(relativeCapBps);
  if (relative >= BPS) return minBigint(absolute, vault.grossAssets);
  return minBigint(absolute, lessSlack((lessSlack(vault.grossAssets, lossBps) * relative) / BPS, slackBps));
}

/** The idle assets the vault has to keep, rounded up. */
export function idleFloor(vault: VaultState, slackBps: number): bigint {
  const scaled = vault.grossAssets * BigInt(vault.limits.idleFloorBps) * (BPS + wholeBps(slackBps));
  return divideUp(scaled, BPS * BPS);
}

/** What one rebalance may still allocate, by its own turnover limit and by what the day's has left. */
export function turnoverRoom(vault: VaultState, { slackBps }: Slack): bigint {
  const roomBps = BigInt(turnoverRoomBps(vault));
  // Nobody can allocate more than there is.
  return roomBps >= BPS ? vault.grossAssets : lessSlack((vault.grossAssets * roomBps) / BPS, slackBps);
}

function turnoverRoomBps({ limits, usage }: VaultState): number {
  return Math.min(limits.rebalanceTurnoverBps, Math.max(0, limits.dailyTurnoverBps - usage.turnoverBps));
}

/** What one rebalance may still lose, by its own limit and by what the day's budget has left. */
export function lossRoom({ limits, usage, grossAssets }: VaultState): bigint {
  const millionths = Math.max(0, limits.dailyLossBps * MILLIONTHS_PER_BPS - usage.lossMillionths);
  return minBigint((grossAssets * BigInt(limits.rebalanceLossBps)) / BPS, (grossAssets * BigInt(millionths)) / MILLIONTHS);
}

/** All that the vault has in positions with this risk. */
export function exposureTo(vault: VaultState, risk: string): bigint {
  return vault.positions.reduce((sum, position) => (position.risks.includes(risk) ? sum + position.totalAssets : sum), 0n);
}

function risksOf(vault: VaultState, position: Position) {
  return vault.risks.filter((risk) => position.risks.includes(risk.name));
}

function closureOfMarket(vault: VaultState, position: Position, { observation, risk }: MarketKnowledge): MarketLimits["closedBecause"] {
  if (!position.healthy) return "unhealthy";
  if (risk.closedBecause !== null) return risk.closedBecause;
  if (observation?.flags.paused || observation?.flags.frozen) return "paused";
  return closureOf(vault) ?? (observation?.flags.supplyCapReached ? "no-room" : null);
}

/** A risk at its cap takes nothing, not even in exchange for what leaves another of its positions. */
function closureByRisk(vault: VaultState, position: Position, slack: Slack): "risk-cap" | null {
  const isFull = risksOf(vault, position).some((risk) => capOf(vault, risk, slack) <= exposureTo(vault, risk.name));
  return isFull ? "risk-cap" : null;
}

/** Others compete for exit liquidity, so slack is kept of it; a position that can leave whole needs none. */
function certainlyWithdrawable(position: Position, slackBps: number): bigint {
  if (position.withdrawable >= position.totalAssets) return position.totalAssets;
  return lessSlack(position.withdrawable, slackBps);
}

function lessSlack(amount: bigint, slackBps: number): bigint {
  return (amount * maxBigint(0n, BPS - wholeBps(slackBps))) / BPS;
}

/** Fractions of a basis point are rounded up: more slack, not less. */
function wholeBps(bps: number): bigint {
  return BigInt(Math.ceil(bps));
}

function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}
