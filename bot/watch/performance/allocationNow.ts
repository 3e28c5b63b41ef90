import type { Decision } from "../../core/decision.ts";
import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";

/** Some of a vault's money, in its asset's smallest units, and the part of all that it is. */
export interface Holding {
  readonly amount: bigint;
  readonly share: number;
}

/** Where a vault's money was. */
export interface AllocationNow {
  readonly asOfSeconds: UnixSeconds;
  readonly blockNumber: number;
  readonly decisionId: string;
  /** Whether money was moved by then: these are the targets it was moved to. */
  readonly isTarget: boolean;
  /** All of the vault's markets, the largest position first. */
  readonly markets: readonly (Holding & { readonly marketId: MarketId })[];
  readonly idle: Holding;
}

/**
 * As a decision had it. Idle is what total assets leave beside the positions: gains that a vault releases slowly are in positions before they count, so
 * that there may be less than nothing, which is told as none.
 */
export function allocationNow(decision: Decision, totalAssets: bigint, isTarget: boolean): AllocationNow {
  const positions = decision.markets.map(({ marketId, current, target }) => ({ marketId, amount: isTarget ? target : current }));
  const invested = positions.reduce((sum, { amount }) => sum + amount, 0n);
  const idle = totalAssets > invested ? totalAssets - invested : 0n;
  const whole = Number(invested + idle);
  const shareOf = (amount: bigint) => (whole === 0 ? 0 : Number(amount) / whole);
  return {
    asOfSeconds: decision.blockTimeSeconds,
    blockNumber: decision.blockNumber,
    decisionId: decision.id,
    isTarget,
    markets: positions
      .map((position) => ({ ...position, share: shareOf(position.amount) }))
      .toSorted((a, b) => b.share - a.share || (a.marketId < b.marketId ? -1 : 1)),
    idle: { amount: idle, share: shareOf(idle) },
  };
}
