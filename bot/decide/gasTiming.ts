import type { UnixSeconds } from "../core/units.ts";
import { SECONDS_PER_YEAR, toFloat } from "../core/units.ts";
import { laterUsd, planCost } from "./costBreakdown.ts";
import { gasPrice } from "./legCosts.ts";
import type { Situation } from "./situation.ts";
import { sumOf } from "./strategies/strategy.ts";

/** Why a plan that is worth making waits for cheaper gas. */
export interface GasWait {
  /** When it stops waiting, whatever gas costs then. */
  readonly deadlineSeconds: UnixSeconds;
  /** The hour that it waits for, and the base fee expected then. */
  readonly untilSeconds: UnixSeconds;
  readonly baseFeePerGasWei: bigint;
  /** Gas now minus gas then. */
  readonly savedUsd: number;
  /** What the plan would earn in the meantime, at the favourable end of the forecasts. */
  readonly forgoneUsd: number;
}

/**
 * Whether a voluntary plan had better wait: if, for some hour before the deadline, what gas is expected to be cheaper by is more than what the
 * plan is likely to earn until then, at the favourable end of the forecasts. It is asked again at every tick, so a plan is made as soon as the fee
 * has fallen, or is no longer expected to. Null: nothing is gained by waiting, or nothing is known of it.
 */
export function gasWait(situation: Situation, targets: readonly bigint[]): GasWait | null {
  const { gasOutlook, vault, policy, costs } = situation.input;
  if (gasOutlook == null) return null;
  const nowSeconds = vault.blockTimeSeconds;
  const deadlineSeconds = Math.min(gasOutlook.waitingSinceSeconds ?? nowSeconds, nowSeconds) + policy.gasDeadlineSeconds;
  const { gasUnits } = planCost(situation, targets);
  const usdPerSecond = favourableUsdPerSecond(situation, targets);
  const waits = gasOutlook.expectedFees
    .filter(({ atSeconds }) => atSeconds > nowSeconds && atSeconds <= deadlineSeconds)
    .map(({ atSeconds, baseFeePerGasWei }): GasWait => {
      const usdPerGasThen = gasPrice({ ...costs, baseFeePerGasWei }).usdPerGas;
      return {
        deadlineSeconds,
        untilSeconds: atSeconds,
        baseFeePerGasWei,
        savedUsd: gasUnits * (situation.gas.usdPerGas - usdPerGasThen),
        forgoneUsd: usdPerSecond * (atSeconds - nowSeconds),
      };
    });
  return waits.reduce<GasWait | null>((best, wait) => (worth(wait) > (best === null ? 0 : worth(best)) ? wait : best), null);
}

function worth({ savedUsd, forgoneUsd }: GasWait): number {
  return savedUsd - forgoneUsd;
}

/**
 * What the plan earns and sheds in risk, with what it enters at its p90 and what it leaves at its p10; negative never. What it earns after the
 * horizon by no longer being idle does not count: a plan made an hour later still earns all of it.
 */
function favourableUsdPerSecond(situation: Situation, targets: readonly bigint[]): number {
  const { gainUsd, riskUsd, horizonSeconds } = planCost(situation, targets);
  const { decimals } = situation.input.vault.asset;
  const withinHorizonUsd = gainUsd - laterUsd(situation, sumOf(targets) - sumOf(situation.current));
  const upsideUsdPerYear = situation.markets.reduce((sum, { position, forecast, levelApr }, i) => {
    if (forecast === null || levelApr === null) return sum;
    const change = toFloat((targets[i] ?? position.totalAssets) - position.totalAssets, decimals);
    const upsideApr = change > 0 ? Math.max(0, forecast.p90Apr - levelApr) : Math.min(0, forecast.p10Apr - levelApr);
    return sum + change * upsideApr * situation.assetPriceUsd;
  }, 0);
  return Math.max(0, (withinHorizonUsd + riskUsd) / horizonSeconds + upsideUsdPerYear / SECONDS_PER_YEAR);
}
