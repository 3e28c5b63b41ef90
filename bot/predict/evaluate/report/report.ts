import type { MarketId } from "../../../core/market.ts";
import type { JudgedForecasts } from "../judged.ts";
import { buildScoreboard, type ScoreboardEntry } from "../scoreboard.ts";
import { scoreboardRows } from "../text.ts";
import { headlines } from "./headline.ts";
import { type HeadlineColumn, headlineTable } from "./headlineTable.ts";
import { horizonSection } from "./horizonSection.ts";
import { dayName, horizonWords, marketNames, thousands } from "./names.ts";
import { escaped, htmlTable, page } from "./page.ts";

export interface ReportOptions {
  /** The model the report is about; it must be among the judged ones at each horizon that is shown. */
  readonly model: string;
  /** Every model at every horizon, also several runs of one. */
  readonly judged: readonly JudgedForecasts[];
  /** The scoreboard of `judged`, if it has been built already. */
  readonly scoreboard?: readonly ScoreboardEntry[];
  /** What is supplied to each market, to pick the largest; without it, the one with most forecasts is shown. */
  readonly suppliedUsd?: ReadonlyMap<MarketId, number>;
  /** What the reader should know about how this came about: one paragraph each, plain text. */
  readonly notes?: readonly string[];
}

/**
 * An HTML page about how well a model forecasts, for a person: what it means in words, the scoreboard, forecasts beside what came true,
 * whether intervals mean what they say, and where and when it fails. One file, no network.
 *
 * @throws RangeError when nothing of the model was judged.
 */
export function forecastReport({ model, judged, scoreboard = buildScoreboard(judged), suppliedUsd, notes = [] }: ReportOptions): string {
  const shown = scoreboard.filter((entry) => entry.model === model);
  const featured = shown.map(
    (entry) => judged.find((one) => one.model === model && one.horizonSeconds === entry.horizonSeconds) as JudgedForecasts,
  );
  const first = featured[0];
  if (first === undefined) throw new RangeError(`no forecasts of ${model} were judged`);
  const names = marketNames(first.marketIds);
  const sections = featured.map((forecasts, i) =>
    horizonSection({
      forecasts,
      entry: shown[i] as ScoreboardEntry,
      others: judged.filter((one) => one.model !== model && one.horizonSeconds === forecasts.horizonSeconds),
      names,
      suppliedUsd,
    }),
  );
  const title = `How well ${model} forecasts`;
  return page(
    title,
    `<h1>${escaped(title)}</h1>
<p class="scope">${escaped(scope(featured))}</p>
<p class="lead">${escaped(shown.map(inOneSentence).join(" "))}</p>
${notes.map((note) => `<p>${escaped(note)}</p>`).join("\n")}
${headlineTable(shown.map((entry) => headlineColumn(entry, names)))}
<h2>Scoreboard</h2>
<p>Every model on the same moments of the same markets. Errors and widths are percentage points a year; relative figures compare with
persistence, which expects of the future what is paid now: below 1 is better. “DM p” is the chance of as large a difference by luck
(Diebold and Mariano’s test).</p>
${htmlTable(scoreboardRows(scoreboard), (row) => row[1] === model)}
${sections.join("\n")}`,
  );
}

function scope(featured: readonly JudgedForecasts[]): string {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { madeAtSeconds } of featured) {
    for (const seconds of madeAtSeconds) {
      if (seconds < from) from = seconds;
      if (seconds > to) to = seconds;
    }
  }
  const counts = featured.map(({ market, horizonSeconds }) => `${thousands(market.length)} forecasts of ${horizonWords(horizonSeconds)}`);
  return `${dayName(from)} to ${dayName(to)} · ${counts.join(" · ")}`;
}

function inOneSentence({ horizonSeconds, pooled, markets }: ScoreboardEntry): string {
  const { relativeMae, coverage80, pValue } = pooled.scores;
  const difference = `${Math.abs(100 * (1 - relativeMae)).toFixed(1)} % ${relativeMae <= 1 ? "smaller" : "larger"}`;
  const certainty = pValue > 0.05 ? ", a difference that could be luck" : "";
  return `Over ${horizonWords(horizonSeconds)}, in ${markets} markets, its error is ${difference} than that of expecting what is paid now${certainty}; what came true lay in its 80 % interval ${(100 * coverage80).toFixed(0)} % of the time.`;
}

function headlineColumn(entry: ScoreboardEntry, names: ReadonlyMap<MarketId, string>): HeadlineColumn {
  const { mae, relativeMae } = entry.pooled.scores;
  return { name: `next ${horizonWords(entry.horizonSeconds)}`, headlines: headlines(entry, mae / relativeMae, names) };
}
