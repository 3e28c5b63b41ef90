import type { DecidedMove } from "../../bot/core/decision.ts";
import { BPS } from "../../bot/core/units.ts";
import type { VaultState } from "../../bot/core/vaultState.ts";

/**
 * The error with which `YieldVault.rebalance` would refuse these moves on this state, or null: its checks in its own arithmetic and order,
 * if every move moves what it says and its position loses `lossOf` it.
 */
export function refusal(vault: VaultState, moves: readonly DecidedMove[], lossOf: (move: DecidedMove) => bigint = () => 0n): string | null {
  const loss = moves.reduce((sum, move) => sum + lossOf(move), 0n);
  const allocated = moves.reduce((sum, move) => sum + (move.change > 0n ? move.change : 0n), 0n);
  const moveOf = (marketId: string) => moves.find((move) => move.marketId === marketId);
  const after = vault.positions.map(({ marketId, totalAssets }) => {
    const move = moveOf(marketId);
    return move === undefined ? totalAssets : totalAssets + move.change - lossOf(move);
  });
  const gross = vault.grossAssets - loss;
  const idle = vault.idle - moves.reduce((sum, move) => sum + move.change, 0n);
  if (vault.status === "paused") return "Closed";
  for (const [i, position] of vault.positions.entries()) {
    const change = moveOf(position.marketId)?.change ?? 0n;
    if (change > 0n && vault.status === "reduce-only") return "Closed";
    if (change > 0n && !position.healthy) return "AdapterUnhealthy";
    if (change < 0n && -change > position.withdrawable) return "NotWithdrawable";
    if (change > position.allocatable) return "NotAllocatable";
    if (change <= 0n) continue;
    if ((after[i] ?? 0n) > position.absoluteCap) return "AbsoluteCapExceeded";
    if ((after[i] ?? 0n) > (gross * BigInt(position.relativeCapBps)) / BPS) return "RelativeCapExceeded";
    for (const risk of vault.risks.filter(({ name }) => position.risks.includes(name))) {
      const exposed = after.reduce((sum, amount, j) => (vault.positions[j]?.risks.includes(risk.name) ? sum + amount : sum), 0n);
      if (exposed > risk.absoluteCap) return "AbsoluteRiskCapExceeded";
      if (exposed > (gross * BigInt(risk.relativeCapBps)) / BPS) return "RelativeRiskCapExceeded";
    }
  }
  if (idle < 0n) return "InsufficientIdle";
  const { limits, usage } = vault;
  if (allocated > 0n) {
    if (idle < ceilDivide(gross * BigInt(limits.idleFloorBps), BPS)) return "IdleBelowFloor";
    if (vault.blockTimeSeconds < (usage.lastRebalanceSeconds ?? 0) + limits.cooldownSeconds) return "CooldownNotElapsed";
    const turnoverBps = ceilDivide(allocated * BPS, vault.grossAssets);
    if (turnoverBps > BigInt(limits.rebalanceTurnoverBps)) return "TurnoverExceeded";
    if (BigInt(usage.turnoverBps) + turnoverBps > BigInt(limits.dailyTurnoverBps)) return "TurnoverExceeded";
  }
  if (loss > (vault.grossAssets * BigInt(limits.rebalanceLossBps)) / BPS) return "RebalanceLossExceeded";
  if (loss > BigInt(moves.length) * 2n) {
    const millionths = BigInt(usage.lossMillionths) + ceilDivide(loss * 1_000_000n, vault.grossAssets);
    if (millionths > BigInt(limits.dailyLossBps) * 100n) return "DailyLossExceeded";
  }
  return null;
}

function ceilDivide(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}
