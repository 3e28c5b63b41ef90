import { withOwnErrors } from "../../predict/evaluate/ownErrors.ts";
import { isKnownAt, type MarketMoment, type MarketPanel, marketPanel } from "../../predict/features/featurise.ts";
import { priorInterval } from "../../predict/interval.ts";
import { paidOver } from "../../predict/learned/outcomes.ts";
import { persistence } from "../../predict/persistence.ts";
import { endSecondsOf, type World } from "../world/world.ts";
import type { ForecastColumns } from "./forecastColumns.ts";
import { seriesUntil } from "./history.ts";
import { MIND_STEP_SECONDS, standing } from "./standing.ts";

/**
 * Tomorrow as today: what is quoted at each moment. Its interval is the quote with the quantiles of its own past errors in the market, as known
 * at the last whole six hours; none reaches below zero where no loss is quoted.
 */
export function persistenceForecasts(world: Pick<World, "markets" | "timeSeconds" | "quotedApr">, horizonSeconds: number): ForecastColumns {
  const { markets, quotedApr } = world;
  const end = endSecondsOf(world);
  const panel = marketPanel(
    markets.map(({ series }) => seriesUntil(series, end)),
    new Map(),
  );
  const said = pastForecasts(panel, horizonSeconds, end);
  // A market that has only just become known has the field's usual errors.
  const p10Apr = quotedApr.map((quoted) => priorInterval(quoted, horizonSeconds).p10Apr);
  const p90Apr = quotedApr.map((quoted) => priorInterval(quoted, horizonSeconds).p90Apr);
  standing(world, { market: said.market, atSeconds: said.madeAtSeconds }, (place, row) => {
    const quoted = quotedApr[place] as number;
    const at = (k: number) => quoted + (said.quantilesApr[2 * row + k] as number) - (said.pointApr[row] as number);
    p10Apr[place] = Math.max(Math.min(0, quoted), at(0));
    p90Apr[place] = Math.max(Math.min(0, quoted), at(1));
  });
  return { name: persistence.name, version: persistence.version, horizonSeconds, meanApr: quotedApr.slice(), p10Apr, p90Apr };
}

/** What persistence said of every market from its first point on, with its p10 and p90. */
function pastForecasts(panel: MarketPanel, horizonSeconds: number, endSeconds: number) {
  const moments: MarketMoment[] = panel.views.flatMap((_view, market) => momentsOfMarket(panel, market, endSeconds));
  const persistenceApr = Float64Array.from(moments, ({ market, atSeconds }) => panel.views[market]?.quoted.at(atSeconds) ?? Number.NaN);
  return withOwnErrors(
    {
      model: persistence.name,
      horizonSeconds,
      marketIds: panel.views.map(({ series }) => series.marketId),
      protocols: panel.views.map(({ series }) => series.protocol),
      market: Int32Array.from(moments, ({ market }) => market),
      madeAtSeconds: Float64Array.from(moments, ({ atSeconds }) => atSeconds),
      realisedApr: Float64Array.from(moments, (moment) => paidOver(panel, moment, horizonSeconds)),
      persistenceApr,
      pointApr: persistenceApr,
    },
    [0.1, 0.9],
  );
}

function momentsOfMarket(panel: MarketPanel, market: number, endSeconds: number): readonly MarketMoment[] {
  const moments: MarketMoment[] = [];
  const begin = panel.views[market]?.series.timeSeconds[0] ?? Number.POSITIVE_INFINITY;
  for (let atSeconds = Math.ceil(begin / MIND_STEP_SECONDS) * MIND_STEP_SECONDS; atSeconds <= endSeconds; atSeconds += MIND_STEP_SECONDS) {
    if (isKnownAt(panel, { market, atSeconds })) moments.push({ market, atSeconds });
  }
  return moments;
}
