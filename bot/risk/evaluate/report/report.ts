import { type HeadlineColumn, headlineTable } from "../../../predict/evaluate/report/headlineTable.ts";
import { dayName, thousands } from "../../../predict/evaluate/report/names.ts";
import { escaped, figure, htmlTable, key, page, RIVALS } from "../../../predict/evaluate/report/page.ts";
import { dotsPlot } from "../../../predict/evaluate/report/plots/dots.ts";
import { COLOURS } from "../../../predict/evaluate/report/plots/draw.ts";
import type { JudgedRisks } from "../judged.ts";
import { highEvents } from "../metrics/highEvents.ts";
import { leadHours } from "../metrics/leadTimes.ts";
import { columnOf, mediumOrWorse, onsetRows, selectRows } from "../rows.ts";
import type { RankScores, RiskScores, RowScores } from "../scores.ts";
import { classRows, figureText, liftText, partRows, rankingRows } from "../text.ts";
import { headlines, LEAST_LIFT } from "./headline.ts";
import { type Bar, barsPlot } from "./plots/bars.ts";
import { confusionPlot } from "./plots/confusion.ts";
import { leadsPlot } from "./plots/leads.ts";
import { precisionRecallPlot, type RankedScore } from "./plots/precisionRecall.ts";
import { reliabilityPlot } from "./plots/reliability.ts";
import type { ReplayPoint } from "./plots/replay.ts";
import { replaySection } from "./replaySection.ts";

/** What the prior work published of its model, whose labels were functions of the same features. */
const PUBLISHED_IMPORTANCES: readonly Bar[] = [
  { name: "yield/TVL", share: 0.568 },
  { name: "APY", share: 0.432 },
];
const SHOWN_IMPORTANCES = 20;

/** How much of a model's gain a feature brought. */
export interface Importance {
  readonly feature: string;
  /** Of the sum over all features. */
  readonly share: number;
}

/** One market over a time, by a model that knew nothing of it. */
export interface Replay {
  readonly title: string;
  readonly points: readonly ReplayPoint[];
}

export interface RiskReportOptions {
  readonly judged: JudgedRisks;
  /** Of `judged`. */
  readonly scores: RiskScores;
  readonly importances: readonly Importance[];
  readonly replays: readonly Replay[];
  /** What the reader should know about how this came about: one paragraph each, plain text. */
  readonly notes: readonly string[];
}

/**
 * An HTML page about how well a classifier foresees trouble, for a person: what it is worth in words, against knowing nothing and simple
 * rules, whether its probabilities mean what they say, how early it is, where it fails, what it looks at, and how it saw past crises.
 * One file, no network.
 */
export function riskReport({ judged, scores, importances, replays, notes }: RiskReportOptions): string {
  const title = `How well ${judged.model} foresees trouble`;
  return page(
    title,
    `<h1>${escaped(title)}</h1>
<p class="scope">${escaped(scope(scores))}</p>
${notes.map((note) => `<p>${escaped(note)}</p>`).join("\n")}
${headlineTable(headlineColumns(scores))}
${ranking(judged, scores)}
${probabilities(scores)}
${classes(scores)}
${leads(judged, scores)}
${parts(scores)}
${importance(importances)}
${replays.length === 0 ? "" : `<h2>Past crises, replayed</h2>\n${replays.map(({ title, points }) => replaySection(title, points)).join("\n")}`}`,
  );
}

function scope({ fromSeconds, untilSeconds, all }: RiskScores): string {
  if (fromSeconds === null || untilSeconds === null) return "Nothing was judged";
  return `${dayName(fromSeconds)} to ${dayName(untilSeconds)} · ${thousands(all.samples)} moments of ${all.markets} markets`;
}

function headlineColumns({ all, onset, luck }: RiskScores): readonly HeadlineColumn[] {
  return [
    { name: "before it begins", headlines: headlines(onset, luck.onset) },
    { name: "all moments", headlines: headlines(all, luck.all) },
  ];
}

function ranking(judged: JudgedRisks, { model, onset }: RiskScores): string {
  const shown = selectRows(judged, onsetRows(judged));
  const names = Object.keys(shown.rules);
  const rival = (i: number) => RIVALS[i % RIVALS.length] as (typeof RIVALS)[number];
  const rules = names.map(
    (name, i): RankedScore => ({ score: shown.rules[name] as Float64Array, colour: `var(--${rival(i)})`, width: 1.3 }),
  );
  const plot = (least: number, score: Float64Array, { baseRate }: RankScores, label: string): string =>
    precisionRecallPlot(
      shown.outcome.map((k) => Number(k >= least)),
      baseRate ?? 0,
      [...rules, { score, colour: COLOURS.model, width: 2.2 }],
      label,
    );
  const legend = [key("model", model), ...names.map((name, i) => key(rival(i), name)), key("persistence", "knowing nothing")].join(", ");
  return `<h2>Against simple rules</h2>
<p>Of moments at which nothing of class high was the case yet: how much of what an alarm says comes true (precision), if the alarm is to find
so much of what comes true (recall). ${legend}.</p>
<div class="pair">${figure("High", plot(2, columnOf(shown.probabilities, 2), onset.high, "Precision over recall of class high"), "")}${figure(
    "Medium or worse",
    plot(1, mediumOrWorse(shown.probabilities), onset.mediumOrWorse, "Precision over recall of medium or worse"),
    "",
  )}</div>
${htmlTable(rankingRows(model, onset), (row) => row[0] === model)}
<p>Recall at a rate of false alarms is with the best threshold in hindsight, for all alike.</p>`;
}

function probabilities({ all }: RiskScores): string {
  return `<h2>Do the probabilities mean what they say?</h2>
<p>Moments in bins of about equal count by what was said, with 95 % intervals (Wilson) that take moments to be independent; they are less so.</p>
<div class="pair">${figure("High", reliabilityPlot(all.high.reliability, "Reliability of class high"), "")}${figure(
    "Medium or worse",
    reliabilityPlot(all.mediumOrWorse.reliability, "Reliability of medium or worse"),
    "",
  )}</div>`;
}

function classes({ all, onset }: RiskScores): string {
  const caption = "Each line is what came true; shares are of the line.";
  return `<h2>What it said of what came true</h2>
<div class="pair">${figure("Before it begins", confusionPlot(onset.confusion), caption)}${figure("All moments", confusionPlot(all.confusion), caption)}</div>
<h3>Before it begins, class by class</h3>
${htmlTable(classRows(onset))}`;
}

function leads(judged: JudgedRisks, { onset }: RiskScores): string {
  const hours = leadHours(highEvents(judged));
  const missed = (onset.leadTimes.events ?? 0) - hours.length;
  return `<h2>How early?</h2>
<p>An event is the beginning of something of class high in a market. It is caught if the alarm was on at the last moment before it, and counts
from the first moment since which the alarm was never off, at most the horizon.</p>
${figure(
  "Hours from the alarm to the event",
  leadsPlot(hours, missed),
  `${key("model", `${thousands(hours.length)} caught`)}, ${key("bad", `${thousands(missed)} missed`)}.`,
)}`;
}

function parts(scores: RiskScores): string {
  const caption = `PR-AUC of class high, and ${key("persistence", "its base rate")}; beside it how many times that is, and moments. ${key("bad", `Below ${LEAST_LIFT} ×`)}.`;
  return `<h2>Where and when?</h2>
<div class="pair">${figure("By protocol", partDots(scores.byProtocol), caption)}${figure("By year", partDots(scores.byYear), caption)}</div>
${htmlTable(partRows(scores))}`;
}

function partDots(named: Readonly<Record<string, RowScores>>): string {
  const dots = Object.entries(named).flatMap(([name, { samples, high }]) => {
    const { prAuc, baseRate } = high;
    if (prAuc === null || baseRate === null) return [];
    const words = `${figureText(prAuc, 2)} · ${liftText(high)} · ${thousands(samples)}`;
    return [{ name, samples, value: prAuc, reference: baseRate, good: prAuc >= LEAST_LIFT * baseRate, words }];
  });
  return dotsPlot(dots, { label: "PR-AUC of high", lines: [], least: 0, most: 1, rowHeight: 26, nameWidth: 120, wordsWidth: 130 });
}

function importance(importances: readonly Importance[]): string {
  const bars = importances
    .toSorted((a, b) => b.share - a.share)
    .slice(0, SHOWN_IMPORTANCES)
    .map(({ feature, share }) => ({ name: feature, share }));
  return `<h2>What it looks at</h2>
<div class="pair">${figure("Share of the gain", barsPlot(bars, "share of gain"), `The first ${bars.length} of ${importances.length} features.`)}${figure(
    "Prior work, as published",
    barsPlot(PUBLISHED_IMPORTANCES, "share of gain"),
    "Of a model of the same kind whose labels were computed from its own features, so that two of them sufficed.",
  )}</div>`;
}
