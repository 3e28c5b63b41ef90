import { maxBigint } from "../core/units.ts";
import { lossRoom } from "./limits.ts";
import type { Situation } from "./situation.ts";

const FRACTION_SCALE = 1e10;

/**
 * What gross assets are expected to fall by. What is put into a market counts at once for what leaving would pay, so an allocation loses the
 * way in and the way out; a withdrawal should lose nothing beyond that, and counts once more for markets whose mark is kinder than
 * their exit.
 */
export function expectedLoss(situation: Situation, targets: readonly bigint[]): bigint {
  return situation.markets.reduce((loss, { position, costs }, i) => {
    const change = (targets[i] ?? position.totalAssets) - position.totalAssets;
    const fraction = change > 0n ? costs.enterFraction + costs.exitFraction : costs.exitFraction;
    return loss + partOf(maxBigint(change, -change), fraction);
  }, 0n);
}

/** Whether the vault would refuse these targets for what they lose. */
export function exceedsLossBudget(situation: Situation, targets: readonly bigint[]): boolean {
  return expectedLoss(situation, targets) > lossRoom(situation.input.vault);
}

/** Rounded up. */
function partOf(amount: bigint, fraction: number): bigint {
  const scale = BigInt(FRACTION_SCALE);
  return (amount * BigInt(Math.ceil(fraction * FRACTION_SCALE)) + scale - 1n) / scale;
}
