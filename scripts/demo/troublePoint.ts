import type { MarketId } from "../../bot/core/market.ts";
import type { RiskScore } from "../../bot/core/risk.ts";
import { toFloat } from "../../bot/core/units.ts";
import type { VaultStatus } from "../../bot/core/vaultState.ts";
import type { TickReport } from "../../bot/watch/tickReport.ts";
import type { Happening, TickPoint } from "./strategyRun.ts";

/** What one tick saw of a trouble, and did. */
export interface TroublePoint extends TickPoint {
  /** Since the tick before. */
  readonly happened: readonly Happening[];
  readonly risks: readonly RiskScore[];
  readonly riskTolerance: number;
  /** Why, by market, where the vault's adapter reports that it is not healthy. */
  readonly unhealthy: Readonly<Record<MarketId, string>>;
  /** What the vault's monitor found wrong on chain. */
  readonly breakerDue: string | null;
  readonly status: VaultStatus;
  /** Before the tick did anything. */
  readonly heldUsd: Readonly<Record<MarketId, number>>;
  /** What of that could not have been withdrawn. */
  readonly stuckUsd: Readonly<Record<MarketId, number>>;
}

export function troublePoint(point: TickPoint, { vault, risks, riskTolerance }: TickReport, happened: readonly Happening[]): TroublePoint {
  const usd = (amount: bigint) => toFloat(amount, vault.asset.decimals);
  const byMarket = vault.positions.map(({ marketId, totalAssets, withdrawable }) => ({
    marketId,
    held: usd(totalAssets),
    stuck: Math.max(0, usd(totalAssets - withdrawable)),
  }));
  return {
    ...point,
    happened,
    risks,
    riskTolerance: riskTolerance.tolerance,
    unhealthy: Object.fromEntries(
      vault.positions.filter(({ healthy }) => !healthy).map(({ marketId, healthReason }) => [marketId, healthReason]),
    ),
    breakerDue: vault.breakerDue?.reason ?? null,
    status: vault.status,
    heldUsd: Object.fromEntries(byMarket.map(({ marketId, held }) => [marketId, held])),
    stuckUsd: Object.fromEntries(byMarket.map(({ marketId, stuck }) => [marketId, stuck])),
  };
}
