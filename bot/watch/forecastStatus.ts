import type { Forecast } from "../core/forecast.ts";
import type { MarketId } from "../core/market.ts";
import type { Apr, UnixSeconds } from "../core/units.ts";
import { createSeriesReader } from "../predict/live/liveSeries.ts";
import type { MarketSeries } from "../predict/series/marketSeries.ts";
import type { Store } from "../store/connection.ts";
import { newestForecasts } from "../store/forecasts.ts";
import { type LiveScore, liveScoreboard } from "../store/liveScoreboard.ts";
import { type ModelEvent, modelEvents } from "../store/modelEvents.ts";
import { horizonText, marketName, percent, utcTime } from "./format.ts";
import { sparkline } from "./sparkline.ts";
import { table } from "./table.ts";

const DAY_SECONDS = 86_400;
/** How far back a market's line of rates goes, and how much one bar of it stands for. */
const LINE_SECONDS = 7 * DAY_SECONDS;
const BAR_SECONDS = DAY_SECONDS / 4;
/** Forecasts made within so many days are scored together, and events told. */
const SCORED_DAYS = 30;

/** What is expected of one market, and what it paid. */
export interface MarketOutlook {
  readonly marketId: MarketId;
  /** Of the newest forecasts, by horizon. */
  readonly forecasts: readonly Forecast[];
  /** The mean APR quoted in each six hours of the seven days before, oldest first; null where nothing was seen. */
  readonly lastDaysApr: readonly (Apr | null)[];
}

/** What the database knows of forecasts. */
export interface ForecastStatus {
  readonly markets: readonly MarketOutlook[];
  /** How good forecasts of the last 30 days were whose outcome is known by model and horizon. */
  readonly scoreboard: readonly LiveScore[];
  readonly events: readonly ModelEvent[];
}

/** @param marketIds The markets to tell of; those without a forecast are left out. */
export async function readForecastStatus(store: Store, marketIds: readonly MarketId[]): Promise<ForecastStatus> {
  const forecasts = await newestForecasts(store.db, marketIds);
  const newest = Math.max(0, ...forecasts.map((one) => one.madeAtSeconds));
  const sinceSeconds = newest - SCORED_DAYS * DAY_SECONDS;
  const known = marketIds.filter((id) => forecasts.some((one) => one.marketId === id));
  const [series, scoreboard, events] = await Promise.all([
    createSeriesReader(store.db)(known, newest, LINE_SECONDS),
    liveScoreboard(store.db, { sinceSeconds, byMarket: false, marketIds }),
    modelEvents(store.db, sinceSeconds),
  ]);
  const markets = known.map((marketId) => ({
    marketId,
    forecasts: forecasts.filter((one) => one.marketId === marketId),
    lastDaysApr: barsOf(
      series.find((one) => one.marketId === marketId),
      newest,
    ),
  }));
  return { markets, scoreboard, events };
}

function barsOf(series: MarketSeries | undefined, untilSeconds: UnixSeconds): readonly (Apr | null)[] {
  const bars = Array.from({ length: LINE_SECONDS / BAR_SECONDS }, () => ({ sum: 0, count: 0 }));
  series?.timeSeconds.forEach((seconds, i) => {
    const bar = bars[bars.length - 1 - Math.floor((untilSeconds - seconds) / BAR_SECONDS)];
    if (bar === undefined) return;
    bar.sum += series.quotedApr[i] as number;
    bar.count += 1;
  });
  return bars.map(({ sum, count }) => (count === 0 ? null : sum / count));
}

export function forecastStatusText({ markets, scoreboard, events }: ForecastStatus): string {
  if (markets.length === 0) return "There are no forecasts yet: every tick makes them (`keeper tick`, `keeper run`).";
  const forecastRows = markets.flatMap(({ marketId, forecasts, lastDaysApr }) =>
    forecasts.map((one, i) => [
      i === 0 ? marketName(marketId) : "",
      horizonText(one.horizonSeconds),
      percent(one.meanApr),
      `${percent(one.p10Apr)} to ${percent(one.p90Apr)}`,
      `${one.model} ${one.modelVersion}`,
      i === 0 ? utcTime(one.madeAtSeconds) : "",
      i === 0 ? sparkline(lastDaysApr) : "",
    ]),
  );
  const scoreRows = scoreboard.map((score) => [
    `${score.model} ${score.modelVersion}`,
    horizonText(score.horizonSeconds),
    String(score.samples),
    String(score.markets),
    percent(score.mae, 3),
    score.relativeMae === null ? "–" : score.relativeMae.toFixed(3),
    percent(score.coverage80, 1),
    percent(score.pinball, 4),
  ]);
  return [
    table([["market", "over", "expected", "80 % interval", "model", "made (UTC)", "last 7 days"], ...forecastRows]),
    "",
    ...(scoreRows.length === 0
      ? ["No forecast has come true yet: the first is scored when its horizon is over."]
      : [
          `Forecasts of the last ${SCORED_DAYS} days that have come true:`,
          table([["model", "over", "forecasts", "markets", "MAE", "MAE / persistence's", "in the interval", "pinball"], ...scoreRows]),
        ]),
    ...(events.length === 0 ? [] : ["", "What happened to models:", ...events.map(eventText)]),
  ].join("\n");
}

function eventText({ timeSeconds, kind, model, modelVersion, detail }: ModelEvent): string {
  const reason = typeof detail.reason === "string" ? `: ${detail.reason}` : "";
  return `${utcTime(timeSeconds)}  ${kind}  ${model} ${modelVersion}${reason}`;
}
