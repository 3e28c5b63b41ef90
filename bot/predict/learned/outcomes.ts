import type { UnixSeconds } from "../../core/units.ts";
import type { MarketMoment, MarketPanel } from "../features/featurise.ts";
import { isKnownAt } from "../features/featurise.ts";

/** Which moments of which markets are worth learning from, and judged by: the same for every model. */
export interface MomentRules {
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
  /** Moments are the whole multiples of this since 1970, so that markets meet at the same times. */
  readonly stepSeconds: number;
  /** Smaller markets are the doing of a few, and nobody's treasury goes there. */
  readonly leastSupplyUsd: number;
  readonly leastApr: number;
  /** A market must have been known for so long. */
  readonly leastHistorySeconds: number;
}

export const JUDGED_MOMENTS = {
  stepSeconds: 6 * 3600,
  leastSupplyUsd: 5_000_000,
  leastApr: 0.001,
  leastHistorySeconds: 2 * 86_400,
} as const;

/** A gap of more than this share of a horizon makes its outcome unknown. */
const LEAST_KNOWN_SHARE = 0.95;

/** The moments that obey the rules, ascending in time and by market within. From what is known at each only. */
export function momentsOf(panel: MarketPanel, rules: MomentRules): readonly MarketMoment[] {
  const moments: MarketMoment[] = [];
  const first = Math.ceil(rules.fromSeconds / rules.stepSeconds) * rules.stepSeconds;
  for (let atSeconds = first; atSeconds < rules.toSeconds; atSeconds += rules.stepSeconds) {
    panel.views.forEach((view, market) => {
      const begun = view.series.timeSeconds[0] as number;
      if (atSeconds - begun < rules.leastHistorySeconds || !isKnownAt(panel, { market, atSeconds })) return;
      const i = view.quoted.indexAt(atSeconds);
      const supplyUsd = view.series.totalSupplyUsd[i] as number;
      if (supplyUsd >= rules.leastSupplyUsd && (view.series.quotedApr[i] as number) >= rules.leastApr) moments.push({ market, atSeconds });
    });
  }
  return moments;
}

/** The mean APR that was paid over (at, at + horizon]; NaN where the series ends before, or has a gap. */
export function paidOver(panel: MarketPanel, { market, atSeconds }: MarketMoment, horizonSeconds: number): number {
  const view = panel.views[market];
  const due = atSeconds + horizonSeconds;
  if (view === undefined || (view.series.timeSeconds.at(-1) ?? 0) < due) return Number.NaN;
  if (view.paid.knownShare(atSeconds, due) < LEAST_KNOWN_SHARE) return Number.NaN;
  return view.paid.mean(atSeconds, due);
}
