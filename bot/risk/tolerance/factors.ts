import type { UnixSeconds } from "../../core/units.ts";
import type { VaultStatus } from "../../core/vaultState.ts";
import { fallingFactor, severityOf } from "./fall.ts";
import type { ToleranceSettings } from "./settings.ts";

const DAY_SECONDS = 86_400;

/**
 * Reference over volatility, at most one: twice the reference bears half the risk, so that what the vault's price does stays about as large
 * (volatility targeting: Moreira and Muir, "Volatility-Managed Portfolios", Journal of Finance 72, 2017).
 */
export function volatilityFactor(yearlyVolatility: number, { volatilityReference, least }: ToleranceSettings): number {
  if (!(yearlyVolatility > volatilityReference)) return 1;
  return Math.max(least, volatilityReference / yearlyVolatility);
}

/** One at the highest price, falling linearly to the least at the worst drawdown. */
export function drawdownFactor(fall: number, { worstDrawdown, least }: ToleranceSettings): number {
  return fallingFactor(severityOf(fall, worstDrawdown), least);
}

/** What goes on around the vault. */
export interface MarketStress {
  /** Of the watched markets, how many have the class high or a veto that says to leave, and how many there are. */
  readonly troubledMarkets: number;
  readonly watchedMarkets: number;
  /** The largest distance from one dollar among the watched dollar tokens, a fraction; null where no price is known. */
  readonly worstPegDeviation: number | null;
  /** The gas price now and its mean over 30 days, in one unit; null where not known. */
  readonly gasPrice: number | null;
  readonly meanGasPrice: number | null;
}

/** The three stresses add up, to the worst at most. Gas alone never does: it makes leaving dear, it is no loss. */
export function stressFactor(stress: MarketStress, settings: ToleranceSettings): number {
  const share = stress.watchedMarkets > 0 ? stress.troubledMarkets / stress.watchedMarkets : null;
  const gasRatio = stress.gasPrice === null || stress.meanGasPrice === null ? null : stress.gasPrice / stress.meanGasPrice;
  const severity =
    severityOf(share, settings.worstTroubledShare) +
    severityOf(stress.worstPegDeviation, settings.worstPegDeviation) +
    settings.gasWeight * severityOf(gasRatio === null ? null : gasRatio - 1, settings.worstGasRatio - 1);
  return fallingFactor(Math.min(1, severity), settings.least);
}

/** The vault's breakers. */
export interface BreakerState {
  readonly status: VaultStatus;
  /** Whether the monitor finds a condition that nobody has tripped yet. */
  readonly isDue: boolean;
  /** When the vault was last reset, or tripped if only that is known; null if never, or if not known. */
  readonly lastClosedSeconds: UnixSeconds | null;
}

/** The least while the vault is closed; from there linearly back to one over the days after; never above `breakerDue` while one is due. */
export function breakerFactor({ status, isDue, lastClosedSeconds }: BreakerState, at: UnixSeconds, settings: ToleranceSettings): number {
  if (status !== "normal") return settings.least;
  const calmDays = lastClosedSeconds === null ? Number.NaN : (at - lastClosedSeconds) / DAY_SECONDS;
  const stillUpset = Number.isNaN(calmDays) ? 0 : severityOf(settings.calmDownDays - Math.max(0, calmDays), settings.calmDownDays);
  const recovering = fallingFactor(stillUpset, settings.least);
  return isDue ? Math.min(recovering, Math.max(settings.least, settings.breakerDue)) : recovering;
}
