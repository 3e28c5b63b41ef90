import { BPS, maxBigint } from "../../core/units.ts";
import type { VaultState } from "../../core/vaultState.ts";
import { MoveNotAllowedError } from "../errors.ts";

/** A rebalance as the vault would measure it. */
export interface MeasuredRebalance {
  readonly allocated: bigint;
  readonly lost: bigint;
  readonly turnoverBps: number;
  readonly lossMillionths: number;
}

/** The vault after a rebalance: what rules are about. */
export interface After {
  readonly idle: bigint;
  /** In the order of the vault's positions. */
  readonly positions: readonly bigint[];
}

/**
 * Holds a rebalance to what `YieldVault.rebalance` checks: caps of what was added to, the idle floor, turnover and loss of the call and of the
 * day. A decision keeps clear of them all, so that one that does not is a flaw.
 *
 * @throws MoveNotAllowedError
 */
export function holdToRules(before: VaultState, after: After): MeasuredRebalance {
  const { limits, usage, grossAssets } = before;
  const grossAfter = after.positions.reduce((sum, position) => sum + position, after.idle);
  const changes = before.positions.map(({ totalAssets }, i) => (after.positions[i] ?? 0n) - totalAssets);
  const allocated = changes.reduce((sum, change) => sum + maxBigint(0n, change), 0n);
  const lost = maxBigint(0n, grossAssets - grossAfter);
  const turnoverBps = Number(divideUp(allocated * BPS, maxBigint(1n, grossAssets)));
  const lossMillionths = Number(divideUp(lost * 1_000_000n, maxBigint(1n, grossAssets)));
  before.positions.forEach(({ marketId, absoluteCap, relativeCapBps }, i) => {
    const position = after.positions[i] ?? 0n;
    if ((changes[i] ?? 0n) <= 0n) return;
    const isOver = position > absoluteCap || position * BPS > grossAfter * BigInt(relativeCapBps);
    if (isOver) throw new MoveNotAllowedError(`${marketId} would hold more than its cap`);
  });
  if (allocated > 0n && after.idle * BPS < grossAfter * BigInt(limits.idleFloorBps))
    throw new MoveNotAllowedError("idle money would fall below its floor");
  if (turnoverBps > limits.rebalanceTurnoverBps || usage.turnoverBps + turnoverBps > limits.dailyTurnoverBps) {
    throw new MoveNotAllowedError(`it allocates ${turnoverBps} bps of the vault`);
  }
  if (lossMillionths > limits.rebalanceLossBps * 100 || usage.lossMillionths + lossMillionths > limits.dailyLossBps * 100) {
    throw new MoveNotAllowedError(`it loses ${lossMillionths} millionths of the vault`);
  }
  return { allocated, lost, turnoverBps, lossMillionths };
}

function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}
