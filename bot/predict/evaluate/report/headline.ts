import type { MarketId } from "../../../core/market.ts";
import type { Judgement, ScoreboardEntry } from "../scoreboard.ts";
import { decimals, percentage, points, pValueText } from "../text.ts";
import type { Headline } from "./headlineTable.ts";

/** A market with fewer forecasts says little about the model. */
export const MINIMUM_SAMPLES = 100;
/** From here on a market's own error is held to a limit. */
export const JUDGED_SAMPLES = 500;
export const WORST_RELATIVE_MAE = 1.03;
/** What an 80 % interval may hold in a market. */
export const COVERAGE_OF_A_MARKET = [0.7, 0.9] as const;

/** What a person wants to know first, in one order for every horizon. */
export function headlines(entry: ScoreboardEntry, persistenceMae: number, names: ReadonlyMap<MarketId, string>): readonly Headline[] {
  const { scores } = entry.pooled;
  const markets = [...entry.perMarket].filter(([, { samples }]) => samples >= MINIMUM_SAMPLES);
  const better = markets.filter(([, judgement]) => judgement.scores.relativeMae < 1).length;
  const covered = markets.filter(([, judgement]) => isCoveredWell(judgement)).length;
  const [worstId, worst] = worstMarket(entry);
  return [
    {
      question: "How far off is a forecast?",
      answer: `${points(scores.mae)} points a year; persistence ${points(persistenceMae)}`,
      aim: null,
    },
    {
      question: "Error relative to persistence",
      answer: `${decimals(scores.relativeMae)}, ${lessOrMore(scores.relativeMae)}`,
      aim: { words: "≤ 0.97", reached: scores.relativeMae <= 0.97 },
    },
    { question: "Could that be luck?", answer: luck(entry.pooled), aim: null },
    { question: "Markets forecast better than by persistence", answer: `${better} of ${markets.length}`, aim: null },
    {
      question: `Worst market of over ${JUDGED_SAMPLES} forecasts`,
      answer: worst === undefined ? "none" : `${decimals(worst.scores.relativeMae)}, ${names.get(worstId) ?? worstId}`,
      aim: { words: `≤ ${WORST_RELATIVE_MAE}`, reached: worst === undefined || worst.scores.relativeMae <= WORST_RELATIVE_MAE },
    },
    {
      question: "Loss of the interval and its middle, relative to persistence with its own errors",
      answer: decimals(scores.pinballRatio),
      aim: { words: "≤ 0.92", reached: scores.pinballRatio <= 0.92 },
    },
    {
      question: "An interval that should hold 80 % of truths holds",
      answer: percentage(scores.coverage80),
      aim: { words: "77–83 %", reached: scores.coverage80 >= 0.77 && scores.coverage80 <= 0.83 },
    },
    {
      question: "Markets in which it holds 70 to 90 %",
      answer: `${covered} of ${markets.length}`,
      aim: { words: "nine in ten", reached: covered >= 0.9 * markets.length },
    },
  ];
}

/** The market with the greatest relative error of those that are held to a limit. */
export function worstMarket(entry: ScoreboardEntry): readonly [MarketId, Judgement | undefined] {
  const judged = [...entry.perMarket].filter(([, { samples }]) => samples > JUDGED_SAMPLES);
  return judged.toSorted(([, a], [, b]) => b.scores.relativeMae - a.scores.relativeMae)[0] ?? ["", undefined];
}

export function isCoveredWell({ scores }: Judgement): boolean {
  return scores.coverage80 >= COVERAGE_OF_A_MARKET[0] && scores.coverage80 <= COVERAGE_OF_A_MARKET[1];
}

/** 0.95 → "5.0 % less". */
export function lessOrMore(ratio: number): string {
  if (!Number.isFinite(ratio)) return "–";
  return ratio <= 1 ? `${percentage(1 - ratio)} less` : `${percentage(ratio - 1)} more`;
}

function luck({ scores }: Judgement): string {
  if (Number.isNaN(scores.pValue)) return "nothing to tell apart";
  if (scores.pValue > 0.05) return `it could (p ${pValueText(scores)})`;
  return scores.dieboldMariano < 0 ? `hardly: better with p ${pValueText(scores)}` : `hardly: worse with p ${pValueText(scores)}`;
}
