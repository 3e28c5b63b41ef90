import type { UnixSeconds } from "../../core/units.ts";
import type { VaultState } from "../../core/vaultState.ts";
import type { YieldCovariance } from "../../core/yieldCovariance.ts";
import type { KnownPast } from "../../predict/live/askModel.ts";
import { IN_OWN_TOKEN } from "../covariance/dailyReturns.ts";
import { yieldCovariance } from "../covariance/yieldCovariance.ts";

/** What the past that is read goes back. */
export const COVARIANCE_DAYS = 30;
/** Two weeks: of fewer days, correlations are noise whatever they are shrunk to. */
export const LEAST_COVARIANCE_DAYS = 14;

/**
 * How what the vault's markets return varies together, in the vault's asset: all take that, so that its own price is the same for all and moves no
 * money between them. Null while the past is short.
 */
export function liveCovariance({ positions }: VaultState, { series }: KnownPast, atSeconds: UnixSeconds): YieldCovariance | null {
  const own = new Set(positions.map(({ marketId }) => marketId));
  const ofVault = series.filter(({ marketId }) => own.has(marketId));
  return yieldCovariance(ofVault, { atSeconds, days: COVARIANCE_DAYS, leastDays: LEAST_COVARIANCE_DAYS, tokenPrice: IN_OWN_TOKEN });
}
