import type { Observation } from "../core/observation.ts";
import { BPS, maxBigint, minBigint } from "../core/units.ts";
import type { Position, VaultState } from "../core/vaultState.ts";

/** Within what a position may be moved now, in smallest units. */
export interface MarketLimits {
  /** The least it can be brought to, by exit liquidity. */
  readonly minimum: bigint;
  /** The most it may hold after money is added to it; below the position itself when that has outgrown its cap. */
  readonly maximum: bigint;
  /** Why nothing may be added, if nothing may. */
  readonly closedBecause: "paused" | "unhealthy" | "no-room" | null;
}

/**
 * The limits of one position as the contract will check them, on the safe side by `slackBps` and by rounding.
 *
 * @param observation What the market was seen to be; null when that is unknown.
 * @param slackBps Kept clear of each limit for interest that accrues before execution.
 * @param lossBps What the rebalance itself may cost: the relative cap is checked against total assets after it.
 */
export function marketLimits(
  vault: VaultState,
  position: Position,
  observation: Observation | null,
  slackBps: number,
  lossBps: number,
): MarketLimits {
  const current = position.totalAssets;
  const cap = positionCap(vault, position, slackBps, lossBps);
  const room = lessSlack(position.allocatable, slackBps);
  const closedBecause = closure(vault, position, observation) ?? (room === 0n || cap <= current ? "no-room" : null);
  const open = closedBecause === null ? current + room : current;
  return { minimum: current - certainlyWithdrawable(position, slackBps), maximum: minBigint(cap, open), closedBecause };
}

/** The smaller of a position's two caps. A relative cap of 100 % needs no slack: no position exceeds the total it is part of. */
export function positionCap(vault: VaultState, position: Position, slackBps: number, lossBps: number): bigint {
  const absolute = lessSlack(position.absoluteCap, slackBps);
  const relativeCapBps = BigInt(position.relativeCapBps);
  if (relativeCapBps >= BPS) return minBigint(absolute, vault.totalAssets);
  return minBigint(absolute, lessSlack((lessSlack(vault.totalAssets, lossBps) * relativeCapBps) / BPS, slackBps));
}

/** The idle assets the vault has to keep, rounded up. */
export function idleFloor(vault: VaultState, slackBps: number): bigint {
  const scaled = vault.totalAssets * BigInt(vault.idleFloorBps) * (BPS + wholeBps(slackBps));
  return divideUp(scaled, BPS * BPS);
}

function closure(vault: VaultState, position: Position, observation: Observation | null): MarketLimits["closedBecause"] {
  if (!position.healthy) return "unhealthy";
  if (vault.paused || observation?.flags.paused || observation?.flags.frozen) return "paused";
  return observation?.flags.supplyCapReached ? "no-room" : null;
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
