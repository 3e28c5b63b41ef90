import type { MarketMoment, MarketPanel } from "../features/featurise.ts";

const DAY_SECONDS = 86_400;

/** A forecast of one level for all horizons, without training: what learned models have to beat. */
export interface LevelBaseline {
  readonly name: string;
  /** The expected mean APR from a moment on, from what was known then. */
  levelApr(panel: MarketPanel, moment: MarketMoment, persistenceApr: number): number;
}

function meanOfLast(panel: MarketPanel, { market, atSeconds }: MarketMoment, seconds: number, otherwise: number): number {
  const mean = panel.views[market]?.quoted.mean(atSeconds - seconds, atSeconds) ?? Number.NaN;
  return Number.isNaN(mean) ? otherwise : mean;
}

/** What decays by half every `halfLifeSeconds`, by the hour over eight half-lives: the rest weighs less than half a percent. */
function exponentialMean(panel: MarketPanel, { market, atSeconds }: MarketMoment, halfLifeSeconds: number, otherwise: number): number {
  const step = halfLifeSeconds / 12;
  let sum = 0;
  let total = 0;
  for (let back = 0; back < 96; back++) {
    const mean = panel.views[market]?.quoted.mean(atSeconds - (back + 1) * step, atSeconds - back * step) ?? Number.NaN;
    if (Number.isNaN(mean)) continue;
    const weight = 2 ** (-back / 12);
    sum += weight * mean;
    total += weight;
  }
  return total === 0 ? otherwise : sum / total;
}

export const LEVEL_BASELINES: readonly LevelBaseline[] = [
  { name: "persistence", levelApr: (_panel, _moment, persistenceApr) => persistenceApr },
  // Each hour ahead as the same hour of the last day: over whole days that is the last day's mean.
  { name: "seasonal-naive", levelApr: (panel, moment, now) => meanOfLast(panel, moment, DAY_SECONDS, now) },
  { name: "ewma-24h", levelApr: (panel, moment, now) => exponentialMean(panel, moment, DAY_SECONDS, now) },
  { name: "ewma-72h", levelApr: (panel, moment, now) => exponentialMean(panel, moment, 3 * DAY_SECONDS, now) },
];
