import type { RiskTolerance } from "../../core/risk.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { type BreakerState, breakerFactor, drawdownFactor, type MarketStress, stressFactor, volatilityFactor } from "./factors.ts";
import { DEFAULT_TOLERANCE_SETTINGS, type ToleranceSettings } from "./settings.ts";
import { drawdown, realisedVolatility, type SharePrice } from "./sharePrices.ts";

/** What the tolerance depends on; what is not known is null, NaN or left out, and lowers nothing. */
export interface ToleranceInput {
  readonly atSeconds: UnixSeconds;
  /** The vault's own history, in any order; later ones are not looked at. The longer, the truer the highest. */
  readonly sharePrices: readonly SharePrice[];
  readonly stress: MarketStress;
  readonly breaker: BreakerState;
}

/**
 * How much risk the vault bears now. Each factor is 1 in quiet times and at least `least`:
 *
 * - volatility = min(1, reference / σ), σ the yearly volatility of daily log returns of the share price over 30 days;
 * - drawdown = 1 − (1 − least) · min(1, d / worst), d the share price's fall from its highest, a fraction;
 * - stress = 1 − (1 − least) · min(1, s), s = min(1, share of markets in trouble / worst) + min(1, worst peg deviation / worst)
 *   + gasWeight · min(1, (gas / its 30 day mean − 1) / (worst ratio − 1));
 * - breaker = least while the vault is reduce-only or paused, 1 − (1 − least) · (1 − days since / calmDownDays) after a reset, and at
 *   most `breakerDue` while the monitor finds a condition.
 *
 * tolerance = max(least, product of the four). It never rises with σ, d, s or a worse breaker state. Throws nothing.
 */
export function riskTolerance(input: ToleranceInput, settings: ToleranceSettings = DEFAULT_TOLERANCE_SETTINGS): RiskTolerance {
  const { atSeconds, sharePrices } = input;
  const { volatilityWindowDays, volatilityLeastDays, least } = settings;
  const factors = {
    volatility: volatilityFactor(realisedVolatility(sharePrices, atSeconds, volatilityWindowDays, volatilityLeastDays), settings),
    drawdown: drawdownFactor(drawdown(sharePrices, atSeconds), settings),
    stress: stressFactor(input.stress, settings),
    breaker: breakerFactor(input.breaker, atSeconds, settings),
  };
  return { tolerance: Math.max(least, factors.volatility * factors.drawdown * factors.stress * factors.breaker), factors };
}
