import type { MarketId } from "../../../core/market.ts";
import type { JudgedForecasts } from "../judged.ts";
import { coverage80 } from "../metrics/coverage.ts";
import { groupRows, selectRows } from "../rows.ts";
import type { Judgement, ScoreboardEntry } from "../scoreboard.ts";
import { decimals, percentage, points } from "../text.ts";
import { type GroupError, groupErrors } from "./groupErrors.ts";
import { COVERAGE_OF_A_MARKET, isCoveredWell, JUDGED_SAMPLES, MINIMUM_SAMPLES, WORST_RELATIVE_MAE } from "./headline.ts";
import { horizonWords, monthOf, thousands } from "./names.ts";
import { escaped, figure, key } from "./page.ts";
import { calibrationPlot } from "./plots/calibration.ts";
import { type Dot, dotsPlot } from "./plots/dots.ts";
import { fanPlot } from "./plots/fan.ts";
import { monthlyCoveragePlot, monthlyErrorPlot } from "./plots/monthly.ts";
import { APR_BANDS, aprBand, REGIME_MEANINGS, REGIMES, regimesOf } from "./regimes.ts";
import { worstMarkets } from "./worstMarkets.ts";

export interface HorizonView {
  readonly forecasts: JudgedForecasts;
  readonly entry: ScoreboardEntry;
  /** Other models at this horizon. */
  readonly others: readonly JudgedForecasts[];
  readonly names: ReadonlyMap<MarketId, string>;
  readonly suppliedUsd: ReadonlyMap<MarketId, number> | undefined;
}

/** All drawings of one model at one horizon. */
export function horizonSection(view: HorizonView): string {
  return `<h2>The next ${horizonWords(view.forecasts.horizonSeconds)}</h2>
${fans(view)}
${calibration(view)}
${situations(view)}
${byMonth(view)}
${byMarket(view)}
${worst(view)}`;
}

function fans(view: HorizonView): string {
  const { forecasts, names } = view;
  const rows = groupRows(forecasts, (row) => forecasts.marketIds[forecasts.market[row] as number] as MarketId);
  const figures = featuredMarkets(view).map(({ id, why }) => {
    const name = names.get(id) ?? id;
    return figure(`${name}: ${why}`, fanPlot(forecasts, rows.get(id) ?? [], name), "");
  });
  return `<h3>Forecasts and what came true</h3>
<p>At each moment: ${key("model", "the forecast")} of the mean rate over the following ${horizonWords(forecasts.horizonSeconds)}, ${key("band", "its 80 % interval")},
and ${key("truth", "the mean rate that was then paid")}. The last 90 days of each market shown.</p>
${figures.join("\n")}`;
}

/** The largest market, and of those with enough forecasts the one forecast best and worst against persistence; each once. */
function featuredMarkets({ entry, suppliedUsd }: HorizonView): readonly { readonly id: MarketId; readonly why: string }[] {
  const enough = [...entry.perMarket].filter(([, { samples }]) => samples >= MINIMUM_SAMPLES);
  const ranked = enough.length > 0 ? enough : [...entry.perMarket];
  const size = ([id, { samples }]: readonly [MarketId, Judgement]): number =>
    suppliedUsd?.get(id) ?? (suppliedUsd === undefined ? samples : 0);
  const byError = ranked.toSorted(([, a], [, b]) => a.scores.relativeMae - b.scores.relativeMae);
  const figureOf = ([, { scores }]: readonly [MarketId, Judgement]): string => `error ${decimals(scores.relativeMae)} of persistence’s`;
  const chosen = new Map<MarketId, string>();
  const choose = (market: readonly [MarketId, Judgement] | undefined, why: string): void => {
    if (market !== undefined && !chosen.has(market[0])) chosen.set(market[0], `${why}, ${figureOf(market)}`);
  };
  choose(ranked.toSorted((a, b) => size(b) - size(a))[0], suppliedUsd === undefined ? "the longest record" : "the largest");
  choose(byError[0], "forecast best");
  choose(byError.at(-1), "forecast worst");
  return Array.from(chosen, ([id, why]) => ({ id, why }));
}

function calibration({ forecasts, others }: HorizonView): string {
  const months = [...monthsOf(forecasts)].map(([group, rows]) => ({ group, coverage: coverage80(selectRows(forecasts, rows)) }));
  return `<h3>Do the intervals mean what they say?</h3><div class="pair">${figure(
    "Said and observed",
    calibrationPlot(forecasts, others),
    `Of all truths, how many were at or below each quantile. On the dashed line a quantile means exactly what it says; ${key("model", forecasts.model)}, ${key("other", "other models")}.`,
  )}${figure(
    "Truths within the 80 % interval, by month",
    monthlyCoveragePlot(months, COVERAGE_OF_A_MARKET),
    "By the month in which the forecast was made; the dashed lines are 70 and 90 %.",
  )}</div>`;
}

function situations({ forecasts }: HorizonView): string {
  const regimes = regimesOf(forecasts);
  const bands = APR_BANDS.map(({ name }) => name);
  const meanings = REGIMES.map((regime) => `${regime}: ${REGIME_MEANINGS[regime]}`).join("; ");
  const byRegime = groupErrors(forecasts, REGIMES, (row) => regimes[row] ?? null);
  const byRate = groupErrors(forecasts, bands, (row) => aprBand(forecasts.persistenceApr[row] as number));
  return `<h3>When is it right?</h3>
<p>Its error relative to that of persistence in situations that were known when the forecast was made. Beside it: both errors in points, and how many forecasts there are.</p>
<div class="pair">${figure("By what the rate had been doing", groupDots(byRegime), escaped(`${meanings}.`))}${figure(
    "By level of the rate",
    groupDots(byRate),
    "By the rate that was quoted.",
  )}</div>`;
}

function groupDots(groups: readonly GroupError[]): string {
  const dots = groups.map(({ group, samples, mae, persistenceMae }) => ({
    name: group,
    samples,
    value: mae / persistenceMae,
    good: mae <= persistenceMae,
    words: `${points(mae, 2)} against ${points(persistenceMae, 2)} · ${thousands(samples)}`,
  }));
  return dotsPlot(dots, { ...relativeDomain(dots), label: "relative MAE", lines: [1], rowHeight: 32, nameWidth: 96, wordsWidth: 150 });
}

/** The ends of an axis of relative errors: around 1, and no further than twice. */
function relativeDomain(dots: readonly Dot[]): { readonly least: number; readonly most: number } {
  const values = dots.map(({ value }) => value).filter(Number.isFinite);
  return { least: Math.min(0.9, ...values.map((value) => value - 0.02)), most: Math.min(2, Math.max(1.1, ...values)) };
}

function byMonth({ forecasts }: HorizonView): string {
  const months = [...monthsOf(forecasts).keys()];
  return figure(
    "By month",
    monthlyErrorPlot(groupErrors(forecasts, months, (row) => monthOf(forecasts.madeAtSeconds[row] as number))),
    `By the month in which the forecast was made: ${key("model", forecasts.model)}, ${key("persistence", "persistence")}.`,
  );
}

function monthsOf(forecasts: JudgedForecasts): ReadonlyMap<string, readonly number[]> {
  const months = groupRows(forecasts, (row) => monthOf(forecasts.madeAtSeconds[row] as number));
  return new Map([...months].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function byMarket({ entry, names }: HorizonView): string {
  const markets = [...entry.perMarket]
    .filter(([, { samples }]) => samples >= MINIMUM_SAMPLES)
    .toSorted(([, a], [, b]) => a.scores.relativeMae - b.scores.relativeMae);
  if (markets.length === 0) return "";
  const dots = (figureOf: (judgement: Judgement) => number, good: (judgement: Judgement) => boolean, words: (value: number) => string) =>
    markets.map(([id, judgement]) => ({
      name: names.get(id) ?? id,
      samples: judgement.samples,
      value: figureOf(judgement),
      good: good(judgement),
      words: words(figureOf(judgement)),
    }));
  const errors = dots(
    ({ scores }) => scores.relativeMae,
    ({ scores, samples }) => scores.relativeMae <= WORST_RELATIVE_MAE || samples <= JUDGED_SAMPLES,
    (value) => decimals(value),
  );
  const coverages = dots(({ scores }) => scores.coverage80, isCoveredWell, percentage);
  const layout = { rowHeight: 19, nameWidth: 168, wordsWidth: 54 };
  return `<h3>Market by market</h3>
<p>Markets with at least ${MINIMUM_SAMPLES} forecasts, best first; the larger a dot, the more forecasts.</p>
<div class="pair">${figure(
    "Error relative to persistence",
    dotsPlot(errors, { ...relativeDomain(errors), ...layout, label: "relative MAE", lines: [1, WORST_RELATIVE_MAE] }),
    `Left of 1 the model is better. No market of more than ${JUDGED_SAMPLES} forecasts should be right of ${WORST_RELATIVE_MAE}.`,
  )}${figure(
    "Truths within the 80 % interval",
    dotsPlot(coverages, {
      ...layout,
      label: "coverage",
      lines: COVERAGE_OF_A_MARKET,
      least: Math.min(0.5, ...coverages.map(({ value }) => value - 0.02)),
      most: 1,
      percent: true,
    }),
    "Nine markets in ten should be between the lines.",
  )}</div>`;
}

function worst({ forecasts, entry, names }: HorizonView): string {
  const remarks = worstMarkets(forecasts, entry, names);
  if (remarks.length === 0) return "";
  const items = remarks.map(({ name, sentence }) => `<li><strong>${escaped(name)}</strong>: ${escaped(sentence)}</li>`);
  return `<h3>Where it does worst</h3><ul class="remarks">${items.join("\n")}</ul>`;
}
