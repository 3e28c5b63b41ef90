import { maxBigint } from "../core/units.ts";
import { withLessAllocated } from "./sharedLimits.ts";
import type { Situation } from "./situation.ts";

/** What a withdrawal may pay short of the amount asked for, by the rounding of shares in the market and its adapter. */
const ROUNDING_UNITS = 2n;
const FRACTION_SCALE = 1e10;

/**
 * The same targets with allocations cut to the cash that really arrives: withdrawals pay out less than they take by the market's exit cost
 * and by rounding, and a rebalance that allocates more than that, or into the idle floor, reverts. The largest allocations give way.
 */
export function fundedTargets(situation: Situation, targets: readonly bigint[]): readonly bigint[] {
  const changes = targets.map((target, i) => target - (situation.current[i] ?? 0n));
  const allocated = changes.reduce((sum, change) => sum + maxBigint(0n, change), 0n);
  const arriving = changes.reduce((sum, change, i) => sum + proceeds(situation, i, maxBigint(0n, -change)), 0n);
  const cash = maxBigint(0n, situation.input.vault.idle + arriving - situation.idleFloor);
  return withLessAllocated(
    situation.current,
    targets,
    allocated - cash,
    targets.map(() => true),
  );
}

function proceeds(situation: Situation, i: number, withdrawn: bigint): bigint {
  const exitFraction = situation.markets[i]?.costs.exitFraction ?? 0;
  const cost = (withdrawn * BigInt(Math.ceil(exitFraction * FRACTION_SCALE))) / BigInt(FRACTION_SCALE);
  return maxBigint(0n, withdrawn - cost - ROUNDING_UNITS);
}
