import { toFloat } from "../core/units.ts";
import type { VaultState } from "../core/vaultState.ts";
import type { YieldCovariance } from "../core/yieldCovariance.ts";
import type { DecisionInput } from "./input.ts";
import type { VariancePrice } from "./optimise/variancePrice.ts";

const DAY_SECONDS = 86_400;

/**
 * Covariances of a day's returns in the order of the vault's positions, null while none is known. A market that the covariance leaves out
 * varies as much as the one that varies most, and with nobody: being unknown makes nothing look safe.
 */
export function dayVariance(vault: VaultState, covariance: YieldCovariance | null | undefined): readonly Float64Array[] | null {
  if (covariance == null || covariance.marketIds.length === 0) return null;
  const rows = new Map(covariance.marketIds.map((id, i) => [id, i]));
  const most = Math.max(...covariance.dayVariance.map((row, i) => row[i] ?? 0));
  const places = vault.positions.map(({ marketId }) => rows.get(marketId));
  return places.map((row, i) =>
    Float64Array.from(places, (column, j) => {
      if (row === undefined || column === undefined) return i === j ? most : 0;
      return covariance.dayVariance[row]?.[column] ?? 0;
    }),
  );
}

/**
 * What variance costs over the horizon, in tokens: half of γ · variance of what the positions return / all assets, the second-order loss of
 * someone of relative risk aversion γ (Arrow 1965, Pratt 1964). Null while it has no price.
 */
export function variancePriceOf({ vault, policy, yieldCovariance }: DecisionInput): VariancePrice | null {
  const assets = toFloat(vault.grossAssets, vault.asset.decimals);
  if (!(policy.riskAversion > 0) || assets === 0) return null;
  const days = policy.horizonSeconds / DAY_SECONDS;
  return dayVariance(vault, yieldCovariance)?.map((row) => row.map((one) => (policy.riskAversion * days * one) / assets)) ?? null;
}
